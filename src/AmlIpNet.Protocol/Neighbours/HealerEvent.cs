namespace AmlIpNet.Protocol;

/// <summary>What can happen to a <see cref="Healer"/>.</summary>
public enum HealerEventKind
{
    /// <summary>A client asks who is free.</summary>
    Request = 0,

    /// <summary>A client, or a healer for it, says whom it chose.</summary>
    Target = 1,

    /// <summary>A node's participant was discovered, or is back.</summary>
    NodeFound = 2,

    /// <summary>A node's participant is lost.</summary>
    NodeLost = 3,

    /// <summary>A node that was found is known to heal as this one does.</summary>
    HealerFound = 4,

    /// <summary>Time has passed.</summary>
    Time = 5,

    /// <summary>A server has offered itself to a client that is gone: it waits for that client's target, if it has not had it.</summary>
    Reply = 6,
}

/// <summary>An input of a <see cref="Healer"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Node">The client, or the node.</param>
/// <param name="Task">The client's number for the task.</param>
/// <param name="Server">The server that a target names, or that replied.</param>
public readonly record struct HealerEvent(HealerEventKind Kind, NodeId Node = default, uint Task = 0, NodeId Server = default)
{
    /// <summary>A REQUEST_AVAILABILITY of any client.</summary>
    public static HealerEvent Request(NodeId client, uint task) => new(HealerEventKind.Request, client, task);

    /// <summary>A TASK_TARGET of any client, whoever published it and whomever it names.</summary>
    public static HealerEvent Target(NodeId client, uint task, NodeId server) => new(HealerEventKind.Target, client, task, server);

    /// <summary>A REPLY_AVAILABLE to a client that is gone. Of each server only the last one counts: it has one at a time.</summary>
    public static HealerEvent Reply(NodeId client, uint task, NodeId server) => new(HealerEventKind.Reply, client, task, server);

    /// <summary>A node is there, or back: what it asked for is its own business.</summary>
    public static HealerEvent NodeFound(NodeId node) => new(HealerEventKind.NodeFound, node);

    /// <summary>A node is gone.</summary>
    public static HealerEvent NodeLost(NodeId node) => new(HealerEventKind.NodeLost, node);

    /// <summary>A node is there that heals as this one does.</summary>
    public static HealerEvent HealerFound(NodeId node) => new(HealerEventKind.HealerFound, node);

    /// <summary>Look at the clock.</summary>
    public static HealerEvent Time { get; } = new(HealerEventKind.Time);
}
