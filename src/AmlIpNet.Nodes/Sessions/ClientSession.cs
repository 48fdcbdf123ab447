using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>
/// Runs a <see cref="JobClient"/> on a participant: samples, found and lost nodes in, requests, targets, data and solutions
/// out. Everything but the constructor's and disposer's caller lives on the participant's loop.
/// </summary>
internal sealed partial class ClientSession : IDisposable, IDataPlaces
{
    private const int MaxDirectWriters = 4_096;
    private static readonly TimeSpan s_strangerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_peerPatience = TimeSpan.FromMilliseconds(50);

    private readonly NodeHost _host;
    private readonly JobClient _machine;
    private readonly Action<JobRequest> _handOver;
    private readonly Dictionary<ulong, JobRequest> _jobs = [];
    private readonly List<JobClientAction> _actions = [];
    private readonly WriterQueue _requests;
    private readonly WriterQueue _targets;
    private readonly DirectWriters _data;
    private readonly IDataReader? _replies;
    private readonly IDataReader? _solutions;
    private readonly MachineClock _clock;
    private readonly Queue<(NodeId Node, TimeSpan Due)> _newPeers = new();
    private readonly LoopTimer _peerTimer;
    private readonly Queue<(NodeId Node, TimeSpan Due)> _strangers = new(); // one entry for each task that one of them has
    private readonly LoopTimer _strangerTimer;
    private readonly FlightRecorder<JobClientEvent, JobClientAction>? _recorder;

    /// <summary>Creates the endpoints of the client <paramref name="id"/>.</summary>
    /// <param name="host">The node.</param>
    /// <param name="id">The client's id.</param>
    /// <param name="service">The service that it uses.</param>
    /// <param name="options">Bounds of the machine.</param>
    /// <param name="strategy">Chooses the server of each job; null for the least loaded.</param>
    /// <param name="recorderBytes">Memory of the flight recorder; 0 for none.</param>
    /// <param name="rememberedParts">How many parts are remembered to have been sent; 0: every job travels whole.</param>
    /// <param name="isNative">Whether it speaks the native plane.</param>
    /// <param name="joinsAuctions">Whether servers that only take part in auctions may have its jobs.</param>
    /// <param name="speaksAmlIp">Whether it takes part in auctions at all.</param>
    /// <param name="handOver">Takes jobs when this client's task numbers are used up.</param>
    /// <param name="capacityChanged">Told, on the loop, how many native slots this client uses or could use now.</param>
    public ClientSession(NodeHost host, NodeId id, ServiceName service, JobClientOptions options, IAssignmentStrategy? strategy, int recorderBytes, int rememberedParts, bool isNative, bool joinsAuctions, bool speaksAmlIp, Action<JobRequest> handOver, Action<int>? capacityChanged)
    {
        _host = host;
        (_isNative, _joinsAuctions) = (isNative, joinsAuctions && speaksAmlIp);
        Incarnation = (ulong)host.Loop.Time.GetUtcNow().UtcTicks;
        _handOver = handOver;
        _capacityChanged = capacityChanged;
        var requestQos = host.Qos.GetWriterQos("amlip::request");
        options = options with { Auction = options.Auction with { HistoryDepth = requestQos.History.Depth } };
        _machine = new JobClient(id, options, strategy, this);
        _sentParts = new SentParts(rememberedParts);
        if (recorderBytes > 0) _recorder = new(RecordingHeader.ForClient(id, options, strategy), new FlightRecorderOptions { Bytes = recorderBytes });
        _clock = new MachineClock(host.Loop, () => Handle(JobClientEvent.Time));
        _peerTimer = host.Loop.CreateTimer(MeetPeers);
        _strangerTimer = host.Loop.CreateTimer(LoseStrangers);
        var participant = host.Participant;
        _requests = new WriterQueue(participant, AmlIpTopics.RequestAvailability(service), requestQos, host.Logger);
        _targets = new WriterQueue(participant, AmlIpTopics.TaskTarget(service), host.Qos.GetWriterQos("amlip::target"), host.Logger);
        _data = new DirectWriters(participant, server => AmlIpTopics.TaskData(service, server), host.Qos.GetWriterQos("amlip::data"), MaxDirectWriters, host.Logger);
        _work = new DirectWriters(participant, server => NativeTopics.Work(service, server), host.Qos.GetWriterQos("amlipnet::work"), MaxDirectWriters, host.Logger);
        if (isNative)
        {
            // The native reader first: from it the servers know that this client's auctions are not for them.
            _outcomes = participant.CreateReader(NativeTopics.Outcome(service, id), host.Qos.GetReaderQos("amlipnet::outcome"), new SampleSink(OnOutcome, host.Logger));
            _availabilities = participant.CreateReader(NativeTopics.Availability(service), host.Qos.GetReaderQos("amlipnet::availability"),
                new SampleSink(OnAvailability, host.Logger) { Unmatched = OnAvailabilityUnmatched, LivelinessChanged = OnAvailabilityLiveliness });
        }

        if (speaksAmlIp)
        {
            _replies = participant.CreateReader(AmlIpTopics.ReplyAvailable(service, id), host.Qos.GetReaderQos("amlip::reply"), new SampleSink(OnReply, host.Logger));
            _solutions = participant.CreateReader(AmlIpTopics.TaskSolution(service, id), host.Qos.GetReaderQos("amlip::solution"), new SampleSink(OnSolution, host.Logger));
        }

        host.Loop.Post(Meet);
    }

    /// <summary>The client's id.</summary>
    public NodeId Id => _machine.Id;

    /// <summary>Higher after each start of a client with this id.</summary>
    public ulong Incarnation { get; }

