using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>What a control message says of one key.</summary>
/// <param name="Key">The key.</param>
public sealed record DataEntry(string Key)
{
    /// <summary>How far the sender is with it; a Center: how far the data space is.</summary>
    public KeyState State { get; init; }

    /// <summary>Why it cannot be had.</summary>
    public DataCode Code { get; init; }

    /// <summary>The value's facts, if known.</summary>
    public ValueInfo Info { get; init; } = new(0, 0, "", 0);

    /// <summary>In a request for bytes: the first one. In a list of workers: how many keys it holds.</summary>
    public ulong Offset { get; init; }

    /// <summary>In a request for bytes: how many. In a list of workers: its slots.</summary>
    public uint Length { get; init; }

    /// <summary>How many workers died while they computed it.</summary>
    public uint Deaths { get; init; }

    /// <summary>What went wrong, for people.</summary>
    public string Text { get; init; } = "";

    /// <summary>Who holds it, or held it; in a request, where it is to be.</summary>
    public EquatableArray<NodeId> Nodes { get; init; } = [];

    /// <summary>How it is computed, if it is.</summary>
    public Recipe? Recipe { get; init; }
}
