using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Hosting;

/// <summary>
/// One node as part of the host. It joins before any service starts and leaves after every service has stopped, so that others can use it in between. One
/// that takes jobs does so while the services run; all begin to drain at once when the host stops, and all leave at once.
/// </summary>
/// <param name="name">The node's name.</param>
/// <param name="join">Makes the node.</param>
/// <param name="run">Takes jobs until told to stop, and drains; null for a node that takes none.</param>
/// <param name="group">All nodes of the host.</param>
/// <param name="lifetime">The host's.</param>
/// <param name="logger">Where it logs.</param>
/// <param name="check">Throws when the node could not work; called before it joins.</param>
internal sealed class NodeService(
    string name, Func<INode> join, Func<CancellationToken, Task>? run, NodeGroup group, IHostApplicationLifetime lifetime, ILogger<NodeService> logger, Func<Task>? check = null)
    : IHostedLifecycleService
{
    private readonly CancellationTokenSource _stop = new();
    private volatile INode? _node;
    private volatile bool _isStopping;
    private Task? _run;
    private Task? _leave;

    /// <summary>The node's name.</summary>
    public string Name => name;

    /// <summary>The node; null until it has joined.</summary>
    public INode? Node => _node;

    /// <summary>Why it takes no more jobs although nobody stopped it.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the host has begun to stop: it is to be given no more work.</summary>
    public bool IsStopping => _isStopping;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (check is not null) await check().ConfigureAwait(false);
        _node = join();
        group.Add(this);
        HostingLog.Joined(logger, name, _node.Id);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (run is not null) _run = RunAsync(run);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (_run is null) return;
        HostingLog.Draining(logger, name);
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_run is null) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _run.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            HostingLog.DrainCutShort(logger, name);
        }
    }

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_node is null) return;
        await group.LeaveAsync(cancellationToken).ConfigureAwait(false);
        var leave = LeaveAsync();
        if (leave.IsCompleted) await leave.ConfigureAwait(false);
        else HostingLog.FarewellCutShort(logger, name);
    }

    /// <summary>Says farewell; once, however often it is called. The group does so, one call at a time.</summary>
    public Task LeaveAsync() => _leave ??= SayFarewellAsync();

    private async Task SayFarewellAsync()
    {
        if (_node is not { } node) return;
        await node.DisposeAsync().ConfigureAwait(false);
        HostingLog.Left(logger, name, node.Id);
    }

    private async Task RunAsync(Func<CancellationToken, Task> takeJobs)
    {
        try
        {
            await takeJobs(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (_stop.IsCancellationRequested)
            {
                // Closed while it drained: whoever waited has been told.
                if (error is not (NodeClosedException or OperationCanceledException)) HostingLog.DrainFailed(logger, name, error);
                return;
            }

            Failure = error;
            HostingLog.Failed(logger, name, error);
            group.Exit(1);
            lifetime.StopApplication();
        }
    }
}