    /// <summary>What the flight recorder remembers, as a file's bytes; null when it is off. On the loop.</summary>
    public byte[]? Recording() => _recorder?.ToFile(_clock.Now, _host.Loop.Time.GetUtcNow());

    /// <summary>Whether no new job can be taken because the task numbers are used up.</summary>
    public bool IsExhausted => _machine.IsExhausted;

    /// <summary>Whether every request is closed and every job has ended.</summary>
    public bool IsIdle => _machine.Jobs == 0 && _machine.OpenRequests == 0 && _requests.Count + _targets.Count + _data.Pending + _work.Pending == 0;

    /// <summary>Whether it is about to be disposed. On the loop.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Samples that were repeats, late, or not asked for.</summary>
    public long DroppedSamples { get; private set; }

    /// <summary>Samples that could not be read.</summary>
    public long MalformedSamples { get; private set; }

    /// <summary>Takes a job.</summary>
    public void Submit(JobRequest job)
    {
        var left = job.Options.TimeLimit - _host.Loop.Time.GetElapsedTime(job.CalledAt);
        if (left <= TimeSpan.Zero)
        {
            job.TrySetException(JobErrors.Create(Id, job.Number, job.Options, new JobAccount(JobEnd.TimedOut, [])));
            return;
        }

        _jobs.Add(job.Number, job);
        Handle(JobClientEvent.Submit(job.Number, job.Terms(left)));
    }

    /// <summary>Gives a job up; nothing happens when it has ended already.</summary>
    public void Cancel(ulong job)
    {
        if (_jobs.Remove(job)) Handle(JobClientEvent.Cancel(job));
    }

    /// <summary>A target that names nobody was published for a task of this client, by itself or by a healer that took it for dead.</summary>
    public void OnRequestClosed(uint task)
    {
        if (_machine.OpenRequests > 0) Handle(JobClientEvent.RequestClosed(task));
    }

    /// <summary>Gives every job up, so that each open request gets its target.</summary>
    public void CancelAll(Func<JobRequest, Exception> reason)
    {
        foreach (var job in _jobs.Values.OrderByDescending(job => job.Number).ToArray()) // waiting ones first: they must not be asked for
        {
            Cancel(job.Number);
            job.TrySetException(reason(job));
        }
    }

    /// <summary>Ends every job that is left; once the loop has stopped, on any thread.</summary>
    public void FailAll(Func<JobRequest, Exception> reason)
    {
        foreach (var job in _jobs.Values) job.TrySetException(reason(job));
        _jobs.Clear();
    }

    /// <summary>Waits until all that was said has been heard.</summary>
    public Task WaitForAcknowledgmentsAsync(TimeSpan timeout) => _host.WaitForAcknowledgmentsAsync(() => [_targets, .. _data.All, .. _work.All], timeout);

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.Directory.NodeLost -= OnNodeLost;
        _host.Directory.AuctionServerFound -= OnAuctionServerFound;
        _host.Directory.NativeServerFound -= OnNativeServerFound;
        _clock.Dispose();
        _peerTimer.Dispose();
        _strangerTimer.Dispose();
        _availabilities?.Dispose();
        _outcomes?.Dispose();
        _work.Dispose();
        _replies?.Dispose();
        _solutions?.Dispose();
        _requests.Dispose();
        _targets.Dispose();
        _data.Dispose();
    }

    // The directory lives on the loop: nobody is missed, and nobody met twice.
    private void Meet()
    {
        _host.Directory.NodeLost += OnNodeLost;
        _host.Directory.AuctionServerFound += OnAuctionServerFound;
        _host.Directory.NativeServerFound += OnNativeServerFound;
        foreach (var server in _host.Directory.NativeServers.ToArray()) OnNativeServerFound(server);
        foreach (var (server, speaksNative) in _host.Directory.AuctionServers.ToArray()) OnAuctionServerFound(server, speaksNative);
    }

    private void OnAuctionServerFound(NodeId node, bool speaksNative)
    {
        if (!_joinsAuctions || (_isNative && speaksNative)) return;
        _newPeers.Enqueue((node, _clock.Now + s_peerPatience));
        if (_newPeers.Count == 1) _peerTimer.Arm(s_peerPatience);
    }

    // Discovery may tell of its auctions first: it is a moment before it is sure that a server knows nothing else.
    private void MeetPeers()
    {
        while (_newPeers.TryPeek(out var peer))
        {
            if (peer.Due > _clock.Now)
            {
                _peerTimer.Arm(peer.Due - _clock.Now);
                return;
            }

            _newPeers.Dequeue();
            if (_host.Directory.IsPresent(peer.Node) && !(_isNative && _host.Directory.SpeaksNative(peer.Node))) Handle(JobClientEvent.PeerFound(peer.Node));
        }
    }

    private void OnNodeLost(NodeId node)
    {
        if (_data.Find(node) is not null || _work.Find(node) is not null) NodeLog.NodeLost(_host.Logger, node);
        Handle(JobClientEvent.Lost(node));
        _data.Remove(node);
        _work.Remove(node);
    }

    // A server that discovery does not know, and does not come to know: nobody would tell of its loss.
    private void WatchStranger(NodeId server)
    {
        if (_host.Directory.IsPresent(server)) return;
        _strangers.Enqueue((server, _clock.Now + s_strangerPatience));
        if (_strangers.Count == 1) _strangerTimer.Arm(s_strangerPatience);
    }

    private void LoseStrangers()
    {
        while (_strangers.TryPeek(out var stranger))
        {
            if (stranger.Due > _clock.Now)
            {
                _strangerTimer.Arm(stranger.Due - _clock.Now);
                return;
            }

            _strangers.Dequeue();
            if (!_host.Directory.IsPresent(stranger.Node)) OnNodeLost(stranger.Node);
        }
    }
}
