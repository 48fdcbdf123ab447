using Google.Protobuf;

namespace AmlIpNet.Artifacts;

/// <summary>Ids of nodes as the messages of artifacts have them: the 28 bytes of the name, then the 4 random ones.</summary>
internal static class NodeIds
{
    /// <summary>The id as bytes.</summary>
    public static ByteString ToByteString(this NodeId id)
    {
        byte[] bytes = new byte[NodeId.MaxNameBytes + NodeId.RandomBytes];
        id.CopyNameTo(bytes);
        id.CopyRandomTo(bytes.AsSpan(NodeId.MaxNameBytes));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The id of bytes; undefined when they are none.</summary>
    public static NodeId ToNodeId(this ByteString bytes)
    {
        if (bytes.Length != NodeId.MaxNameBytes + NodeId.RandomBytes) return NodeId.Undefined;
        var name = bytes.Span[..NodeId.MaxNameBytes].TrimEnd((byte)0);
        return NodeId.TryCreate(name, bytes.Span[NodeId.MaxNameBytes..], out var id) ? id : NodeId.Undefined;
    }

    /// <summary>Who a worker is.</summary>
    public static NodeId Id(this WorkerDescription worker) => worker.Node.ToNodeId();
}
