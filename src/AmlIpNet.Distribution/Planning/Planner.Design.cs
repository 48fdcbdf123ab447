using System.Collections.Immutable;

namespace AmlIpNet.Distribution;

public static partial class Planner
{
    /// <summary>
    /// Plans n rounds for n workers, n shards of data and n kinds of task, by a seeded Greco-Latin square: rounds are rows, workers are columns, and a cell's symbols are the
    /// shard and the kind of its task. Each worker meets each shard once and each kind once, each round has each of them once, and each pair of a shard and a kind is one task. Where no
    /// orthogonal pair is built, or none exists (2 and 6), the shards are balanced so and the kinds are shuffled, and the plan says so. A task that its worker cannot
    /// take goes to the next one to the right that can, or is queued. The tasks of one round use what they consume at the same time.
    /// </summary>
    /// <param name="request">The workers and the seed.</param>
    /// <param name="kinds">What the tasks of each kind need; null, or n of them.</param>
    /// <param name="shards">What the tasks on each shard need; null, or n of them.</param>
    /// <param name="method">Greco-Latin, or Latin: kinds shuffled even where an orthogonal pair is built.</param>
    /// <exception cref="PlanException">The request cannot be met; the message says why.</exception>
    public static Plan Design(PlanRequest request, IReadOnlyList<Demands>? kinds = null, IReadOnlyList<Demands>? shards = null, PlanMethod method = PlanMethod.GrecoLatin)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        int n = request.Workers.Length;
        if (method == PlanMethod.Published) throw new PlanException("The published algorithm knows no rounds, shards and kinds: give it a list of tasks.");
        if (n > 0 && (kinds is not null && kinds.Count != n || shards is not null && shards.Count != n))
            throw new PlanException($"{n} workers need {n} kinds and {n} shards, not {kinds?.Count ?? n} and {shards?.Count ?? n}.");
        var tasks = TasksOf(n, kinds, shards);
        var placements = ImmutableArray.CreateBuilder<Placement>(tasks.Length);
        var (ledger, certifier) = Start(request);
        var square = n == 0 ? null : method == PlanMethod.Latin ? GrecoLatinSquare.CreateLatin(n, request.Seed) : GrecoLatinSquare.Create(n, request.Seed);
        var row = new int[n];
        for (int round = 0; round < n; round++)
        {
            for (int column = 0; column < n; column++) row[column] = square!.Latin(round, column) * n + square.Greek(round, column);
            PlaceRow(round, row, tasks, ledger, certifier, placements);
            certifier.EndScope();
        }

        bool isGrecoLatin = square?.IsGrecoLatin ?? true;
        return new Plan(method, request.Seed, ReservationScope.Round, request.Consumables, request.Workers, tasks, placements.MoveToImmutable(),
            certifier.Certify(shardsAreLatin: true, isGrecoLatin, eachPairOnce: true), isDesign: true);
    }

    internal static ImmutableArray<PlanTask> TasksOf(int n, IReadOnlyList<Demands>? kinds, IReadOnlyList<Demands>? shards)
    {
        var tasks = ImmutableArray.CreateBuilder<PlanTask>(n * n);
        for (int shard = 0; shard < n; shard++)
        {
            for (int kind = 0; kind < n; kind++) tasks.Add(new PlanTask(Plan.NameOf(shard, kind), (kinds?[kind] ?? Demands.None).And(shards?[shard] ?? Demands.None), shard, kind));
        }

        return tasks.MoveToImmutable();
    }
}
