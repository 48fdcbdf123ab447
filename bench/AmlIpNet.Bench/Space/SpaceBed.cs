using System.Diagnostics;
using AmlIpNet.CycloneDds;

namespace AmlIpNet.Bench.Space;

/// <summary>A data space alone in a domain: a Center and workers in processes of their own; here a client, and another one that watches the Center.</summary>
internal sealed class SpaceBed : IAsyncDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(2);

    private readonly Dictionary<string, Process> _workers = [];
    private Process? _center;
    private int _names;

    public static NetworkOptions Network { get; } = NetworkOptions.Loopback with { Domain = 97 };

    public DataSpaceClient Client { get; } = Open("client");

    public DataSpaceClient Watcher { get; } = Open("watcher");

    /// <summary>Starts what is missing, and waits until all know each other.</summary>
    public async Task<IReadOnlyList<DataWorkerFacts>> CompleteAsync(int workers)
    {
        if (_center is null) StartCenter();
        while (_workers.Count < workers)
        {
            string name = $"worker{++_names}";
            _workers.Add(name, Start("worker", name));
        }

        while (true)
        {
            var known = await Client.WorkersAsync();
            if (known.Select(worker => worker.Id.Name).Order().SequenceEqual(_workers.Keys.Order()) && await EachSeesAllAsync(known)) return known;
            await Task.Delay(s_step);
        }
    }

    public void StartCenter() => _center = Start("center", $"center{++_names}");

    /// <summary>Kills a worker as <c>kill -9</c> does.</summary>
    /// <returns>The time of it.</returns>
    public long KillWorker(string name)
    {
        _workers.Remove(name, out var process);
        return Kill(process!);
    }

    /// <summary>Kills the Center as <c>kill -9</c> does.</summary>
    /// <returns>The time of it.</returns>
    public long KillCenter()
    {
        var process = _center!;
        _center = null;
        return Kill(process);
    }

    /// <summary>Waits until the Center knows a worker no more.</summary>
    /// <returns>The time of it.</returns>
    public async Task<long> ForgottenAsync(NodeId worker)
    {
        while ((await Watcher.WorkersAsync()).Any(one => one.Id == worker)) await Task.Delay(s_step);
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Waits until a Center knows who holds all keys.</summary>
    /// <returns>The time of it.</returns>
    public async Task<long> KnownAsync(IReadOnlyCollection<string> keys)
    {
        while ((await Watcher.WhoHasAsync(keys)).Values.Any(key => !key.IsHeld)) await Task.Delay(s_step);
        return Stopwatch.GetTimestamp();
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Watcher.DisposeAsync();
        foreach (var process in _workers.Values.Append(_center).OfType<Process>())
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(10_000)) process.Kill();
            process.Dispose();
        }
    }

    // A copy from one to the next, around the ring.
    private async Task<bool> EachSeesAllAsync(IReadOnlyList<DataWorkerFacts> workers)
    {
        try
        {
            string[] keys = [.. workers.Select(worker => $"hello from {worker.Id}")];
            for (int i = 0; i < keys.Length; i++) await Client.Worker(workers[i].Id).UpdateDataAsync([new(keys[i], new DataValue(new byte[1]))]);
            await Watcher.ReplicateAsync(keys, workers.Count);
            await Client.DeleteAsync(keys);
            return true;
        }
        catch (DataSpaceException)
        {
            return false; // one that was killed may still be known
        }
    }

    private static DataSpaceClient Open(string name) => DataSpaceClient.Create(new CycloneEngine(), new() { Name = name, Network = Network });

    private static Process Start(string kind, string name) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["space", kind, $"{Network.Domain}", name]) { RedirectStandardInput = true })!;

    private static long Kill(Process process)
    {
        long now = Stopwatch.GetTimestamp();
        Posix.Send(process.Id, Posix.Kill);
        process.WaitForExit();
        process.Dispose();
        return now;
    }
}
