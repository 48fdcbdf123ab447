namespace AmlIpNet;

/// <summary>What a Center knows of a worker.</summary>
/// <param name="Id">The worker.</param>
/// <param name="Slots">Functions that it runs at a time.</param>
/// <param name="Keys">Keys that it holds.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record DataWorkerFacts(NodeId Id, int Slots, int Keys, long Bytes);

/// <summary>What is known of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="State">Memory: it is held; Executing: it will be computed; Missing: its holders are gone; Error: it cannot be computed; None: unknown.</param>
/// <param name="Size">Bytes of its value.</param>
/// <param name="ContentType">What they are.</param>
/// <param name="Holders">Who holds it; when nobody does, who did.</param>
/// <param name="Text">Why it cannot be had.</param>
public sealed record DataFacts(string Key, Protocol.KeyState State, long Size, string ContentType, IReadOnlyList<NodeId> Holders, string Text = "")
{
    /// <summary>Whether somebody holds it.</summary>
    public bool IsHeld => State == Protocol.KeyState.Memory;
}

/// <summary>Where a computed value is.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Worker">The worker that has it.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="ContentType">What they are.</param>
public sealed record DataPlace(string Key, NodeId Worker, long Size, string ContentType)
{
    /// <summary>Its XXH128.</summary>
    public UInt128 Digest { get; init; }
}

/// <summary>A value that was moved.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="From">Where it was.</param>
/// <param name="To">Where it is.</param>
public sealed record DataMove(string Key, long Size, NodeId From, NodeId To);
