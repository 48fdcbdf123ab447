using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>REQUEST_AVAILABILITY: a client asks all servers who is free for a task. Type <c>amlip::ms_request</c>: AmlipId client, u32 task.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Task">The task's number, unique for the client.</param>
public readonly record struct MsRequest(NodeId Client, uint Task)
{
    /// <summary>The largest size, in bytes.</summary>
    public const int MaxSize = 4 + NodeIdCdr.MaxSize + 3 + 4;

    /// <summary>Writes the message as CDR, encapsulation included.</summary>
    /// <returns>Bytes written, at most <see cref="MaxSize"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination)
    {
        var writer = new CdrWriter(destination);
        writer.WriteNodeId(Client);
        writer.WriteUInt32(Task);
        return writer.Length;
    }

    /// <summary>Reads a message of either byte order; bytes after it are ignored.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out MsRequest message)
    {
        var reader = new CdrReader(header);
        var client = reader.ReadNodeId();
        uint task = reader.ReadUInt32();
        message = reader.Failed ? default : new MsRequest(client, task);
        return !reader.Failed;
    }
}
