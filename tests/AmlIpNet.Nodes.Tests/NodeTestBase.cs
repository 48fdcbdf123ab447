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

    private ObservedEngine? _observed;

    protected abstract IDdsEngine Engine { get; }

    /// <summary>The engine that the nodes are created with: it counts what they write.</summary>
    internal ObservedEngine Observed => _observed ??= new ObservedEngine(Engine);

    /// <summary>Whether the nodes speak the native plane, or AML-IP's protocol only.</summary>
    protected virtual bool IsNative => true;

    /// <summary>The number of a client's first task.</summary>
    protected ulong FirstTask => IsNative ? 1ul : 0ul;

    protected NetworkOptions Network => _domain.Options with { Lease = TimeSpan.FromSeconds(5) };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Wait.For(Task.WhenAll(_runs), "the end of every running Computing node");
        if (_observed is not null) await _observed.CrashAsync(name => name.StartsWith("doomed", StringComparison.Ordinal));
        foreach (var node in _nodes) await Wait.For(node.DisposeAsync().AsTask(), $"the disposal of {node}");
        _domain.Dispose();
        _stop.Dispose();
    }

    protected MainNode Main(string name = "main", Func<MainNodeOptions, MainNodeOptions>? change = null, uint taskLimit = uint.MaxValue)
    {
        var options = new MainNodeOptions { Name = name, Network = Network, NativePlane = IsNative };
        return Keep(MainNode.Create(Observed, change?.Invoke(options) ?? options, null, taskLimit));
    }

    protected ComputingNode Computing(string name = "cp", Func<ComputingNodeOptions, ComputingNodeOptions>? change = null)
    {
        var options = new ComputingNodeOptions { Name = name, Network = Network, NativePlane = IsNative };
        return Keep(ComputingNode.Create(Observed, change?.Invoke(options) ?? options));
    }

    /// <summary>A Computing node that runs until the test ends.</summary>
    protected ComputingNode Running(JobHandler handler, string name = "cp", Func<ComputingNodeOptions, ComputingNodeOptions>? change = null)
    {
        var node = Computing(name, change);
        _runs.Add(node.RunAsync(handler, _stop.Token));
        return node;
    }

    /// <summary>A Computing node that is not missed: a test may crash it with <see cref="ObservedEngine.CrashAsync"/>.</summary>
    protected ComputingNode Doomed(JobHandler handler, string name)
    {
        var node = ComputingNode.Create(Observed, new ComputingNodeOptions { Name = name, Network = Network, NativePlane = IsNative });
        _ = node.RunAsync(handler, _stop.Token);
        return node;
    }

    /// <summary>A guardian that runs until the test ends.</summary>
    protected GuardianNode Guarding(string name = "guardian", Func<GuardianNodeOptions, GuardianNodeOptions>? change = null)
    {
        var options = new GuardianNodeOptions { Name = name, Network = Network };
        var node = Keep(GuardianNode.Create(Observed, change?.Invoke(options) ?? options));
        _runs.Add(node.RunAsync(_stop.Token));
        return node;
    }

    protected StatusNode Status(Func<StatusNodeOptions, StatusNodeOptions>? change = null)
    {
        var options = new StatusNodeOptions { Name = "status", Network = Network };
        return Keep(StatusNode.Create(Observed, change?.Invoke(options) ?? options));
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

    /// <summary>Something that runs until the test ends.</summary>
    protected void Await(Func<CancellationToken, Task> run) => _runs.Add(run(_stop.Token));

    protected T Keep<T>(T node) where T : IAsyncDisposable
    {
        _nodes.Add(node);
        return node;
    }
}
