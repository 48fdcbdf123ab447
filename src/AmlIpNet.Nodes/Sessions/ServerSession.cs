using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>
/// Runs a <see cref="JobServer"/> on a participant: work, requests, targets, data, found and lost nodes in, outcomes, availabilities, replies and
/// solutions out; handlers run on the thread pool. Everything but the constructor's and disposer's caller lives on the participant's loop.
/// </summary>
internal sealed partial class ServerSession : IDisposable
{
    private const int MaxDirectWriters = 4_096;
    private static readonly TimeSpan s_statePeriod = TimeSpan.FromMilliseconds(50);

    private readonly NodeHost _host;
    private readonly ServiceName _service;
    private readonly ComputingNodeOptions _options;
    private readonly JobServer _machine;
    private readonly List<JobServerAction> _actions = [];
    private readonly Dictionary<ExecutionKey, Execution> _executions = [];
    private readonly LinkedList<Permit> _idle = new();
    private readonly HashSet<Permit> _busy = [];
    private readonly DirectWriters _replies;
    private readonly DirectWriters _solutions;
    private readonly IDataReader[] _readers;
    private readonly MachineClock _clock;
    private TaskCompletionSource? _disengaged;
    private NodeClosedException? _closing;
    private readonly FlightRecorder<JobServerEvent, JobServerAction>? _recorder;
    private readonly LoopTimer _stateTimer;
    private TimeSpan _stateAt = -s_statePeriod; // when the state was last published
    private bool _isRunning; // as published
    private int _limit = int.MaxValue;

    public ServerSession(NodeHost host, ServiceName service, ComputingNodeOptions options)
    {
        _host = host;
        _service = service;
        _options = options;
        _machine = new JobServer(host.Id, (ulong)host.Loop.Time.GetUtcNow().UtcTicks, options.Machine);
        if (options.FlightRecorderBytes > 0)
            _recorder = new(RecordingHeader.ForServer(host.Id, options.Machine), new FlightRecorderOptions { Bytes = options.FlightRecorderBytes });
        _attributes = NodeAttributes.Of(options);
        _partCache = new PartCache(options.PartCacheBytes);
        _clock = new MachineClock(host.Loop, OnTime);
        _stateTimer = host.Loop.CreateTimer(PublishState);
        var (participant, qos, log) = (host.Participant, host.Qos, host.Logger);
        _replies = new DirectWriters(participant, client => AmlIpTopics.ReplyAvailable(service, client), qos.GetWriterQos("amlip::reply"), MaxDirectWriters, log);
        _solutions = new DirectWriters(participant, client => AmlIpTopics.TaskSolution(service, client), qos.GetWriterQos("amlip::solution"), MaxDirectWriters, log);
        _outcomes = new DirectWriters(participant, client => NativeTopics.Outcome(service, client), qos.GetWriterQos("amlipnet::outcome"), MaxDirectWriters, log);
        if (options.NativePlane)
        {
            _availability = new WriterQueue(participant, NativeTopics.Availability(service), qos.GetWriterQos("amlipnet::availability"), log);
            // The native reader before the others: from it the clients know that this server needs no auctions.
            _healer = new HealerSession(host, service, options.HealGrace);
            _work = participant.CreateReader(NativeTopics.Work(service, host.Id), qos.GetReaderQos("amlipnet::work"), new SampleSink(OnWork, log));
        }

        _readers = !options.AmlIpPlane ? [] :
        [
            participant.CreateReader(AmlIpTopics.TaskData(service, host.Id), qos.GetReaderQos("amlip::data"), new SampleSink(OnData, log)),
            participant.CreateReader(AmlIpTopics.TaskTarget(service), qos.GetReaderQos("amlip::target"), new SampleSink(OnTarget, log)),
            participant.CreateReader(AmlIpTopics.RequestAvailability(service), qos.GetReaderQos("amlip::request"), new SampleSink(OnRequest, log)),
        ];
        host.Loop.Post(Meet);
    }

    /// <summary>What the flight recorder remembers, as a file's bytes; null when it is off. On the loop.</summary>
    public byte[]? Recording() => _recorder?.ToFile(_clock.Now, _host.Loop.Time.GetUtcNow());

    /// <summary>Jobs running now.</summary>
    public int Running => _machine.Running;

    /// <summary>Jobs solved.</summary>
    public long Solved { get; private set; }

    /// <summary>Jobs whose handler threw each time.</summary>
    public long Failed { get; private set; }

    /// <summary>Samples that were repeats, or not for this node.</summary>
    public long DroppedSamples { get; private set; }

    /// <summary>Samples that could not be read.</summary>
    public long MalformedSamples { get; private set; }

