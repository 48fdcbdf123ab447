using System.Collections.Immutable;
using System.Globalization;
using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;
using AmlIpNet.TestKit;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>A scheduler, workers and workbenches on a domain of their own, with a folder for their files; all leave when the test ends.</summary>
public sealed class Lab(string engine = "in-process") : IAsyncDisposable
{
    private readonly TestDomain _domain = TestDomain.Lease();
    private readonly List<IAsyncDisposable> _nodes = [];

    public IDdsEngine Engine { get; } = engine == "cyclone" ? new CycloneEngine() : new InProcessEngine();

    public string Folder { get; } = Directory.CreateTempSubdirectory("amlip-artifacts-").FullName;

    public NetworkOptions Network => _domain.Options with { Lease = TimeSpan.FromSeconds(5) };

    public int Domain => _domain.Id;

    /// <summary>What workers and schedulers of tests can do.</summary>
    public static ImmutableDictionary<string, ArtifactOperation> Operations { get; } = new Dictionary<string, ArtifactOperation>
    {
        ["start"] = (call, _) => Set(call, Numbers(call.Parameters.Fields.TryGetValue("from", out var from) ? from.NumberValue : 0)),
        ["read"] = async (call, cancel) =>
        {
            using var reader = new StreamReader(call.Source("numbers").Open());
            var numbers = (await reader.ReadToEndAsync(cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture));
            call.Set(".sum", numbers.Sum());
        },
        ["add"] = (call, _) => Set(call, Numbers((call.Has(".sum") ? call.Get<double>(".sum") : 0) + call.AllReceived.Sum(ValueOf))),
        ["total"] = (call, _) => Set(call, Numbers(call.AllReceived.Sum(ValueOf))),
    }.ToImmutableDictionary();

    public static DataValue Numbers(double value) => DataValue.FromString(value.ToString("R", CultureInfo.InvariantCulture));

    public static double ValueOf(DataValue value) => double.Parse(value.ToString(), CultureInfo.InvariantCulture);

    private static ValueTask Set(OperationCall call, DataValue value)
    {
        call.Set(call.Task.Product, value);
        return default;
    }

    /// <summary>A file with numbers, one a line.</summary>
    public string File(string name, params double[] numbers)
    {
        string path = Path.Combine(Folder, name);
        System.IO.File.WriteAllLines(path, numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
        return path;
    }

    public SchedulerNode Scheduler(string name = "scheduler", Func<SchedulerNodeOptions, SchedulerNodeOptions>? change = null)
    {
        var options = new SchedulerNodeOptions { Name = name, Network = Network, Database = Path.Combine(Folder, $"{name}.db"), Operations = Operations, WorkerWait = TimeSpan.FromSeconds(60) };
        return Keep(SchedulerNode.Create(Engine, change?.Invoke(options) ?? options));
    }

    /// <summary>A worker with numbers under the source "numbers".</summary>
    public ArtifactWorkerNode Worker(string name, double[] numbers, Func<ArtifactWorkerOptions, ArtifactWorkerOptions>? change = null)
    {
        var options = new ArtifactWorkerOptions { Name = name, Network = Network, Operations = Operations, Sources = [new DataSource("numbers", File($"{name}.txt", numbers))] };
        return Keep(ArtifactWorkerNode.Create(Engine, change?.Invoke(options) ?? options));
    }

    public Workbench Workbench(string name = "bench", Func<WorkbenchOptions, WorkbenchOptions>? change = null)
    {
        var options = new WorkbenchOptions { Name = name, Network = Network, PeerTimeout = TimeSpan.FromSeconds(60) };
        return Keep(AmlIpNet.Artifacts.Workbench.Create(Engine, change?.Invoke(options) ?? options));
    }

    public DataSpaceClient Client(string name = "client") => Keep(DataSpaceClient.Create(Engine, new DataSpaceClientOptions { Name = name, Network = Network, PeerTimeout = TimeSpan.FromSeconds(60) }));

    /// <summary>Waits until a scheduler knows that many workers.</summary>
    public static Task KnowsAsync(SchedulerNode scheduler, int workers) =>
        Wait.Until(() => scheduler.Workers.Count == workers, $"{workers} workers at the scheduler", seen: () => string.Join(", ", scheduler.Workers.Select(worker => worker.Name)));

    /// <summary>Waits until a client sees workers by itself: whoever speaks to one directly must not be earlier.</summary>
    public static async Task SeesAsync(DataSpaceClient client, params string[] workers)
    {
        foreach (string worker in workers) await Wait.For(client.FindWorkerAsync(worker), $"{worker}, as the client sees it");
    }

    /// <summary>Takes a node away.</summary>
    public async Task EndAsync(IAsyncDisposable node)
    {
        _nodes.Remove(node);
        await Wait.For(node.DisposeAsync().AsTask(), $"the disposal of {node}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes)) await Wait.For(node.DisposeAsync().AsTask(), $"the disposal of {node}");
        _domain.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private T Keep<T>(T node) where T : IAsyncDisposable
    {
        _nodes.Add(node);
        return node;
    }
}
