using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>AML-IP's nested type AmlipId: the name as a string of at most 28 bytes, then 4 octets.</summary>
internal static class NodeIdCdr
{
    /// <summary>The most bytes it takes, after alignment to 4.</summary>
    public const int MaxSize = 4 + NodeId.MaxNameBytes + 1 + NodeId.RandomBytes;

    public static void WriteNodeId(this ref CdrWriter writer, NodeId id)
    {
        Span<byte> bytes = stackalloc byte[NodeId.MaxNameBytes];
        int length = id.CopyNameTo(bytes);
        writer.WriteString(bytes[..length]);
        id.CopyRandomTo(bytes);
        writer.WriteOctets(bytes[..NodeId.RandomBytes]);
    }

    /// <summary>Reads an id; <see cref="CdrReader.Failed"/> says whether there was one.</summary>
    public static NodeId ReadNodeId(this ref CdrReader reader)
    {
        var name = reader.ReadString(NodeId.MaxNameBytes);
        NodeId.TryCreate(name, reader.ReadOctets(NodeId.RandomBytes), out var id);
        return id;
    }
}