    /// <summary>Requests forgotten because too many were open.</summary>
    public long ForgottenRequests => _machine.ForgottenRequests;

    /// <summary>Whether new jobs are taken.</summary>
    public void SetTaking(bool taking)
    {
        if (taking) MarkGuardian();
        Handle(JobServerEvent.SetTaking(taking));
        if (!taking) UnmarkGuardian(); // the others answer again, while this one finishes what it has
    }

    /// <summary>Takes no more jobs, and hands back those that have not started.</summary>
    /// <returns>Completes when every task that this node has, or has answered for, has ended.</returns>
    public Task Drain()
    {
        if (_disengaged is null || _disengaged.Task.IsCompleted) _disengaged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SetTaking(false);
        return _disengaged.Task;
    }

    /// <summary>Lets jobs run with this permit.</summary>
    public void Add(Permit permit)
    {
        if (_closing is not null)
        {
            permit.Fail(_closing);
            return;
        }

        _idle.AddLast(permit);
        UpdateSlots();
    }

    /// <summary>Takes a permit back: at once when it is idle, or else after the job that it executes.</summary>
    /// <param name="permit">The permit.</param>
    /// <param name="abandon">Whether that job's handler is told to stop, and waited for no longer.</param>
    public void Revoke(Permit permit, bool abandon = false)
    {
        permit.IsRevoked = true;
        if (_idle.Remove(permit))
        {
            permit.End();
            UpdateSlots();
        }
        else if (abandon)
        {
            permit.Execution?.HandBack();
            permit.End();
        }
    }

    /// <summary>Whether jobs may run with any permit that has not been revoked.</summary>
    public bool HasPermits => _idle.Count > 0 || _busy.Any(permit => !permit.IsRevoked);

    /// <summary>Hands everything back, lets every running handler know that the node goes, and says so to all.</summary>
    public void Leave()
    {
        if (_isRunning && _machine.Running == 0)
        {
            _isRunning = false; // it waited for its period
            _host.Status.Publish(_host.Id, NodeState.Stopped);
        }

        _closing = new NodeClosedException($"The Computing node {_host.Id} was disposed while it took jobs: stop it before.");
        Handle(JobServerEvent.Leave);
        UnmarkGuardian();
        foreach (var execution in _executions.Values) execution.Cancel();
        foreach (var permit in _idle.Concat(_busy))
        {
            permit.IsRevoked = true;
            permit.Fail(_closing);
        }

        _idle.Clear();
        UpdateSlots();
    }

    /// <summary>Waits until the solutions have been heard.</summary>
    public Task WaitForAcknowledgmentsAsync(TimeSpan timeout) => _host.WaitForAcknowledgmentsAsync(() => [.. Availability, .. _healer?.Writers ?? [], .. _solutions.All, .. _outcomes.All], timeout);

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.Directory.NodeLost -= OnNodeLost;
        _host.Directory.NativeClientFound -= OnNativeClientFound;
        _host.Directory.GuardedChanged -= OnGuardedChanged;
        _clock.Dispose();
        _stateTimer.Dispose();
        foreach (var reader in _readers) reader.Dispose();
        _replies.Dispose();
        _solutions.Dispose();
        _outcomes.Dispose();
        _availability?.Dispose();
        _work?.Dispose();
        _guardian?.Dispose();
        _healer?.Dispose();
    }

    /// <summary>Uses no more slots than this, however many permits there are.</summary>
    public void Limit(int slots)
    {
        if (_limit == slots) return;
        _limit = slots;
        UpdateSlots();
    }

    // Calls side by side may give more permits than a node can tell of: the rest wait for their turn.
    private void UpdateSlots() => Handle(JobServerEvent.SetSlots(Math.Min(Math.Min(_limit, ComputingNodeOptions.MaxSlots), _idle.Count + _busy.Count)));

    // The directory lives on the loop: nobody is missed, and nobody met twice.
    private void Meet()
    {
        _host.Directory.NodeLost += OnNodeLost;
        if (!_options.NativePlane) return;
        if (!_options.Machine.AuctionsOnly)
        {
            _host.Directory.GuardedChanged += OnGuardedChanged;
            if (_host.Directory.IsGuarded) OnGuardedChanged(true);
        }

        _host.Directory.NativeClientFound += OnNativeClientFound;
        foreach (var client in _host.Directory.NativeClients.ToArray()) OnNativeClientFound(client);
    }

    private void OnNodeLost(NodeId node)
    {
        if (_gone.Count >= MaxGone) _gone.Clear();
        _gone.Add(node);
        Handle(JobServerEvent.ClientLost(node));
        _replies.Remove(node);
        _solutions.Remove(node);
        _outcomes.Remove(node);
    }
}
