using System.Collections.Immutable;
using System.Text;
using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;
using AmlIpNet.TestKit;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>A data space on a domain of its own: a Center, workers and clients; all leave when the test ends.</summary>
public sealed class Space(string engine) : IAsyncDisposable
{
    private readonly TestDomain _domain = TestDomain.Lease();
    private readonly List<IAsyncDisposable> _nodes = [];
    private readonly IDdsEngine _engine = engine == "cyclone" ? new CycloneEngine() : new InProcessEngine();

    /// <summary>The functions that workers of tests know.</summary>
    public static ImmutableDictionary<string, DataFunction> Functions { get; } = ImmutableDictionary<string, DataFunction>.Empty
        .Add("add", (call, _) => ValueTask.FromResult(DataValue.FromString($"{call.Needed.Sum(value => int.Parse(value.ToString())) + (call.Arguments.Length > 0 ? int.Parse(Encoding.UTF8.GetString(call.Arguments.Span)) : 0)}")))
        .Add("throw", (_, _) => throw new InvalidOperationException("no luck"))
        .Add("forever", async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return DataValue.FromString("");
        })
        .Add("join", (call, _) => ValueTask.FromResult(Join(call)));

    private static DataValue Join(DataCall call)
    {
        var bytes = new byte[call.Needed.Sum(value => value.Bytes.Length)];
        int at = 0;
        foreach (var value in call.Needed)
        {
            value.Bytes.CopyTo(bytes.AsMemory(at));
            at += value.Bytes.Length;
        }

        return new DataValue(bytes);
    }

    public NetworkOptions Network => _domain.Options with { Lease = TimeSpan.FromSeconds(5) };

    public CenterNode Center(string name = "center", Func<CenterNodeOptions, CenterNodeOptions>? change = null)
    {
        var options = new CenterNodeOptions { Name = name, Network = Network, Grace = TimeSpan.FromMilliseconds(200) };
        return Keep(CenterNode.Create(_engine, change?.Invoke(options) ?? options));
    }

    public WorkerNode Worker(string name, Func<WorkerNodeOptions, WorkerNodeOptions>? change = null)
    {
        var options = new WorkerNodeOptions { Name = name, Network = Network, Functions = Functions };
        return Keep(WorkerNode.Create(_engine, change?.Invoke(options) ?? options));
    }

    public DataSpaceClient Client(string name = "client", Func<DataSpaceClientOptions, DataSpaceClientOptions>? change = null)
    {
        var options = new DataSpaceClientOptions { Name = name, Network = Network };
        return Keep(DataSpaceClient.Create(_engine, change?.Invoke(options) ?? options));
    }

    /// <summary>Waits until the Center knows that many workers.</summary>
    public static async Task<IReadOnlyList<DataWorkerFacts>> KnowsAsync(DataSpaceClient client, int workers, TimeSpan? patience = null)
    {
        IReadOnlyList<DataWorkerFacts> known = [];
        await Wait.For(LookAsync(), $"{workers} workers at the Center", patience ?? TimeSpan.FromSeconds(60), () => string.Join(' ', known.Select(worker => worker.Id)));
        return known;

        // A Center says what it knows, and does not call when it knows more.
        async Task LookAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            while ((known = await client.WorkersAsync()).Count != workers) await timer.WaitForNextTickAsync();
        }
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
    }

    private T Keep<T>(T node) where T : IAsyncDisposable
    {
        _nodes.Add(node);
        return node;
    }
}
