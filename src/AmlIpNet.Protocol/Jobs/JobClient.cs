namespace AmlIpNet.Protocol;

/// <summary>
/// The client of a job service, as a pure state machine: events in, actions out. It promises that a job which it took ends in
/// exactly one of a solution, a failure with an account of its attempts, or its cancellation.
/// <para>A job has any number of attempts, each with a number of its own and sent to one server. The first solution of any attempt is
/// the job's; later ones are dropped. Attempts go straight to native servers that have room (two hops), and by auction to
/// servers that know nothing but AML-IP. An attempt of whose server nothing is heard is doubted, and another one is started beside it.</para>
/// </summary>
public sealed partial class JobClient : IMachine<JobClientEvent, JobClientAction>
{
    private readonly JobClientOptions _options;
    private readonly IAssignmentStrategy _strategy;
    private readonly IDataPlaces? _places;
    private MultiServiceClient _auction; // replaced only when a state is loaded
    private readonly Dictionary<ulong, JobRecord> _jobs = [];
    private readonly Dictionary<ulong, Attempt> _attempts = []; // native ones, by number
    private readonly Dictionary<NodeId, Server> _servers = [];
    private readonly List<Server> _serversById = []; // the same, in the order of their ids
    private readonly SortedSet<NodeId> _peers = [];
    private readonly JobQueue _waiting = new();
    private readonly DeadlineQueue _deadlines = new();
    private readonly Stack<JobRecord> _spareJobs = new();
    private readonly Stack<Attempt> _spareAttempts = new();
    private readonly List<ClientAction> _auctionActions = [];
    private int _kept; // attempts at native servers that were sent to be kept, and have not been told to run
    private bool _mayFetch = true; // false: none of them is worth asking back, so that nobody need look
    private ulong _lastTask;
    private ulong _lastOrder;
    private ulong _lastChoice;
    private TimeSpan _nextLease = TimeSpan.MaxValue;

    /// <summary>A client without jobs.</summary>
    /// <param name="id">The client's id.</param>
    /// <param name="options">Bounds, budgets and patience.</param>
    /// <param name="strategy">Chooses the server of each job; by default the least loaded one.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    public JobClient(NodeId id, JobClientOptions? options = null, IAssignmentStrategy? strategy = null) : this(id, options, strategy, null)
    {
    }

    /// <inheritdoc cref="JobClient(NodeId, JobClientOptions?, IAssignmentStrategy?)"/>
    /// <param name="id">The client's id.</param>
    /// <param name="options">Bounds, budgets and patience.</param>
    /// <param name="strategy">Chooses the server of each job; null for the least loaded one.</param>
    /// <param name="places">Tells the strategy who holds what; null: nobody does.</param>
    public JobClient(NodeId id, JobClientOptions? options, IAssignmentStrategy? strategy, IDataPlaces? places)
    {
        Id = id;
        _options = (options ?? new JobClientOptions()).Validate();
        _strategy = strategy ?? AssignmentStrategies.LeastLoaded;
        _places = places;
        _auction = new MultiServiceClient(id, _options.Auction);
    }

    /// <summary>The client's id.</summary>
    public NodeId Id { get; }

    /// <summary>Jobs that have not ended.</summary>
    public int Jobs => _jobs.Count;

    /// <summary>Jobs that wait for a server.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Jobs that a server has which is trusted to solve them.</summary>
    public int Served => _jobs.Count - _waiting.Count;

    /// <summary>Native attempts that have not ended.</summary>
    public int Attempts => _attempts.Count;

    /// <summary>Native servers known.</summary>
    public int Servers => _servers.Count;

    /// <summary>Servers known that only take part in auctions.</summary>
    public int Peers => _peers.Count;

    /// <summary>Slots of native servers that are free as far as is known.</summary>
    public int FreeSlots
    {
        get
        {
            int free = 0;
            foreach (var server in _serversById) free += server.FreeSlots;
            return free;
        }
    }

    /// <summary>Open requests of auctions.</summary>
    public int OpenRequests => _auction.OpenRequests;

    /// <summary>Whether the task numbers of the auctions are used up: the client needs a new id.</summary>
    public bool IsExhausted => _auction.IsExhausted;

    /// <summary>Attempts that another one was started beside, because their server was not heard of.</summary>
    public long DoubtedAttempts { get; private set; }

    /// <summary>Attempts that a server refused or gave back.</summary>
    public long Refusals { get; private set; }

    /// <summary>Known native servers with what they tell of themselves, in the order of their ids.</summary>
    public IEnumerable<ServerCandidate> KnownServers => _serversById.Select(server => server.Candidate);

    /// <summary>Whether a message of the server tells of itself what is known already.</summary>
    public bool Knows(NodeId server, AttributeList attributes) => _servers.TryGetValue(server, out var known) && known.Attributes.Says(attributes);

    /// <summary>What a known native server tells of itself; null of an unknown one.</summary>
    public ServerAttributes? AttributesOf(NodeId server) => _servers.GetValueOrDefault(server)?.Attributes;

    /// <summary>How often the strategy threw, or chose somebody who is no candidate: the first candidate got the job.</summary>
    public long StrategyFailures { get; private set; }

    /// <summary>Servers that were not taken notice of because <see cref="JobClientOptions.MaxServers"/> was reached.</summary>
    public long IgnoredServers { get; private set; }

    /// <summary>When to send the next <see cref="JobClientEvent.Time"/>; null for never.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            var due = _deadlines.Next is { } deadline && deadline < _nextLease ? deadline : _nextLease;
            if (_auction.NextDue is { } auction && auction < due) due = auction;
            return due == TimeSpan.MaxValue ? null : due;
        }
    }

    /// <summary>Takes one event and adds what is to be done to <paramref name="actions"/>.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="now">The time since any fixed moment; it never goes back.</param>
    /// <param name="actions">Receives the actions, in the order in which they are to be done.</param>
    public void Handle(in JobClientEvent input, TimeSpan now, ICollection<JobClientAction> actions)
    {
        switch (input.Kind)
        {
            case JobClientEventKind.Submit: OnSubmit(input.Job, input.Terms, now); break;
            case JobClientEventKind.Cancel: OnCancel(input.Job, now, actions); break;
            case JobClientEventKind.Availability: OnAvailability(input, now, actions); break;
            case JobClientEventKind.Outcome: OnOutcome(input, now, actions); break;
            case JobClientEventKind.Suspected: OnSuspected(input.Server); break;
            case JobClientEventKind.Trusted: OnTrusted(input.Server, now); break;
            case JobClientEventKind.Lost: OnLost(input.Server, now, actions); break;
            case JobClientEventKind.PeerFound: OnPeerFound(input.Server); break;
            case JobClientEventKind.Reply: OnReply(input, now, actions); break;
            case JobClientEventKind.Solution: Auction(ClientEvent.Solution((uint)input.Task, input.Server), now); break;
            case JobClientEventKind.RequestClosed: Auction(ClientEvent.RequestClosed((uint)input.Task), now); break;
            case JobClientEventKind.Time: OnTime(now, actions); break;
            default: throw new ArgumentOutOfRangeException(nameof(input), input.Kind, "Unknown event.");
        }

        FollowAuction(now, actions);
        DispatchWaiting(input.Kind == JobClientEventKind.Submit ? _jobs.GetValueOrDefault(input.Job) : null, now, actions);
        OpenAuctions(now, actions);
        RecallForFreeSlots(actions);
    }
}
