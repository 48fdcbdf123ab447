using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// REPLY_AVAILABLE (a server offers itself for a task) and TASK_TARGET (the client tells all servers whom it chose; the undefined
/// server: nobody). Type <c>amlip::ms_reference</c>: AmlipId client, u32 task, AmlipId server.
/// </summary>
/// <param name="Client">Whose task it is.</param>
/// <param name="Task">The task's number, unique for the client.</param>
/// <param name="Server">Who offers itself, or is chosen.</param>
public readonly record struct MsReference(NodeId Client, uint Task, NodeId Server)
{
    /// <summary>The largest size, in bytes.</summary>
    public const int MaxSize = MsRequest.MaxSize + NodeIdCdr.MaxSize;

    /// <summary>Writes the message as CDR, encapsulation included.</summary>
    /// <returns>Bytes written, at most <see cref="MaxSize"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination)
    {
        var writer = new CdrWriter(destination);
        writer.WriteNodeId(Client);
        writer.WriteUInt32(Task);
        writer.WriteNodeId(Server);
        return writer.Length;
    }

    /// <summary>Reads a message of either byte order; bytes after it are ignored.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out MsReference message)
    {
        var reader = new CdrReader(header);
        var client = reader.ReadNodeId();
        uint task = reader.ReadUInt32();
        var server = reader.ReadNodeId();
        message = reader.Failed ? default : new MsReference(client, task, server);
        return !reader.Failed;
    }
}
