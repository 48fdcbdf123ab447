using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// What stands before the payload of TASK_DATA, TASK_SOLUTION and of the model exchange's requests and replies. Types
/// <c>amlip::ms_data_GENERIC</c>, <c>amlip::rpc_requestGENERIC</c> and <c>amlip::rpc_replyGENERIC</c>: AmlipId client, u32 task, AmlipId server, u32 size,
/// octet owned, and then the payload.
/// </summary>
/// <param name="Client">Whose task it is.</param>
/// <param name="Task">The task's number, unique for the client.</param>
/// <param name="Server">Who runs it.</param>
/// <param name="PayloadSize">Bytes of the payload.</param>
public readonly record struct MsDataHeader(NodeId Client, uint Task, NodeId Server, int PayloadSize)
{
    /// <summary>The largest size, in bytes.</summary>
    public const int MaxSize = MsReference.MaxSize + 3 + 4 + 1;

    // With 0 an AML-IP receiver never frees the payload.
    private const byte Owned = 1;

    /// <summary>Whether the payload that came with this header has the size that it says. If not the sample is malformed.</summary>
    public bool Describes(ReadOnlySpan<byte> payload) => payload.Length == PayloadSize;

    /// <summary>Writes the header as CDR, encapsulation included. Always says "owned": with anything else an AML-IP receiver leaks.</summary>
    /// <returns>Bytes written, at most <see cref="MaxSize"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="PayloadSize"/> is negative.</exception>
    public int Write(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(PayloadSize);
        var writer = new CdrWriter(destination);
        writer.WriteNodeId(Client);
        writer.WriteUInt32(Task);
        writer.WriteNodeId(Server);
        writer.WriteUInt32((uint)PayloadSize);
        writer.WriteOctet(Owned);
        return writer.Length;
    }

    /// <summary>Reads a header of either byte order; bytes after it are ignored, and so is what it says about ownership.</summary>
    /// <returns>False when the bytes are malformed, or the size is above <see cref="int.MaxValue"/>.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out MsDataHeader message)
    {
        var reader = new CdrReader(header);
        var client = reader.ReadNodeId();
        uint task = reader.ReadUInt32();
        var server = reader.ReadNodeId();
        uint size = reader.ReadUInt32();
        reader.ReadOctet();
        bool valid = !reader.Failed && size <= int.MaxValue;
        message = valid ? new MsDataHeader(client, task, server, (int)size) : default;
        return valid;
    }
}
