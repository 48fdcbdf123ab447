using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Hosting;

/// <summary>
/// One node as part of the host. It joins before any service starts and leaves after every service has stopped, so that others can use it in between. One
/// that takes jobs does so while the services run; all begin to drain at once when the host stops.
/// </summary>
/// <param name="name">The node's name.</param>
/// <param name="join">Makes the node.</param>
/// <param name="run">Takes jobs until told to stop, and drains; null for a node that takes none.</param>
/// <param name="lifetime">The host's.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class NodeService(string name, Func<INode> join, Func<CancellationToken, Task>? run, IHostApplicationLifetime lifetime, ILogger<NodeService> logger) : IHostedLifecycleService
{
    private readonly CancellationTokenSource _stop = new();
    private volatile INode? _node;
    private Task? _run;

    /// <summary>The node's name.</summary>
    public string Name => name;

    /// <summary>The node; null until it has joined.</summary>
    public INode? Node => _node;

    /// <summary>Why it takes no more jobs although nobody stopped it.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _node = join();
        HostingLog.Joined(logger, name, _node.Id);
        return Task.CompletedTask;
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
        await _node.DisposeAsync().ConfigureAwait(false);
        HostingLog.Left(logger, name, _node.Id);
    }

    private async Task RunAsync(Func<CancellationToken, Task> takeJobs)
    {
        try
        {
            await takeJobs(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (_stop.IsCancellationRequested) return; // it was closed while it drained: whoever waited has been told
            Failure = error;
            HostingLog.Failed(logger, name, error);
            lifetime.StopApplication();
        }
    }
}
