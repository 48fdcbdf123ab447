namespace AmlIpNet.Protocol;

/// <summary>
/// The client of a multiservice by auction, as a pure state machine: events in, actions out. A job is what the user
/// submits; a task is one attempt at it. For each task the client asks all servers, chooses one that offers itself, tells
/// all of them whom it chose, and sends the data to that one.
/// <para>It keeps the rules of living with AML-IP nodes: every request is closed by exactly one target, in the order of
/// the requests; a chosen server gets exactly one data sample; a target that may have left the history is repeated, identical, to
/// whoever still asks for it.</para>
/// </summary>
public sealed partial class MultiServiceClient
{
    private readonly MultiServiceClientOptions _options;
    private readonly Dictionary<ulong, JobState> _jobs = [];
    private readonly LinkedList<ulong> _waiting = new();
    private readonly RingBuffer<OpenTask> _open = new();
    private readonly Dictionary<uint, Assignment> _assigned = [];
    private readonly RingBuffer<NodeId> _targets = new();
    private readonly RingBuffer<uint> _sentTargets = new(); // the target writer's history: whose targets, repeats included
    private readonly List<Replied> _replied = []; // the last task that each server replied to; those heard longest ago first
    private readonly Stack<JobState> _spare = new();
    private uint _firstOpen;
    private TimeSpan? _stalledSince;

    /// <summary>A client that has asked for nothing yet.</summary>
    public MultiServiceClient(NodeId id, MultiServiceClientOptions? options = null)
    {
        Id = id;
        _options = options ?? new MultiServiceClientOptions();
        if (_options.MaxOpenRequests < 1 || _options.MaxOpenRequests > _options.HistoryDepth)
        {
            throw new InvalidOptionsException($"The option {nameof(_options.MaxOpenRequests)} is {_options.MaxOpenRequests}: use 1 to {nameof(_options.HistoryDepth)} ({_options.HistoryDepth}).");
        }
    }

    /// <summary>The client's id.</summary>
    public NodeId Id { get; }

    /// <summary>Jobs that have not ended.</summary>
    public int Jobs => _jobs.Count;

    /// <summary>Jobs that wait for a request to be opened.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Requests without a target.</summary>
    public int OpenRequests => _open.Count;

    /// <summary>Tasks that a server holds, those included whose server is lost but whose job has not ended.</summary>
    public int Assigned => _assigned.Count;

    /// <summary>Whether the task numbers are used up: no request will be opened any more.</summary>
    public bool IsExhausted => NextTask >= _options.TaskLimit;

    /// <summary>When to send the next <see cref="ClientEvent.Time"/>; null for never.</summary>
    public TimeSpan? NextDue => _stalledSince + _options.HeadPatience;

    /// <summary>Whether the task's request is open: its target is still to come.</summary>
    public bool IsOpen(uint task) => task >= _firstOpen && task < NextTask;

    private uint NextTask => _firstOpen + (uint)_open.Count;

    /// <summary>Takes one event and adds what is to be done to <paramref name="actions"/>.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="now">The time since any fixed moment; it never goes back.</param>
    /// <param name="actions">Receives the actions, in the order in which they are to be done.</param>
    public void Handle(in ClientEvent input, TimeSpan now, ICollection<ClientAction> actions)
    {
        switch (input.Kind)
        {
            case ClientEventKind.Submit: OnSubmit(input.Job); break;
            case ClientEventKind.Withdraw: OnWithdraw(input.Job); break;
            case ClientEventKind.Cancel: OnCancel(input.Job, actions); break;
            case ClientEventKind.Reply: OnReply(input.Task, input.Server, actions); break;
            case ClientEventKind.RequestClosed: OnRequestClosed(input.Task); break;
            case ClientEventKind.Solution: OnSolution(input.Task, input.Server, actions); break;
            case ClientEventKind.ServerLost: OnServerLost(input.Server, actions); break;
            case ClientEventKind.Time: OnTime(now, actions); break;
            default: throw new ArgumentOutOfRangeException(nameof(input), input.Kind, "Unknown event.");
        }

        CloseInOrder(actions);
        OpenRequestsForWaiting(actions);
        WatchHead(now);
    }

    /// <summary>A job that has not ended. Used again for later jobs, so that a job costs no memory of its own.</summary>
    private sealed class JobState
    {
        public readonly List<uint> Tasks = new(1);
        public readonly LinkedListNode<ulong> Place = new(0);

        public ulong Id
        {
            get => Place.Value;
            set => Place.Value = value;
        }

        public bool IsWaiting => Place.List is not null;
    }

    /// <summary>A request without a target, and who has offered to do it.</summary>
    private struct OpenTask
    {
        public ulong? Job;
        public NodeId Offer;
        private List<NodeId>? _laterOffers;

        public readonly bool IsOffered => !Offer.IsUndefined;

        public readonly IReadOnlyList<NodeId> LaterOffers => (IReadOnlyList<NodeId>?)_laterOffers ?? [];

        public void AddOffer(NodeId server)
        {
            if (!IsOffered) Offer = server;
            else if (Offer != server && _laterOffers?.Contains(server) != true) (_laterOffers ??= []).Add(server);
        }

        public void RemoveOffer(NodeId server)
        {
            _laterOffers?.Remove(server);
            if (Offer != server) return;
            Offer = default;
            if (_laterOffers is not { Count: > 0 } later) return;
            Offer = later[0];
            later.RemoveAt(0);
        }
    }

    private readonly record struct Replied(NodeId Server, uint Task);

    private readonly record struct Assignment(JobState Job, NodeId Server, bool Lost = false);
}
