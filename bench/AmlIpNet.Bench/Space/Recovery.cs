using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AmlIpNet.Bench.Space;

/// <summary>
/// What is lost, and how long it takes, when processes of a data space are killed (SIGKILL): with default options, three workers and one Center in
/// processes of their own.
/// </summary>
internal sealed class Recovery : IAsyncDisposable
{
    private const int Workers = 3;

    private readonly SpaceBed _bed = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("amlip-recovery-").FullName;
    private int _runs;

    private DataSpaceClient Client => _bed.Client;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int times = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 20;
        await using var recovery = new Recovery();
        Console.WriteLine($"Load of the machine: {Posix.Load()} on {Environment.ProcessorCount} cores. Times from the kill on, in ms: median / worst.\n");
        Console.WriteLine("| What is killed | while | times | keys, of them lost | the Center's maps are right | what ran ended |");
        Console.WriteLine("|---|---|---|---|---|---|");
        await recovery.MeasureAsync("a worker", "idle, all keys at two workers; then a gather of all", times, recovery.ReplicatedAsync);
        await recovery.MeasureAsync("a worker", "idle, with the only copies; then a gather of all, which names them", times, recovery.OnlyCopiesAsync);
        await recovery.MeasureAsync("a worker", "idle, with computed keys; then a gather of all, which has them computed again", times, recovery.ComputedAsync);
        await recovery.MeasureAsync("a worker", "it takes part in a gather of 300 keys of 256 KiB, all at two workers", times, recovery.GatherAsync);
        await recovery.MeasureAsync("a worker", "it computes", times, recovery.ComputeAsync);
        await recovery.MeasureAsync("a worker", "it takes a value of 32 MiB of a scatter of three", times, recovery.PutAsync);
        await recovery.MeasureAsync("the Center; another one starts at once", "idle; then a gather of all", times, () => recovery.CenterAsync(30, 1 << 10, isUnderWay: false));
        await recovery.MeasureAsync("the Center; another one starts at once", "a gather of 300 keys of 256 KiB runs", times, () => recovery.CenterAsync(300, 256 << 10, isUnderWay: true));
        await recovery.MeasureAsync("the Center and a worker; another Center starts at once", "idle, all keys at two workers; then a gather of all", times, () => recovery.BothAsync(isComputed: false));
        await recovery.MeasureAsync("the Center and a worker; another Center starts at once", "idle, computed keys at that worker alone; then a gather of all", times, () => recovery.BothAsync(isComputed: true));
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task MeasureAsync(string what, string when, int times, Func<Task<Result>> run)
    {
        var results = new Result[times];
        for (int i = 0; i < times; i++)
        {
            while (true)
            {
                await _bed.CompleteAsync(Workers);
                _runs++;
                try
                {
                    results[i] = await run().WaitAsync(TimeSpan.FromMinutes(2));
                    break;
                }
                catch (TooLateException)
                {
                    // It had ended before the kill: once more.
                }
            }

            await Client.DeleteAsync(results[i].Keys);
        }

        Console.WriteLine($"| {what} | {when} | {times} | {Range(r => r.Keys.Count)}, {Range(r => r.Lost)} | {Row(r => r.Known)} | {Row(r => r.Ended)} |");

        string Range(Func<Result, int> column)
        {
            var (least, most) = (results.Min(column), results.Max(column));
            return least == most ? $"{least}" : $"{least} to {most}";
        }

        string Row(Func<Result, double> column)
        {
            double[] values = [.. results.Select(column)];
            return $"{Statistics.Percentile(values, 0.5):N0} / {values.Max():N0}";
        }
    }

    private async Task<Result> ReplicatedAsync()
    {
        string[] keys = [.. (await ScatterAsync(30, 1 << 10)).Keys];
        await Client.ReplicateAsync(keys, 2);
        return await KillWorkerAsync(await AnyWorkerAsync(), keys, mayLose: []);
    }

    private async Task<Result> OnlyCopiesAsync()
    {
        var places = await ScatterAsync(30, 1 << 10);
        var victim = await AnyWorkerAsync();
        return await KillWorkerAsync(victim, [.. places.Keys], mayLose: [.. places.Where(place => place.Value == victim).Select(place => place.Key)]);
    }

    private async Task<Result> ComputedAsync()
    {
        var (victim, keys) = await ComputeAtOneAsync();
        return await KillWorkerAsync(victim, keys, mayLose: []);
    }

    private async Task<Result> GatherAsync()
    {
        string[] keys = [.. (await ScatterAsync(300, 256 << 10)).Keys];
        await Client.ReplicateAsync(keys, 2);
        var victim = await AnyWorkerAsync();
        var gather = LostAsync(keys);
        await ReceivedAsync(8 << 20);
        TooLateException.ThrowIf(gather.IsCompleted);
        long start = _bed.KillWorker(victim.Name);
        return new(keys, await KnownAsync(start, _bed.ForgottenAsync(victim)), Since(start, (await gather).At), (await gather).Lost.Length);
    }

    private async Task<Result> ComputeAsync()
    {
        string[] needed = [.. (await ScatterAsync(1, 1 << 10)).Keys];
        await Client.ReplicateAsync(needed, 2);
        string path = Path.Combine(_folder, $"{_runs}"), key = $"r{_runs}";
        var compute = EndAsync(Client.ComputeAsync("hold", key, Encoding.UTF8.GetBytes(path), needed));
        string name = "";
        while (!File.Exists(path) || (name = await File.ReadAllTextAsync(path)).Length == 0) await Task.Delay(2);
        var victim = (await Client.WorkersAsync()).Single(worker => worker.Id.Name == name).Id;
        long start = _bed.KillWorker(name);
        double known = await KnownAsync(start, _bed.ForgottenAsync(victim));
        double ended = Since(start, await compute);
        string[] keys = [.. needed, key];
        return new(keys, known, ended, (await LostAsync(keys)).Lost.Length);
    }

