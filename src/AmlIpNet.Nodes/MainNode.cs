using System.Runtime.CompilerServices;
using AmlIpNet.Dds;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>
/// Publishes jobs and gets them solved by Computing nodes, AmlIpNet's or AML-IP's own. Any number of jobs may be under way at a
/// time. Safe to use from any thread.
/// </summary>
public sealed partial class MainNode : INode
{
    private static readonly TimeSpan s_retirement = TimeSpan.FromMinutes(1); // longer than AML-IP's lease: whoever has not heard by then is gone

    private readonly MainNodeOptions _options;
    private readonly NodeHost _host;
    private readonly SemaphoreSlim _room;
    private readonly JobClientOptions _clientOptions;
    private readonly List<ClientSession> _retiring = [];
    private readonly HealerSession? _healer;
    private ClientSession _session;
    private long _jobs;
    private int _closed;

    private MainNode(NodeHost host, MainNodeOptions options, uint taskLimit)
    {
        _host = host;
        _options = options;
        _room = new SemaphoreSlim(options.MaxJobs);
        _clientOptions = new JobClientOptions
        {
            MaxDeaths = options.MaxDeaths,
            Lease = options.Lease,
            Prefetch = options.Prefetches,
            Auction = new MultiServiceClientOptions { MaxOpenRequests = options.MaxOpenRequests, TaskLimit = taskLimit },
        };
        _session = OpenSession();
        if (options.NativePlane) _healer = new HealerSession(host, ServiceName.Job, options.HealGrace, listens: true) { OwnTarget = OnOwnTarget };
        NodeGauges.Add(this);
    }

    /// <summary>The node's id. It changes only after four billion tasks.</summary>
    public NodeId Id => _host.Id;

    /// <summary>Jobs under way.</summary>
    public int PendingJobs => _options.MaxJobs - _room.CurrentCount;

    /// <summary>Samples that were repeats, late, or not asked for, under the present id.</summary>
    public long DroppedSamples => _session.DroppedSamples;

    /// <summary>Samples that could not be read, under the present id.</summary>
    public long MalformedSamples => _session.MalformedSamples;

    /// <summary>Bytes of jobs that were sent to native Computing nodes so far, under the present id; a job that is sent twice counts twice.</summary>
    public long SentBytes => _session.SentBytes;

    /// <summary>Bytes of jobs that were not sent since the Computing node has their part, under the present id. Those that it turned out not to have are in
    /// <see cref="SentBytes"/> as well.</summary>
    public long SparedBytes => _session.SparedBytes;

    /// <summary>Joins the domain as a Main node.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static MainNode Create(IDdsEngine engine, MainNodeOptions options, ILoggerFactory? loggers = null) =>
        Create(engine, options, loggers, uint.MaxValue);

    /// <summary>Gets a job solved by one Computing node.</summary>
    /// <remarks>Waits until there is room for the job (<see cref="MainNodeOptions.MaxJobs"/>), until a Computing node is free, and until it has
    /// answered. When that node dies, the job goes to another one: it may be executed more than once, but it has one solution.</remarks>
    /// <param name="job">The job; memory that it borrows must stay as it is until this has ended.</param>
    /// <param name="cancellationToken">Gives the job up.</param>
    /// <returns>The solution, who solved it and as which task.</returns>
    /// <exception cref="PayloadTooLargeException">The job is larger than <see cref="NetworkOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="JobFailedException">The handler failed as often as the job allows.</exception>
    /// <exception cref="JobQuarantinedException">Each node that held the job died.</exception>
    /// <exception cref="JobTimedOutException">The job's time limit is over.</exception>
    /// <exception cref="TooManyJobsException">There is no room, and <see cref="MainNodeOptions.RefuseWhenFull"/> is on.</exception>
    /// <exception cref="NodeClosedException">The node was disposed.</exception>
    /// <exception cref="OperationCanceledException">The job was given up.</exception>
    public ValueTask<Solution> RequestJobSolutionAsync(Job job, CancellationToken cancellationToken = default) =>
        RequestJobSolutionAsync(job, JobOptions.Default, cancellationToken);

