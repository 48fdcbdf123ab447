using AmlIpNet.Protocol;

namespace AmlIpNet;

/// <summary>A Computing node as a Main node knows it.</summary>
/// <param name="Id">The node.</param>
/// <param name="Slots">How many jobs it runs at a time; 0 while it takes none.</param>
/// <param name="FreeSlots">How many it would start at once, as far as is known.</param>
/// <param name="Attributes">What it tells of itself: host, cores, memory, and what its options add.</param>
public sealed record ComputingNodeInfo(NodeId Id, int Slots, int FreeSlots, ServerAttributes Attributes);
