namespace AmlIpNet.Protocol;

/// <summary>What can happen to a <see cref="MultiServiceServer"/>.</summary>
public enum ServerEventKind
{
    /// <summary>A client asks who is free.</summary>
    Request,

    /// <summary>A client says whom it chose.</summary>
    Target,

    /// <summary>A client sends the data of a task.</summary>
    Data,

    /// <summary>The handler has ended with a solution.</summary>
    Solved,

    /// <summary>The handler has ended without one.</summary>
    Failed,

    /// <summary>The participant of a client is lost.</summary>
    ClientLost,

    /// <summary>A client that has been answered is not known to discovery.</summary>
    ClientUnknown,

    /// <summary>The number of jobs that may run at a time has changed.</summary>
    Capacity,

    /// <summary>Whether to answer requests at all has changed.</summary>
    Answering,

    /// <summary>Time has passed.</summary>
    Time,
}

/// <summary>An input of a <see cref="MultiServiceServer"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Key">The task, or just its client.</param>
/// <param name="Server">Whom a target or data sample names.</param>
/// <param name="Capacity">The new capacity; 0 or 1 for answering.</param>
public readonly record struct ServerEvent(ServerEventKind Kind, TaskKey Key = default, NodeId Server = default, int Capacity = 0)
{
    /// <summary>A REQUEST_AVAILABILITY.</summary>
    public static ServerEvent Request(NodeId client, uint task) => new(ServerEventKind.Request, new(client, task));

    /// <summary>A TASK_TARGET.</summary>
    public static ServerEvent Target(NodeId client, uint task, NodeId server) => new(ServerEventKind.Target, new(client, task), server);

    /// <summary>A TASK_DATA on this server's topic.</summary>
    public static ServerEvent Data(NodeId client, uint task, NodeId server) => new(ServerEventKind.Data, new(client, task), server);

    /// <summary>The handler gave a solution.</summary>
    public static ServerEvent Solved(TaskKey key) => new(ServerEventKind.Solved, key);

    /// <summary>The handler gave none, and none is to be sent.</summary>
    public static ServerEvent Failed(TaskKey key) => new(ServerEventKind.Failed, key);

    /// <summary>A node is gone.</summary>
    public static ServerEvent ClientLost(NodeId client) => new(ServerEventKind.ClientLost, new(client, 0));

    /// <summary>A client is not there, or not yet: served if it speaks, but not waited for.</summary>
    public static ServerEvent ClientUnknown(NodeId client) => new(ServerEventKind.ClientUnknown, new(client, 0));

    /// <summary>How many jobs may run at a time from now on; 0 to take no more.</summary>
    public static ServerEvent SetCapacity(int capacity) => new(ServerEventKind.Capacity, Capacity: capacity);

    /// <summary>Whether to answer requests from now on. Off: what has been answered is still served, and nothing new is taken.</summary>
    public static ServerEvent SetAnswering(bool answering) => new(ServerEventKind.Answering, Capacity: answering ? 1 : 0);

    /// <summary>Look at the clock.</summary>
    public static ServerEvent Time { get; } = new(ServerEventKind.Time);
}