    /// <inheritdoc cref="RequestJobSolutionAsync(Job, CancellationToken)"/>
    /// <param name="job">The job; memory that it borrows must stay as it is until this has ended.</param>
    /// <param name="options">Its priority, time limit and budget, and who hears of its progress.</param>
    /// <param name="cancellationToken">Gives the job up.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    public ValueTask<Solution> RequestJobSolutionAsync(Job job, JobOptions options, CancellationToken cancellationToken = default) =>
        NodeTelemetry.IsSendObserved ? SolveObservedAsync(job, options, cancellationToken) : SolveAsync(job, options, null, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<Solution> SolveAsync(Job job, JobOptions options, KeyValuePair<string, string>[]? metadata, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ThrowIfTooLarge(job);
        long calledAt = _host.Loop.Time.GetTimestamp();
        if (!_room.Wait(0, CancellationToken.None)) await WaitForRoomAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfClosed();
            var request = new JobRequest(this, (ulong)Interlocked.Increment(ref _jobs), job.Payload, options, calledAt) { Metadata = metadata, Parts = _options is { NativePlane: true, RememberedParts: > 0 } ? job.Parts(_options.MinPartBytes) : [] };
            if (!_host.Loop.Post(request)) throw Closed(request);
            return cancellationToken.CanBeCanceled
                ? await AwaitOrCancelAsync(request, cancellationToken).ConfigureAwait(false)
                : await request.Task.ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>The Computing nodes of the native plane that are known, with what they tell of themselves, in the order of their ids.</summary>
    public async ValueTask<IReadOnlyList<ComputingNodeInfo>> GetComputingNodesAsync()
    {
        IReadOnlyList<ComputingNodeInfo> nodes = [];
        await _host.RunOnLoopAsync(() => nodes = [.. _session.KnownServers.Select(server => new ComputingNodeInfo(server.Server, server.Slots, server.Free, server.Attributes))]).ConfigureAwait(false);
        return nodes;
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
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _host.AskAsync("Main", () => _session.Peers, cancellationToken);

    /// <summary>Gives up what is under way, says farewell and leaves the domain.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        ClientSession[] sessions = [];
        try
        {
            await _host.RunOnLoopAsync(() =>
            {
                sessions = [.. Sessions()];
                foreach (var session in sessions) session.CancelAll(Closed);
            }).ConfigureAwait(false);
            foreach (var session in sessions) await session.WaitForAcknowledgmentsAsync(_options.CloseTimeout).ConfigureAwait(false);
        }
        finally
        {
            try
            {
                await _host.CloseAsync(_options.CloseTimeout).ConfigureAwait(false);
            }
            finally
            {
                foreach (var session in Sessions()) session.FailAll(Closed); // the loop has stopped, in good order or not
                NodeGauges.Remove(this);
            }
        }
    }

    internal static MainNode Create(IDdsEngine engine, MainNodeOptions options, ILoggerFactory? loggers, uint taskLimit) =>
        NodeHost.Open(engine, options, NodeKind.Main, loggers, host => new MainNode(host, options, taskLimit));

    private void OnOwnTarget(MsReference target)
    {
        if (target.Server.IsUndefined) _session.OnRequestClosed(target.Task);
    }

    private ClientSession OpenSession()
    {
        var session = new ClientSession(_host, _host.Id, ServiceName.Job, _clientOptions, _options.Strategy, _options.FlightRecorderBytes, _options.RememberedParts, _options.NativePlane, _options.JoinsAuctions, _options.AmlIpPlane, Submit, _options.CapacityChanged);
        _host.Status.Publish(_host.Id, NodeState.Running);
        return session;
    }

    internal void Submit(JobRequest request)
    {
        if (Volatile.Read(ref _closed) != 0)
        {
            Refuse(request);
            return;
        }

        if (_session.IsExhausted)
        {
            _retiring.Add(_session);
            _host.Renew();
            _session = OpenSession();
        }

        RetireIdle();
        _session.Submit(request);
    }

    /// <summary>The node is closed, or its loop has stopped: the job will not be taken.</summary>
    internal void Refuse(JobRequest request) => request.TrySetException(Closed(request));

    private void RetireIdle()
    {
        foreach (var session in _retiring)
        {
            if (session.IsIdle && !session.IsRetired) _ = RetireAsync(session);
        }
    }

    // Later, since it may be the one that has just handed a job over; and not before its last targets have been heard, which servers wait for.
    private async Task RetireAsync(ClientSession session)
    {
        session.IsRetired = true;
        await session.WaitForAcknowledgmentsAsync(s_retirement).ConfigureAwait(false);
        await _host.RunOnLoopAsync(() =>
        {
            _retiring.Remove(session);
            session.Dispose();
        }).ConfigureAwait(false);
    }

    private async Task WaitForRoomAsync(JobOptions options, CancellationToken cancellationToken)
    {
        if (!_options.RefuseWhenFull)
        {
            if (options.TimeLimit is not { TotalMilliseconds: <= int.MaxValue } limit) await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
            else if (!await _room.WaitAsync(limit, cancellationToken).ConfigureAwait(false)) throw JobErrors.NoRoom(Id, options, _options.MaxJobs);
            return;
        }

        throw new TooManyJobsException($"The Main node {Id} has {_options.MaxJobs:N0} jobs under way: send this one later, or raise {nameof(MainNodeOptions.MaxJobs)}.");
    }

    private async Task<Solution> AwaitOrCancelAsync(JobRequest request, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(_ => Cancel(request, cancellationToken), null).ConfigureAwait(false);
        return await request.Task.ConfigureAwait(false);
    }

    private void Cancel(JobRequest request, CancellationToken cancellationToken)
    {
        // On the loop first: after the user has heard of it the job's memory is no longer borrowed.
        bool posted = _host.Loop.Post(() =>
        {
            foreach (var session in Sessions()) session.Cancel(request.Number);
            request.TrySetCanceled(cancellationToken);
        });
        if (!posted) request.TrySetCanceled(cancellationToken);
    }

    private IEnumerable<ClientSession> Sessions() => [_session, .. _retiring];

    private void ThrowIfTooLarge(Job job)
    {
        int limit = _options.Network.MaxPayloadBytes;
        if (job.Payload.Length <= limit) return;
        throw new PayloadTooLargeException(
            $"A job of {job.Payload.Length:N0} bytes is above the limit of {limit:N0}: raise {nameof(NetworkOptions.MaxPayloadBytes)} on every node, or send less.");
    }

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _closed) != 0) throw new NodeClosedException($"The Main node {Id} has been disposed: create a new one.");
    }

    private NodeClosedException Closed(JobRequest request) =>
        new($"The Main node {Id} was disposed before job {request.Number} had a solution: dispose it after the last job has ended.");
}
