namespace AmlIpNet.Protocol;

/// <summary>
/// The server of a multiservice by auction, as a pure state machine: events in, actions out. It answers requests while it
/// has room, runs what it is chosen for, and never has more jobs running than its capacity.
/// <para>It keeps the rules of living with AML-IP nodes: who has been answered will be served, however late the target comes, and no more clients are
/// answered than could be served at once; data counts as its own target, since it may overtake it; every task is executed at
/// most once and gets at most one solution.</para>
/// </summary>
public sealed partial class MultiServiceServer
{
    private readonly MultiServiceServerOptions _options;
    private readonly LinkedList<TaskKey> _pending = new();
    private readonly Dictionary<TaskKey, LinkedListNode<TaskKey>> _pendingByKey = [];
    private readonly Dictionary<TaskKey, Engagement> _engagements = [];
    private readonly Queue<TaskKey> _ready = new();
    private readonly LinkedList<TaskKey> _overdue = new();
    private readonly BoundedSet<TaskKey> _closed;
    private readonly BoundedSet<TaskKey> _executed;
    private int _holding;

    /// <summary>A server without capacity yet.</summary>
    public MultiServiceServer(NodeId id, MultiServiceServerOptions? options = null)
    {
        Id = id;
        _options = options ?? new MultiServiceServerOptions();
        _closed = new(_options.TaskMemory);
        _executed = new(_options.TaskMemory);
    }

    /// <summary>The server's id.</summary>
    public NodeId Id { get; }

    /// <summary>How many jobs may run at a time.</summary>
    public int Capacity { get; private set; }

    /// <summary>Whether requests are answered.</summary>
    public bool IsAnswering { get; private set; } = true;

    /// <summary>Jobs running now.</summary>
    public int Running { get; private set; }

    /// <summary>Requests heard, not answered, and not known to be closed.</summary>
    public int PendingRequests => _pending.Count;

    /// <summary>Tasks answered, awaited, kept or running.</summary>
    public int Engaged => _engagements.Count;

    /// <summary>Requests forgotten because <see cref="MultiServiceServerOptions.MaxPendingRequests"/> was reached.</summary>
    public long ForgottenRequests { get; private set; }

    /// <summary>When to send the next <see cref="ServerEvent.Time"/>; null for never.</summary>
    public TimeSpan? NextDue { get; private set; }

    /// <summary>Tasks answered, awaited, kept or running, less those that hold no slot any more.</summary>
    internal int Holding => _holding;

    /// <summary>How much of the capacity is not given away by answering: it is promised to others.</summary>
    internal int Reserved { get; set; }

    /// <summary>Whether the task's handler runs.</summary>
    internal bool IsRunning(TaskKey key) => _engagements.TryGetValue(key, out var engagement) && engagement.Phase == Phase.Running;

    /// <summary>The clients that have been answered and whose target is awaited.</summary>
    public IEnumerable<NodeId> AwaitedClients() => _engagements
        .Where(e => e.Value.Phase == Phase.Replied).Select(e => e.Key.Client).Distinct().Order();

    /// <summary>Takes one event and adds what is to be done to <paramref name="actions"/>.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="now">The time since any fixed moment; it never goes back.</param>
    /// <param name="actions">Receives the actions, in the order in which they are to be done.</param>
    public void Handle(in ServerEvent input, TimeSpan now, ICollection<ServerAction> actions)
    {
        switch (input.Kind)
        {
            case ServerEventKind.Request: OnRequest(input.Key); break;
            case ServerEventKind.Target: OnTarget(input.Key, input.Server, now); break;
            case ServerEventKind.Data: OnData(input.Key, input.Server, actions); break;
            case ServerEventKind.Solved: OnEnded(input.Key, solved: true, actions); break;
            case ServerEventKind.Failed: OnEnded(input.Key, solved: false, actions); break;
            case ServerEventKind.ClientLost: OnClientLost(input.Key.Client, actions); break;
            case ServerEventKind.ClientUnknown: OnClientUnknown(input.Key.Client); break;
            case ServerEventKind.Capacity: Capacity = Math.Max(0, input.Capacity); break;
            case ServerEventKind.Answering: IsAnswering = input.Capacity > 0; break;
            case ServerEventKind.Time: OnTime(now, actions); break;
            default: throw new ArgumentOutOfRangeException(nameof(input), input.Kind, "Unknown event.");
        }

        StartReady(actions);
        AnswerWhileThereIsRoom(now, actions);
    }

    private enum Phase
    {
        /// <summary>Answered: a target may name this server, or another one.</summary>
        Replied,

        /// <summary>Named by a target: the data is to come.</summary>
        Targeted,

        /// <summary>What was to come did not in time: it is served if it still does, but holds no room meanwhile.</summary>
        Overdue,

        /// <summary>The data is here, waiting for a free slot.</summary>
        Ready,

        /// <summary>The handler runs.</summary>
        Running,
    }

    private sealed class Engagement
    {
        public Phase Phase;
        public TimeSpan Due = TimeSpan.MaxValue;
        public TimeSpan Patience;
    }
}
