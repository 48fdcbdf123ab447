namespace AmlIpNet;

/// <summary>What a Status node knows of a node.</summary>
/// <param name="Id">The node.</param>
/// <param name="Kind">What it is.</param>
/// <param name="State">What it does.</param>
/// <param name="LastSeen">When this was learnt, by this machine's clock.</param>
/// <param name="IsLost">The node is dropped because it vanished without a word: its process died, or it cannot be reached.</param>
public sealed record NodeStatus(NodeId Id, NodeKind Kind, NodeState State, DateTimeOffset LastSeen, bool IsLost = false);