    private async Task<Result> PutAsync()
    {
        long before = Client.SentBytes;
        var victim = await AnyWorkerAsync();
        var keys = Enumerable.Range(0, Workers).Select(i => $"p{_runs}-{i}").ToArray();
        var scatter = EndAsync(Client.ScatterAsync(keys.Select(key => KeyValuePair.Create(key, new DataValue(new byte[32 << 20])))));
        while (Client.SentBytes - before < 12 << 20) await Task.Delay(1);
        TooLateException.ThrowIf(scatter.IsCompleted);
        long start = _bed.KillWorker(victim.Name);
        double known = await KnownAsync(start, _bed.ForgottenAsync(victim));
        double ended = Since(start, await scatter);
        return new(keys, known, ended, (await LostAsync(keys)).Lost.Length);
    }

    private async Task<Result> CenterAsync(int count, int size, bool isUnderWay)
    {
        string[] keys = [.. (await ScatterAsync(count, size)).Keys];
        var gather = isUnderWay ? LostAsync(keys) : null;
        if (gather is not null)
        {
            await ReceivedAsync(8 << 20);
            TooLateException.ThrowIf(gather.IsCompleted);
        }

        long start = _bed.KillCenter();
        _bed.StartCenter();
        gather ??= LostAsync(keys);
        double known = await KnownAsync(start, _bed.KnownAsync(keys));
        return new(keys, known, Since(start, (await gather).At), (await gather).Lost.Length);
    }

    private async Task<Result> BothAsync(bool isComputed)
    {
        NodeId victim;
        string[] keys, left;
        if (isComputed)
        {
            (victim, keys) = await ComputeAtOneAsync();
            left = [.. (await Client.WhoHasAsync(keys)).Values.Where(key => key.Holders.Any(holder => holder != victim)).Select(key => key.Key)];
        }
        else
        {
            keys = left = [.. (await ScatterAsync(30, 1 << 10)).Keys];
            await Client.ReplicateAsync(keys, 2);
            victim = await AnyWorkerAsync();
        }

        long start = _bed.KillCenter();
        _bed.KillWorker(victim.Name);
        _bed.StartCenter();
        var gather = LostAsync(keys);
        double known = await KnownAsync(start, _bed.KnownAsync(left));
        var (lost, at) = await gather;
        Require(!lost.Intersect(left).Any(), "a key is lost that a living worker holds");
        return new(keys, known, Since(start, at), lost.Length);
    }

    /// <summary>Three keys at two workers, and ten computed of them at one.</summary>
    private async Task<(NodeId Worker, string[] Keys)> ComputeAtOneAsync()
    {
        string[] needed = [.. (await ScatterAsync(3, 1 << 10)).Keys];
        await Client.ReplicateAsync(needed, 2);
        var worker = await AnyWorkerAsync();
        string[] computed = [.. Enumerable.Range(0, 10).Select(i => $"c{_runs}-{i}")];
        foreach (string key in computed) await Client.Worker(worker).ComputeAsync("first", key, default, needed);
        return (worker, [.. needed, .. computed]);
    }

    private async Task<Result> KillWorkerAsync(NodeId victim, string[] keys, string[] mayLose)
    {
        long start = _bed.KillWorker(victim.Name);
        var gather = LostAsync(keys);
        double known = await KnownAsync(start, _bed.ForgottenAsync(victim));
        var (lost, at) = await gather;
        Require(lost.Order().SequenceEqual(mayLose.Order()), $"{lost.Length} keys are lost; {mayLose.Length} were to be");
        return new(keys, known, Since(start, at), lost.Length);
    }

    private Task<IReadOnlyDictionary<string, NodeId>> ScatterAsync(int count, int size) =>
        Client.ScatterAsync(Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"k{_runs}-{i}", new DataValue(new byte[size]))));

    private async Task<NodeId> AnyWorkerAsync()
    {
        var workers = await Client.WorkersAsync();
        return workers[_runs % workers.Count].Id;
    }

    private async Task ReceivedAsync(long bytes)
    {
        for (long before = Client.ReceivedBytes; Client.ReceivedBytes - before < bytes;) await Task.Delay(1);
    }

    /// <summary>Gathers keys.</summary>
    /// <returns>Those that are lost, and when that was known.</returns>
    private async Task<(string[] Lost, long At)> LostAsync(string[] keys)
    {
        try
        {
            await Client.GatherAsync(keys);
            return ([], Stopwatch.GetTimestamp());
        }
        catch (KeysLostException lost)
        {
            return ([.. lost.Keys.Select(key => key.Key)], Stopwatch.GetTimestamp());
        }
    }

    private static async Task<long> EndAsync(Task task)
    {
        await task;
        return Stopwatch.GetTimestamp();
    }

    private static async Task<double> KnownAsync(long start, Task<long> known) => Since(start, await known);

    private static double Since(long start, long end) => Stopwatch.GetElapsedTime(start, end).TotalMilliseconds;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException($"This must not be: {otherwise}.");
    }

    private sealed class TooLateException : Exception
    {
        public static void ThrowIf(bool isTooLate)
        {
            if (isTooLate) throw new TooLateException();
        }
    }

    private sealed record Result(IReadOnlyCollection<string> Keys, double Known, double Ended, int Lost);
}
