using System.Collections.Immutable;
using System.Text.Json;
using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution;

public static partial class PlanJson
{
    private const int MaxAttributeCharacters = NativeBounds.MaxValueBytes;

    /// <summary>Reads a plan. Its certificate is what it claims; <see cref="PlanVerifier"/> checks it.</summary>
    /// <exception cref="PlanException">The bytes are no plan; the message says what is wrong.</exception>
    public static Plan Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes) throw Refuse($"it has {bytes.Length:N0} bytes, more than {MaxBytes:N0}");
        PlanDocument document;
        try
        {
            document = JsonSerializer.Deserialize(bytes, PlanJsonContext.Default.PlanDocument) ?? throw Refuse("it is null");
        }
        catch (JsonException error)
        {
            throw Refuse(error.Message, error);
        }

        if (document.Format != Format) throw Refuse($"its format is '{document.Format}', and this program reads {Format}");
        var method = document.Method switch
        {
            "published" => PlanMethod.Published,
            "latin" => PlanMethod.Latin,
            "greco-latin" => PlanMethod.GrecoLatin,
            var other => throw Refuse($"its method is '{other}': published, latin and greco-latin are known"),
        };
        var request = new PlanRequest
        {
            Seed = document.Seed ?? throw Lacks("seed"),
            Consumables = [.. Given(document.Consumables, "consumables").Select(name => name ?? throw Lacks("consumables"))],
            Workers = [.. Bounded(Given(document.Workers, "workers"), Plan.MaxWorkers, "workers").Select(ReadWorker)],
        };
        request.Validate();
        bool isDesign = document.Tasks is null;
        var tasks = isDesign ? ReadDesign(document, request.Workers.Length) : ReadTasks(document.Tasks!);
        PlanNames.Check(tasks.Select(task => task.Name), "task");
        var placements = ReadRounds(document, request.Workers, tasks);
        return new Plan(method, request.Seed, isDesign ? ReservationScope.Round : ReservationScope.Plan, request.Consumables, request.Workers, tasks, placements,
            document.Certificate ?? throw Lacks("certificate"), isDesign);
    }

    private static PlanWorker ReadWorker(WorkerDocument? worker)
    {
        if (worker is null) throw Lacks("worker");
        var attributes = Bounded(worker.Attributes ?? [], NativeBounds.MaxAttributes, $"attributes of {worker.Name}");
        foreach (var (key, value) in attributes)
        {
            if (key.Length is 0 or > NativeBounds.MaxKeyBytes || value is null || value.Length > MaxAttributeCharacters)
                throw Refuse($"the worker {worker.Name} has an attribute '{key}' that cannot be: keys have 1 to {NativeBounds.MaxKeyBytes} characters, values at most {MaxAttributeCharacters}");
        }

        return new PlanWorker(worker.Name!, ServerAttributes.Of(attributes.Select(item => KeyValuePair.Create(item.Key, item.Value!))));
    }

    private static ImmutableArray<PlanTask> ReadDesign(PlanDocument document, int n)
    {
        Demands[] kinds = ReadDemands(document.Kinds, "kinds"), shards = ReadDemands(document.Shards, "shards");
        if (kinds.Length != n || shards.Length != n) throw Refuse($"{n} workers need {n} kinds and {n} shards, and it has {kinds.Length} and {shards.Length}");
        return Planner.TasksOf(n, kinds, shards);
    }

    private static Demands[] ReadDemands(Dictionary<string, decimal>?[]? demands, string what) =>
        [.. Bounded(Given(demands, what), Plan.MaxWorkers, what).Select(one => ReadDemands(one ?? throw Lacks(what)))];

    private static ImmutableArray<PlanTask> ReadTasks(TaskDocument?[] tasks) =>
        [.. Bounded(tasks, Plan.MaxTasks, "tasks").Select(task => new PlanTask(task?.Name ?? throw Lacks("name of a task"), ReadDemands(task.Requires ?? [])))];

    private static Demands ReadDemands(Dictionary<string, decimal> demands) => Demands.Of(demands.Select(item => new Demand(item.Key, item.Value)));

    private static ImmutableArray<Placement> ReadRounds(PlanDocument document, ImmutableArray<PlanWorker> workers, ImmutableArray<PlanTask> tasks)
    {
        string?[]?[] rounds = Bounded(Given(document.Rounds, "rounds"), Plan.MaxTasks, "rounds");
        var elsewhere = Bounded(document.Elsewhere ?? throw Lacks("elsewhere"), Plan.MaxTasks, "tasks elsewhere");
        var placements = ImmutableArray.CreateBuilder<Placement>(tasks.Length);
        if (workers.Length == 0)
        {
            if (rounds.Length + elsewhere.Count > 0) throw Refuse("it has rounds, and no workers");
            for (int task = 0; task < tasks.Length; task++) placements.Add(new Placement(task, 0, -1, Placement.Queued));
            return placements.ToImmutable();
        }

        var indices = new Dictionary<string, int>(tasks.Length, StringComparer.Ordinal);
        for (int i = 0; i < tasks.Length; i++) indices.Add(tasks[i].Name, i);
        var columns = workers.Select((worker, index) => (worker.Name, index)).ToDictionary(item => item.Name, item => item.index, StringComparer.Ordinal);
        int unused = elsewhere.Count;
        for (int round = 0; round < rounds.Length; round++)
        {
            if (rounds[round] is not { } row || row.Length != workers.Length) throw Refuse($"round {round + 1} has {rounds[round]?.Length ?? 0} cells for {workers.Length} workers");
            for (int home = 0; home < row.Length; home++)
            {
                if (row[home] is not { } name) continue;
                if (!indices.Remove(name, out int task)) throw Refuse($"round {round + 1} has the task '{name}', which is no task or was there before");
                int worker = home;
                if (elsewhere.TryGetValue(name, out string? other))
                {
                    unused--;
                    worker = other is null ? Placement.Queued : columns.TryGetValue(other, out int column) ? column : throw Refuse($"the task '{name}' goes to '{other}', which is no worker");
                }

                placements.Add(new Placement(task, round, home, worker));
            }
        }

        if (indices.Count > 0) throw Refuse($"{indices.Count} tasks are in no round, '{indices.Keys.First()}' for one");
        if (unused > 0) throw Refuse($"{unused} tasks that are elsewhere are in no round");
        return placements.MoveToImmutable();
    }

    private static T[] Given<T>(T[]? items, string what) => items ?? throw Lacks(what);

    private static T Bounded<T>(T items, int bound, string what)
        where T : System.Collections.ICollection =>
        items.Count <= bound ? items : throw Refuse($"it has {items.Count:N0} {what}, and {bound:N0} are possible");

    private static PlanException Lacks(string what) => Refuse($"it lacks its {what}");

    private static PlanException Refuse(string why, Exception? inner = null) => new($"This is no plan that can be read: {why.TrimEnd('.')}. Make one with: amlip plan make", inner);
}
