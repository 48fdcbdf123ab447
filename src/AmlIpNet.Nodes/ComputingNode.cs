using System.Runtime.ExceptionServices;
using AmlIpNet.Dds;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>
/// Takes jobs of Main nodes, AmlIpNet's or AML-IP's own, and answers each with a solution. It is visible from its creation on, but answers
/// only while <see cref="RunAsync(JobHandler, CancellationToken)"/> or <see cref="ProcessJobAsync(JobHandler, CancellationToken)"/> runs. Safe to use from any thread.
/// </summary>
public sealed partial class ComputingNode : INode
{
    private readonly ComputingNodeOptions _options;
    private readonly NodeHost _host;
    private readonly ServerSession _session;
    private int _closed;

    private ComputingNode(NodeHost host, ComputingNodeOptions options)
    {
        _options = options;
        _host = host;
        _session = new ServerSession(_host, ServiceName.Job, options);
        _host.Status.Publish(_host.Id, NodeState.Stopped);
        NodeGauges.Add(this);
    }

    /// <summary>The node's id.</summary>
    public NodeId Id => _host.Id;

    /// <summary>Jobs solved so far.</summary>
    public long SolvedJobs => _session.Solved;

    /// <summary>Jobs whose handler threw each time.</summary>
    public long FailedJobs => _session.Failed;

    /// <summary>Jobs running now.</summary>
    public int RunningJobs => _session.Running;

    /// <summary>Samples that were repeats, or not for this node.</summary>
    public long DroppedSamples => _session.DroppedSamples;

    /// <summary>Samples that could not be read.</summary>
    public long MalformedSamples => _session.MalformedSamples;

    /// <summary>Requests forgotten because too many were open.</summary>
    public long ForgottenRequests => _session.ForgottenRequests;

    /// <summary>Joins the domain as a Computing node.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static ComputingNode Create(IDdsEngine engine, ComputingNodeOptions options, ILoggerFactory? loggers = null) =>
        NodeHost.Open(engine, options, NodeKind.Computing, loggers, host => new ComputingNode(host, options));

    /// <summary>Takes jobs until cancelled, as many at a time as <see cref="ComputingNodeOptions.Slots"/> says.</summary>
    /// <remarks>When cancelled it answers no more requests, but finishes what it has answered for, as long as <see cref="ComputingNodeOptions.DrainTimeout"/>
    /// allows; a handler that still runs then has its token fired and is waited for no longer. It returns without an exception.</remarks>
    /// <param name="handler">Solves a job.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NodeClosedException">The node was disposed meanwhile.</exception>
    public async Task RunAsync(JobHandler handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var permits = Enumerable.Range(0, _options.Slots).Select(_ => new Permit(handler, standing: true)).ToArray();
        await OnLoopAsync(() =>
        {
            foreach (var permit in permits) _session.Add(permit);
            _session.SetTaking(true);
        }).ConfigureAwait(false);

        var ended = Task.WhenAll(permits.Select(permit => permit.Ended));
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), cancelled))
        {
            await Task.WhenAny(ended, cancelled.Task).ConfigureAwait(false);
        }

        if (!ended.IsCompleted) await DrainAsync(permits).ConfigureAwait(false);
        await ended.ConfigureAwait(false);
    }

    /// <inheritdoc cref="RunAsync(JobHandler, CancellationToken)"/>
    public Task RunAsync(IJobHandler handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync(handler.SolveAsync, cancellationToken);
    }

    /// <summary>Takes one job, and returns when it has been answered. Calls may run side by side; each adds a slot.</summary>
    /// <param name="handler">Solves the job.</param>
    /// <param name="cancellationToken">Ends the wait for a job; one that runs already is finished first. A job that this node has answered for
    /// meanwhile is served by the next call.</param>
    /// <exception cref="OperationCanceledException">Cancelled before a job came.</exception>
    /// <exception cref="NodeClosedException">The node was disposed meanwhile.</exception>
    /// <exception cref="Exception">What the handler threw, if it threw on its last attempt too.</exception>
    public async Task ProcessJobAsync(JobHandler handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        cancellationToken.ThrowIfCancellationRequested();
        bool handled = false;
        ExceptionDispatchInfo? failure = null;
        var permit = new Permit(HandleAsync, standing: false);
        await OnLoopAsync(() =>
        {
            _session.Add(permit);
            _session.SetTaking(true);
        }).ConfigureAwait(false);
        using (cancellationToken.UnsafeRegister(_ => _host.Loop.Post(() => _session.Revoke(permit)), null))
        {
            await permit.Ended.ConfigureAwait(false);
        }

        failure?.Throw();
        if (!handled) cancellationToken.ThrowIfCancellationRequested();

        async ValueTask<Solution> HandleAsync(Job job, CancellationToken abandoned)
        {
            handled = true;
            failure = null;
            try
            {
                return await handler(job, abandoned).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
                throw;
            }
        }
    }

    /// <summary>What the flight recorder remembers, as the bytes of a file for <c>amlip replay</c>.</summary>
    /// <returns>Null when the recorder is off, or the node is closed.</returns>
    public async ValueTask<byte[]?> GetFlightRecordingAsync()
    {
        byte[]? recording = null;
        await _host.RunOnLoopAsync(() => recording = _session.Recording()).ConfigureAwait(false);
        return recording;
    }

    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _host.AskAsync("Computing", () => _host.Directory.Clients, cancellationToken);

    /// <summary>What it measures is read from here.</summary>
    internal ServerSession Session => _session;

    /// <summary>Lets running handlers know, says farewell and leaves the domain. Stop the node before, to finish its jobs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        try
        {
            await _host.RunOnLoopAsync(() =>
            {
                _session.Leave();
            }).ConfigureAwait(false);
            await _session.WaitForAcknowledgmentsAsync(_options.CloseTimeout).ConfigureAwait(false);
        }
        finally
        {
            try
            {
                await _host.CloseAsync(_options.CloseTimeout).ConfigureAwait(false);
            }
            finally
            {
                NodeGauges.Remove(this);
            }
        }
    }

    /// <summary>Uses no more slots than this, however many <see cref="RunAsync(JobHandler, CancellationToken)"/> was given.</summary>
    internal void Limit(int slots) => _host.Loop.Post(() => _session.Limit(slots));

    private async Task DrainAsync(Permit[] permits)
    {
        var disengaged = Task.CompletedTask;
        await OnLoopAsync(() => disengaged = _session.Drain()).ConfigureAwait(false);
        await Task.WhenAny(disengaged, Task.Delay(_options.DrainTimeout, _host.Loop.Time)).ConfigureAwait(false);
        await OnLoopAsync(() =>
        {
            foreach (var permit in permits) _session.Revoke(permit, abandon: true);
            if (_session.HasPermits) _session.SetTaking(true); // those of other calls
        }).ConfigureAwait(false);
    }

    private async Task OnLoopAsync(Action action)
    {
        if (Volatile.Read(ref _closed) == 0 && await _host.RunOnLoopAsync(action).ConfigureAwait(false)) return;
        throw new NodeClosedException($"The Computing node {Id} has been disposed: create a new one.");
    }
}
