namespace AmlIpNet;

/// <summary>What a Status node knows of a node.</summary>
/// <param name="Id">The node.</param>
/// <param name="Kind">What it is.</param>
/// <param name="State">What it does.</param>
/// <param name="LastSeen">When this was learnt, by this machine's clock.</param>
/// <param name="IsLost">The node is dropped because it vanished without a word: its process died, or it cannot be reached.</param>
public sealed record NodeStatus(NodeId Id, NodeKind Kind, NodeState State, DateTimeOffset LastSeen, bool IsLost = false)
{
    /// <summary>The machine that it runs on, as its DDS participant announces it; null when it does not.</summary>
    public string? Host { get; init; }

    /// <summary>How busy it is, as it last said. Null for nodes that say nothing of it: AML-IP's own, and those that compute nothing.</summary>
    public NodeLoad? Load { get; init; }
}

/// <summary>What a Computing node says of its load on the native plane: within about 50 ms of a change of its slots, and every 5 s at least while jobs end.</summary>
/// <param name="Slots">How many jobs it runs at a time; 0 while it takes none.</param>
/// <param name="Running">Slots that are in use, or promised to the clients of auctions. While it drains: native jobs that still run.</param>
/// <param name="Done">Jobs solved since its start.</param>
/// <param name="Failed">Jobs whose handler failed since its start.</param>
/// <param name="Host">The machine's name; null if it does not say.</param>
/// <param name="IsDraining">It takes no more jobs, and finishes those that it runs.</param>
/// <param name="IsSuspected">It has shown no sign of life for longer than it promised. It may be cut off or stopped: that it is dropped is not sure yet.</param>
public sealed record NodeLoad(int Slots, int Running, long Done, long Failed, string? Host, bool IsDraining, bool IsSuspected);
