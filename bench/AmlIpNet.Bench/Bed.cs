using System.Diagnostics;
using System.Globalization;

namespace AmlIpNet.Bench;

/// <summary>A Main node here and Computing nodes in other processes, alone in a domain.</summary>
internal sealed class Bed : IAsyncDisposable
{
    public const int Domain = 99;

    private readonly List<Process> _workers = [];

    private Bed(MainNode main) => Main = main;

    public static NetworkOptions Network { get; } = NetworkOptions.Loopback with { Domain = Domain, Lease = TimeSpan.FromSeconds(10) };

    public MainNode Main { get; }

    public IReadOnlyList<Process> Workers => _workers;

    public static async Task<Bed> StartAsync(int workers, int slots = 1, int workMilliseconds = 0, bool native = true)
    {
        var bed = new Bed(AmlIp.CreateMainNode(new MainNodeOptions { Name = "bench", Network = Network, NativePlane = native }));
        for (int i = 0; i < workers; i++) bed._workers.Add(StartWorker($"worker{i}", slots, workMilliseconds, native));
        var solvers = new HashSet<NodeId>();
        while (solvers.Count < workers)
        {
            var burst = Enumerable.Range(0, workers * slots * 4).Select(_ => bed.Main.RequestJobSolutionAsync(Job.FromString("warm up")).AsTask());
            foreach (var solution in await Task.WhenAll(burst)) solvers.Add(solution.SolvedBy);
        }

        return bed;
    }

    public async ValueTask DisposeAsync()
    {
        await Main.DisposeAsync();
        foreach (var worker in _workers)
        {
            worker.StandardInput.Close();
            if (!worker.WaitForExit(10_000)) worker.Kill();
            worker.Dispose();
        }
    }

    /// <summary>What a way to get jobs solved is called.</summary>
    public static string Plane(bool native) => native ? "native" : "auction";

    /// <summary>Resident memory of a process, in MiB.</summary>
    public static long ResidentMiB(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 >> 20;
    }

    private static Process StartWorker(string name, int slots, int workMilliseconds, bool native)
    {
        string[] arguments = ["worker", Domain.ToString(CultureInfo.InvariantCulture), name, $"{slots}", $"{workMilliseconds}", Plane(native)];
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true })!;
    }
}
