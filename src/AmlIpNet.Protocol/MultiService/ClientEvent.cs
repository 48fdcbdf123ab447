namespace AmlIpNet.Protocol;

/// <summary>What can happen to a <see cref="MultiServiceClient"/>.</summary>
public enum ClientEventKind
{
    /// <summary><see cref="ClientEvent.Job"/> needs a server: a new job, or one that needs another.</summary>
    Submit,

    /// <summary><see cref="ClientEvent.Job"/> needs no server any more; what servers have of it goes on.</summary>
    Withdraw,

    /// <summary>The user gives <see cref="ClientEvent.Job"/> up.</summary>
    Cancel,

    /// <summary><see cref="ClientEvent.Server"/> says that it is free for <see cref="ClientEvent.Task"/>.</summary>
    Reply,

    /// <summary><see cref="ClientEvent.Server"/> has solved <see cref="ClientEvent.Task"/>.</summary>
    Solution,

    /// <summary>The participant of <see cref="ClientEvent.Server"/> is lost.</summary>
    ServerLost,

    /// <summary>Time has passed.</summary>
    Time,

    /// <summary>Somebody else closed the request of <see cref="ClientEvent.Task"/>: a target that names nobody was published for it.</summary>
    RequestClosed,
}

/// <summary>An input of a <see cref="MultiServiceClient"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Job">The user's job.</param>
/// <param name="Task">The task, one attempt at a job.</param>
/// <param name="Server">The server.</param>
public readonly record struct ClientEvent(ClientEventKind Kind, ulong Job = 0, uint Task = 0, NodeId Server = default)
{
    /// <summary>A job to find a server for; its number is the caller's.</summary>
    public static ClientEvent Submit(ulong job) => new(ClientEventKind.Submit, job);

    /// <summary>The job needs no server any more: its open request will name nobody.</summary>
    public static ClientEvent Withdraw(ulong job) => new(ClientEventKind.Withdraw, job);

    /// <summary>Nobody waits for the job any more.</summary>
    public static ClientEvent Cancel(ulong job) => new(ClientEventKind.Cancel, job);

    /// <summary>A REPLY_AVAILABLE addressed to this client.</summary>
    public static ClientEvent Reply(uint task, NodeId server) => new(ClientEventKind.Reply, 0, task, server);

    /// <summary>A TASK_SOLUTION addressed to this client.</summary>
    public static ClientEvent Solution(uint task, NodeId server) => new(ClientEventKind.Solution, 0, task, server);

    /// <summary>A TASK_TARGET for this client's task that names nobody, whoever published it.</summary>
    public static ClientEvent RequestClosed(uint task) => new(ClientEventKind.RequestClosed, 0, task);

    /// <summary>A node is gone.</summary>
    public static ClientEvent ServerLost(NodeId server) => new(ClientEventKind.ServerLost, 0, 0, server);

    /// <summary>Look at the clock.</summary>
    public static ClientEvent Time { get; } = new(ClientEventKind.Time);
}
