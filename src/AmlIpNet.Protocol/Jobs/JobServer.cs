namespace AmlIpNet.Protocol;

/// <summary>
/// The server of a job service, as a pure state machine: events in, actions out. Native work and auctions share its slots:
/// it never has more jobs running than slots, keeps a few attempts at hand while jobs are short, and tells its load so that clients assign straight to it.
/// <para>Every attempt that a native client sends has exactly one last word: a solution, a failure or a refusal. Silent are only
/// the attempts of clients that are gone, or have started anew.</para>
/// </summary>
public sealed partial class JobServer : IMachine<JobServerEvent, JobServerAction>
{
    private readonly JobServerOptions _options;
    private readonly MultiServiceServer _auctions;
    private bool _isGuarded;

    /// <summary>A server without slots yet, that takes jobs.</summary>
    /// <param name="id">The server's id.</param>
    /// <param name="incarnation">Higher after each start of a server with this id.</param>
    /// <param name="options">Bounds and patience.</param>
    /// <exception cref="InvalidOptionsException">An option is out of its bounds.</exception>
    public JobServer(NodeId id, ulong incarnation, JobServerOptions? options = null)
    {
        Id = id;
        Incarnation = incarnation;
        _options = (options ?? new JobServerOptions()).Validated();
        _auctions = new MultiServiceServer(id, _options.Auctions);
        _load = new ServerLoad(incarnation, Version: 0, Slots: 0, Free: 0, QueueRoom: 0);
    }

    /// <summary>The server's id.</summary>
    public NodeId Id { get; }

    /// <summary>Higher after each start of a server with this id.</summary>
    public ulong Incarnation { get; }

    /// <summary>How many jobs may run at a time.</summary>
    public int Slots { get; private set; }

    /// <summary>Whether jobs are taken.</summary>
    public ServerState State { get; private set; }

    /// <summary>Jobs running now, of both planes.</summary>
    public int Running => _running + _auctions.Running;

    /// <summary>Native attempts kept until a slot is free.</summary>
    public int Kept => _kept;

    /// <summary>Whether nothing is held, answered, awaited or running, of either plane.</summary>
    public bool IsIdle => _attempts.Count == 0 && _auctions.Engaged == 0;

    /// <summary>Native attempts solved.</summary>
    public long Solved { get; private set; }

    /// <summary>Native attempts whose handler failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Native attempts refused or handed back.</summary>
    public long Refused { get; private set; }

    /// <summary>Native work and cancels that were repeats, late, or of an earlier incarnation of their client.</summary>
    public long Dropped { get; private set; }

    /// <summary>Native attempts given up without a word, because their client was gone or had started anew.</summary>
    public long Orphaned { get; private set; }

    /// <summary>Clients forgotten because <see cref="JobServerOptions.MaxClients"/> was reached.</summary>
    public long ForgottenClients { get; private set; }

    /// <summary>Requests of auctions forgotten because <see cref="MultiServiceServerOptions.MaxPendingRequests"/> was reached.</summary>
    public long ForgottenRequests => _auctions.ForgottenRequests;

    /// <summary>Takes one event and adds what is to be done to <paramref name="actions"/>.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="now">The time since any fixed moment; it never goes back.</param>
    /// <param name="actions">Receives the actions, in the order in which they are to be done. Outcomes carry the load as it is after all of them.</param>
    /// <exception cref="InvalidOperationException">The end of a task that is not running was told.</exception>
    public void Handle(in JobServerEvent input, TimeSpan now, ICollection<JobServerAction> actions)
    {
        switch (input.Kind)
        {
            case JobServerEventKind.Work: OnWork(input, now, actions); break;
            case JobServerEventKind.CancelWork: OnCancelWork(input, actions); break;
            case JobServerEventKind.Request: OnRequest(input.Key, now, actions); break;
            case JobServerEventKind.Target: OnTarget(input.Key, input.Server, now, actions); break;
            case JobServerEventKind.Data: OnData(input.Key, input.Server, now, actions); break;
            case JobServerEventKind.Solved: OnEnded(input.Key, OutcomeKind.Solution, 0, null, now, actions); break;
            case JobServerEventKind.Failed: OnEnded(input.Key, input.Flag ? OutcomeKind.Refused : OutcomeKind.Failed, input.Number, input.Text, now, actions); break;
            case JobServerEventKind.Progress: OnProgress(input.Key, now, actions); break;
            case JobServerEventKind.NativeClientFound: OnNativeClientFound(input.Key.Client, actions); break;
            case JobServerEventKind.ClientLost: OnClientLost(input.Key.Client, now, actions); break;
            case JobServerEventKind.ClientUnknown: Auction(ServerEvent.ClientUnknown(input.Key.Client), now, actions); break;
            case JobServerEventKind.Slots: OnSlots(input.Number, actions); break;
            case JobServerEventKind.Taking: OnTaking(input.Number > 0, now, actions); break;
            case JobServerEventKind.Guarded: OnGuarded(input.Number > 0, now, actions); break;
            case JobServerEventKind.Leave: OnLeave(now, actions); break;
            case JobServerEventKind.Time: OnTime(now, actions); break;
            default: throw new ArgumentOutOfRangeException(nameof(input), input.Kind, "Unknown event.");
        }

        Share(now, actions);
        Publish(now, actions);
    }
}
