using AmlIpNet.Dds;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>A domain of its own for each test, and short ways to put nodes into it.</summary>
public abstract class NodeTestBase : IAsyncLifetime
{
    private readonly TestDomain _domain = TestDomain.Lease();
    private readonly List<IAsyncDisposable> _nodes = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _runs = [];

    protected abstract IDdsEngine Engine { get; }

    /// <summary>Whether the nodes speak the native plane, or AML-IP's protocol only.</summary>
    protected virtual bool IsNative => true;

    protected NetworkOptions Network => _domain.Options with { Lease = TimeSpan.FromSeconds(5) };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Wait.For(Task.WhenAll(_runs), "the end of every running Computing node");
        foreach (var node in _nodes) await Wait.For(node.DisposeAsync().AsTask(), $"the disposal of {node}");
        _domain.Dispose();
        _stop.Dispose();
    }

    protected MainNode Main(string name = "main", Func<MainNodeOptions, MainNodeOptions>? change = null, uint taskLimit = uint.MaxValue)
    {
        var options = new MainNodeOptions { Name = name, Network = Network, NativePlane = IsNative };
        return Keep(MainNode.Create(Engine, change?.Invoke(options) ?? options, null, taskLimit));
    }

    protected ComputingNode Computing(string name = "cp", Func<ComputingNodeOptions, ComputingNodeOptions>? change = null)
    {
        var options = new ComputingNodeOptions { Name = name, Network = Network, NativePlane = IsNative };
        return Keep(ComputingNode.Create(Engine, change?.Invoke(options) ?? options));
    }

    /// <summary>A Computing node that runs until the test ends.</summary>
    protected ComputingNode Running(JobHandler handler, string name = "cp", Func<ComputingNodeOptions, ComputingNodeOptions>? change = null)
    {
        var node = Computing(name, change);
        _runs.Add(node.RunAsync(handler, _stop.Token));
        return node;
    }

    protected StatusNode Status(Func<StatusNodeOptions, StatusNodeOptions>? change = null)
    {
        var options = new StatusNodeOptions { Name = "status", Network = Network };
        return Keep(StatusNode.Create(Engine, change?.Invoke(options) ?? options));
    }

    protected IDomainParticipant Participant(string name)
    {
        var participant = Engine.CreateParticipant(name, Network, NullListener.Instance);
        _nodes.Add(participant);
        return participant;
    }

    /// <summary>The job's bytes, upside down.</summary>
    protected static ValueTask<Solution> Reverse(Job job, CancellationToken cancellationToken)
    {
        byte[] bytes = job.ToArray();
        Array.Reverse(bytes);
        return ValueTask.FromResult(Solution.FromMemory(bytes));
    }

    protected static Task<Solution> Solved(MainNode main, Job job, CancellationToken cancellationToken = default) =>
        Wait.For(main.RequestJobSolutionAsync(job, cancellationToken), "the solution of a job");

    private T Keep<T>(T node) where T : IAsyncDisposable
    {
        _nodes.Add(node);
        return node;
    }
}
