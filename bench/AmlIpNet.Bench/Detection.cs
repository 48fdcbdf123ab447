using System.Diagnostics;
using System.Globalization;

namespace AmlIpNet.Bench;

/// <summary>
/// How long it takes, with the default options, until a Computing node that was killed (SIGKILL) or frozen (SIGSTOP) with a job is suspected by the Main node,
/// lost to it, reported as dropped by a Status node, and its job solved by another one; and how often healthy nodes are suspected while every core has two
/// busy threads besides.
/// </summary>
internal sealed class Detection : IAsyncDisposable
{
    private const int Workers = 3;
    private const int BusyThreadsPerCore = 2;

    private static readonly NetworkOptions s_network = NetworkOptions.Loopback with { Domain = Bed.Domain };

    private readonly string _folder = Directory.CreateTempSubdirectory("amlip-detection-").FullName;
    private readonly Dictionary<string, Process> _workers = [];
    private readonly Sightings _sightings = new();
    private readonly MainNode _main;
    private readonly StatusNode _status = AmlIp.CreateStatusNode("status", s_network);
    private int _names;
    private int _jobs;

    private Detection() => _main = AmlIp.CreateMainNode(new MainNodeOptions { Name = "main", Network = s_network }, _sightings);

    public static async Task<int> RunAsync(string[] arguments)
    {
        int times = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 30;
        int seconds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 60;
        await using var bed = new Detection();
        Console.WriteLine($"Load of the machine: {Posix.Load()} on {Environment.ProcessorCount} cores. Times in ms.\n");
        Console.WriteLine("| Computing node is | times | suspected p50 | p99 | lost p50 | p99 | dropped p50 | p99 | solved elsewhere p50 | p99 |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        await bed.MeasureAsync("killed", Posix.Kill, times);
        await bed.MeasureAsync("frozen", Posix.Stop, times);
        await bed.LoadAsync(seconds);
        return 0;
    }

    /// <summary>The process that keeps the cores busy, until its standard input ends.</summary>
    public static async Task<int> BurnAsync()
    {
        for (int i = 0; i < BusyThreadsPerCore * Environment.ProcessorCount; i++) new Thread(Spin) { IsBackground = true }.Start();
        await Console.In.ReadToEndAsync();
        return 0;

        static void Spin()
        {
            while (true) Thread.SpinWait(1_000);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _main.DisposeAsync();
        await _status.DisposeAsync();
        foreach (var worker in _workers.Values) End(worker);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task MeasureAsync(string what, int signal, int times)
    {
        var results = new (double Suspected, double Lost, double Dropped, double Solved)[times];
        for (int i = 0; i < times; i++) results[i] = await OnceAsync(signal);
        string Row(Func<(double Suspected, double Lost, double Dropped, double Solved), double> column)
        {
            double[] values = [.. results.Select(column)];
            return $"{Statistics.Percentile(values, 0.5):0} | {Statistics.Percentile(values, 0.99):0}";
        }

        Console.WriteLine($"| {what} | {times} | {Row(r => r.Suspected)} | {Row(r => r.Lost)} | {Row(r => r.Dropped)} | {Row(r => r.Solved)} |");
    }

    private async Task<(double Suspected, double Lost, double Dropped, double Solved)> OnceAsync(int signal)
    {
        await WaitForWorkersAsync();
        var (job, server) = await StartGatedAsync();
        var suspected = _sightings.SuspicionOf(server.Name);
        var lost = _sightings.LossOf(server.Name);
        var dropped = DroppedAsync(server);
        var process = _workers[server.Name];
        long start = Stopwatch.GetTimestamp();
        Posix.Send(process.Id, signal);
        var solved = SolvedAsync(job);
        await Task.WhenAll(suspected, lost, dropped, solved).WaitAsync(TimeSpan.FromMinutes(1));
        _workers.Remove(server.Name);
        End(process);
        return (Since(start, suspected), Since(start, lost), Since(start, dropped), Since(start, solved));
    }

    private async Task LoadAsync(int seconds)
    {
        await WaitForWorkersAsync();
        var gated = new List<Task<Solution>>();
        for (int i = 1; i < Workers; i++) gated.Add((await StartGatedAsync()).Job);
        int jobs = 0;
        var (suspicions, losses) = (_sightings.Suspicions, _sightings.Losses);
        using var burn = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["burn"]) { RedirectStandardInput = true })!;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; jobs++) await _main.RequestJobSolutionAsync(Job.FromString(""));
        string load = Posix.Load();
        burn.Kill();
        int drops = _status.Nodes.Count(node => node.IsLost && _workers.ContainsKey(node.Id.Name));
        Console.WriteLine($"\n{seconds} s with {BusyThreadsPerCore} busy threads a core (load {load}), {Workers} Computing nodes, {jobs:N0} jobs beside {gated.Count} long ones: "
            + $"{_sightings.Suspicions - suspicions} false suspicions, {_sightings.Losses - losses} false losses, {drops} nodes reported as dropped.");
    }

    // Until each has solved a job: then everything has matched.
    private async Task WaitForWorkersAsync()
    {
        while (_workers.Count < Workers)
        {
            string name = $"worker{++_names}";
            _workers.Add(name, Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["gate", $"{Bed.Domain}", name]) { RedirectStandardInput = true })!);
        }

        var silent = new HashSet<string>(_workers.Keys);
        while (silent.Count > 0) silent.Remove((await _main.RequestJobSolutionAsync(Job.FromString(""))).SolvedBy.Name);
        while (_workers.Keys.Any(name => !_status.Nodes.Any(node => node.Id.Name == name))) await Task.Delay(5);
    }

    /// <summary>A job whose first attempt runs by now.</summary>
    private async Task<(Task<Solution> Job, NodeId Server)> StartGatedAsync()
    {
        var started = new TaskCompletionSource<NodeId>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new JobOptions { Progress = new Told(started) };
        var job = _main.RequestJobSolutionAsync(Job.FromString(Path.Combine(_folder, $"{++_jobs}")), options).AsTask();
        return (job, await started.Task);
    }

    private async Task<long> DroppedAsync(NodeId node)
    {
        await foreach (var change in _status.WatchAsync())
        {
            if (change.Id == node && change.IsLost) break;
        }

        return Stopwatch.GetTimestamp();
    }

    private static async Task<long> SolvedAsync(Task<Solution> job)
    {
        await job;
        return Stopwatch.GetTimestamp();
    }

    private static double Since(long start, Task<long> end) => Stopwatch.GetElapsedTime(start, end.Result).TotalMilliseconds;

    private static void End(Process worker)
    {
        worker.Kill();
        worker.WaitForExit();
        worker.Dispose();
    }

    private sealed class Told(TaskCompletionSource<NodeId> started) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => started.TrySetResult(value.Server);
    }
}
