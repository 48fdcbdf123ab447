namespace AmlIpNet.Protocol;

/// <summary>What can happen to a <see cref="JobServer"/>.</summary>
public enum JobServerEventKind
{
    /// <summary>A native client sends work.</summary>
    Work = 0,

    /// <summary>A native client takes an attempt back.</summary>
    CancelWork = 1,

    /// <summary>A client asks who is free (auction).</summary>
    Request = 2,

    /// <summary>A client says whom it chose (auction).</summary>
    Target = 3,

    /// <summary>A client sends the data of a task (auction).</summary>
    Data = 4,

    /// <summary>The handler has ended with a solution.</summary>
    Solved = 5,

    /// <summary>The handler has ended without one.</summary>
    Failed = 6,

    /// <summary>The handler tells how far it is.</summary>
    Progress = 7,

    /// <summary>A client that speaks the native plane was discovered, or is back.</summary>
    NativeClientFound = 8,

    /// <summary>The participant of a client is lost.</summary>
    ClientLost = 9,

    /// <summary>A client that has been answered in an auction is not known to discovery.</summary>
    ClientUnknown = 10,

    /// <summary>The number of slots has changed.</summary>
    Slots = 11,

    /// <summary>Whether new jobs are taken has changed.</summary>
    Taking = 12,

    /// <summary>Whether a guardian answers the auctions in this network has changed.</summary>
    Guarded = 13,

    /// <summary>The node leaves: whatever it still holds is handed back.</summary>
    Leave = 14,

    /// <summary>Time has passed.</summary>
    Time = 15,
}

/// <summary>An input of a <see cref="JobServer"/>.</summary>
public readonly partial record struct JobServerEvent(JobServerEventKind Kind)
{
    /// <summary>The attempt, or just its client.</summary>
    public ExecutionKey Key { get; init; }

    /// <summary>Of work: the client's number for the job, the same for all attempts at it.</summary>
    public ulong Job { get; init; }

    /// <summary>Of work and cancels: the client's incarnation.</summary>
    public ulong ClientIncarnation { get; init; }

    /// <summary>Of work and cancels: the server's incarnation that is meant.</summary>
    public ulong ServerIncarnation { get; init; }

    /// <summary>Of work: higher goes first.</summary>
    public int Priority { get; init; }

    /// <summary>Of work: how long somebody waits for it; null for any time.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Of a target or data: whom it names.</summary>
    public NodeId Server { get; init; }

    /// <summary>The new number of slots; 0 or 1 for taking and guarded. Of a failure: the handler's code.</summary>
    public int Number { get; init; }

    /// <summary>Of work: parts of its payload are missing. Of a cancel: only if the attempt has not started. Of a failure: this node gave it up.</summary>
    public bool Flag { get; init; }

    /// <summary>Of a failure: the handler's message.</summary>
    public string? Text { get; init; }

    /// <summary>Work for this server.</summary>
    public static JobServerEvent Work(NodeId client, ulong clientIncarnation, ulong serverIncarnation, ulong job, ulong task, int priority = 0, TimeSpan? timeLeft = null) =>
        new(JobServerEventKind.Work) { Key = new(client, task), Job = job, ClientIncarnation = clientIncarnation, ServerIncarnation = serverIncarnation, Priority = priority, TimeLeft = timeLeft };

    /// <summary>The client takes an attempt back.</summary>
    public static JobServerEvent CancelWork(NodeId client, ulong clientIncarnation, ulong serverIncarnation, ulong task, bool onlyUnstarted) =>
        new(JobServerEventKind.CancelWork) { Key = new(client, task), ClientIncarnation = clientIncarnation, ServerIncarnation = serverIncarnation, Flag = onlyUnstarted };

    /// <summary>A REQUEST_AVAILABILITY.</summary>
    public static JobServerEvent Request(NodeId client, uint task) => new(JobServerEventKind.Request) { Key = new(client, task, true) };

    /// <summary>A TASK_TARGET.</summary>
    public static JobServerEvent Target(NodeId client, uint task, NodeId server) => new(JobServerEventKind.Target) { Key = new(client, task, true), Server = server };

    /// <summary>A TASK_DATA on this server's topic.</summary>
    public static JobServerEvent Data(NodeId client, uint task, NodeId server) => new(JobServerEventKind.Data) { Key = new(client, task, true), Server = server };

    /// <summary>The handler gave a solution.</summary>
    public static JobServerEvent Solved(ExecutionKey key) => new(JobServerEventKind.Solved) { Key = key };

    /// <summary>The handler gave none.</summary>
    public static JobServerEvent Failed(ExecutionKey key, int code = 0, string? text = null) => new(JobServerEventKind.Failed) { Key = key, Number = code, Text = text };

    /// <summary>The handler gave none because this node told it to stop: no fault of the job.</summary>
    public static JobServerEvent HandedBack(ExecutionKey key) => new(JobServerEventKind.Failed) { Key = key, Flag = true };

    /// <summary>The handler tells how far it is; what it told is the session's.</summary>
    public static JobServerEvent Progress(ExecutionKey key) => new(JobServerEventKind.Progress) { Key = key };

    /// <summary>A client of the native plane is there: its auctions are not for this server.</summary>
    public static JobServerEvent NativeClientFound(NodeId client) => new(JobServerEventKind.NativeClientFound) { Key = new(client, 0) };

    /// <summary>A node is gone.</summary>
    public static JobServerEvent ClientLost(NodeId client) => new(JobServerEventKind.ClientLost) { Key = new(client, 0) };

    /// <summary>A client is not there, or not yet: served if it speaks, but not waited for.</summary>
    public static JobServerEvent ClientUnknown(NodeId client) => new(JobServerEventKind.ClientUnknown) { Key = new(client, 0) };

    /// <summary>How many jobs may run at a time from now on.</summary>
    public static JobServerEvent SetSlots(int slots) => new(JobServerEventKind.Slots) { Number = slots };

    /// <summary>Whether to take new jobs from now on. Off is draining: what is kept is handed back, what runs is finished.</summary>
    public static JobServerEvent SetTaking(bool taking) => new(JobServerEventKind.Taking) { Number = taking ? 1 : 0 };

    /// <summary>Whether a guardian is there: then no new auction is answered.</summary>
    public static JobServerEvent SetGuarded(bool guarded) => new(JobServerEventKind.Guarded) { Number = guarded ? 1 : 0 };

    /// <summary>The node leaves now.</summary>
    public static JobServerEvent Leave { get; } = new(JobServerEventKind.Leave);

    /// <summary>Look at the clock.</summary>
    public static JobServerEvent Time { get; } = new(JobServerEventKind.Time);
}
