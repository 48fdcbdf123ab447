using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>What every node says of itself on <c>amlip/status</c>. Type <c>amlip::status</c>: AmlipId id, u32 kind, u32 state.</summary>
/// <param name="Id">The node.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="State">What it is doing.</param>
public readonly record struct StatusMessage(NodeId Id, NodeKind Kind, NodeState State)
{
    /// <summary>The largest size, in bytes.</summary>
    public const int MaxSize = 4 + NodeIdCdr.MaxSize + 3 + 4 + 4;

    /// <summary>Writes the message as CDR, encapsulation included.</summary>
    /// <returns>Bytes written, at most <see cref="MaxSize"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination)
    {
        var writer = new CdrWriter(destination);
        writer.WriteNodeId(Id);
        writer.WriteUInt32((uint)Kind);
        writer.WriteUInt32((uint)State);
        return writer.Length;
    }

    /// <summary>Reads a message of either byte order; bytes after it are ignored.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out StatusMessage message)
    {
        var reader = new CdrReader(header);
        var id = reader.ReadNodeId();
        var kind = (NodeKind)reader.ReadUInt32();
        var state = (NodeState)reader.ReadUInt32();
        message = reader.Failed ? default : new StatusMessage(id, kind, state);
        return !reader.Failed;
    }
}
