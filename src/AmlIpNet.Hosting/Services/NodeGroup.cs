namespace AmlIpNet.Hosting;

/// <summary>The nodes of a host. They leave together: a farewell waits for nodes that may be out of reach, and the host's time to stop is one for all.</summary>
internal sealed class NodeGroup
{
    // When the host's time is over before they begin to leave: a farewell that is heard takes less.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<NodeService> _members = [];
    private Task? _leave;

    /// <summary>Takes the exit code of a program whose node failed: who watches the process must not take its end for success.</summary>
    public Action<int> Exit { get; init; } = code => Environment.ExitCode = code;

    public void Add(NodeService member)
    {
        lock (_lock) _members.Add(member);
    }

    /// <summary>Has all of them leave. Ends when they have left, or a moment after the host's time is over; what a farewell threw is its member's to tell.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return _leave ??= LeaveAllAsync([.. _members], cancellationToken);
    }

    private static async Task LeaveAllAsync(NodeService[] members, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(members.Select(member => member.LeaveAsync()));
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), over).ConfigureAwait(false);
        if (await Task.WhenAny(all, over.Task).ConfigureAwait(false) != all) await Task.WhenAny(all, Task.Delay(s_grace, CancellationToken.None)).ConfigureAwait(false);
    }
}
