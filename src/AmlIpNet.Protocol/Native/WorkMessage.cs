using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>What a client wants of a server.</summary>
public enum WorkKind : ushort
{
    /// <summary>To do the job; the payload is its data.</summary>
    Job = 0,

    /// <summary>To stop the attempt, running or not.</summary>
    Cancel = 1,

    /// <summary>To give the attempt back if it has not started.</summary>
    Recall = 2,

    /// <summary>To publish its availability: the client has not heard of the server for its liveliness lease. The rest of the message means nothing.</summary>
    Probe = 3,
}

/// <summary>
/// What stands before the payload of work for a server. Type <c>amlipnet::v1::work</c>: u16 version, u16 kind, AmlipId client, u64 client incarnation,
/// u64 server incarnation, u64 job, u64 task, u32 time left, i32 priority, metadata, parts, and then the payload as a sequence of octets.
/// </summary>
/// <param name="Kind">What the client wants.</param>
/// <param name="Client">The client.</param>
/// <param name="ClientIncarnation">Higher after each start of the client.</param>
/// <param name="ServerIncarnation">The start of the server that is meant.</param>
/// <param name="Job">The client's number for the job, the same for all attempts at it.</param>
/// <param name="Task">The client's number for this attempt.</param>
/// <param name="TimeLeft">How long somebody waits for it from now on, sent in milliseconds rounded up; null for any time.</param>
/// <param name="Priority">Higher goes first.</param>
/// <param name="PayloadSize">Bytes of the payload; 0 unless it is a job.</param>
public readonly record struct WorkMessage(
    WorkKind Kind, NodeId Client, ulong ClientIncarnation, ulong ServerIncarnation, ulong Job, ulong Task, TimeSpan? TimeLeft = null, int Priority = 0, int PayloadSize = 0)
{
    /// <summary>Asks a server for a sign of life.</summary>
    public static WorkMessage ProbeBy(NodeId node) => new(WorkKind.Probe, node, 0, 0, 0, 0);

    private const int Largest = 4 + 2 + 2 + NodeIdCdr.MaxSize + 7 + 4 * 8 + 2 * 4 + 3 + 4;
    private const uint AnyTime = uint.MaxValue;

    /// <summary>Whether the payload that came with this header has the size that it says. If not the sample is malformed.</summary>
    public bool Describes(ReadOnlySpan<byte> payload) => payload.Length == PayloadSize;

    /// <summary>The same of a payload with parts: it holds all that are not absent.</summary>
    public bool Describes(ReadOnlySpan<byte> payload, PartList parts) => Describes(payload) && parts.AddUpTo(payload.Length);

    /// <summary>How large a buffer <see cref="Write"/> needs, in bytes.</summary>
    public static int GetLargestSize(ReadOnlySpan<KeyValuePair<string, string>> metadata = default, int parts = 0) =>
        Largest + AttributeList.LargestSize(metadata) + PartList.LargestSize(parts);

    /// <summary>Writes the header as CDR, encapsulation included.</summary>
    /// <param name="destination">At least <see cref="GetLargestSize"/> bytes.</param>
    /// <param name="metadata">At most <see cref="NativeBounds.MaxMetadata"/> entries.</param>
    /// <param name="parts">The parts of the payload; none for one without a digest.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short, or something is above its bound.</exception>
    public int Write(Span<byte> destination, ReadOnlySpan<KeyValuePair<string, string>> metadata = default, ReadOnlySpan<PayloadPart> parts = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(PayloadSize);
        var writer = new CdrWriter(destination);
        writer.WriteUInt16(NativeBounds.Version);
        writer.WriteUInt16((ushort)Kind);
        writer.WriteNodeId(Client);
        writer.WriteUInt64(ClientIncarnation);
        writer.WriteUInt64(ServerIncarnation);
        writer.WriteUInt64(Job);
        writer.WriteUInt64(Task);
        writer.WriteUInt32(TimeLeft is { } left ? (uint)Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 0, AnyTime - 1) : AnyTime);
        writer.WriteUInt32((uint)Priority);
        AttributeList.Write(ref writer, metadata, NativeBounds.MaxMetadata);
        PartList.Write(ref writer, parts);
        writer.WriteUInt32((uint)PayloadSize);
        return writer.Length;
    }

    /// <summary>Reads a header of either byte order; bytes after it are ignored.</summary>
    /// <param name="header">The sample's bytes, up to its payload at least.</param>
    /// <param name="message">The message.</param>
    /// <param name="metadata">Its metadata; reads from <paramref name="header"/>.</param>
    /// <param name="parts">The parts of its payload; reads from <paramref name="header"/>.</param>
    /// <returns>False when the bytes are malformed, of another version or an unknown kind, or something is above its bound.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out WorkMessage message, out AttributeList metadata, out PartList parts)
    {
        var reader = new CdrReader(header);
        bool known = reader.ReadUInt16() == NativeBounds.Version;
        ushort kind = reader.ReadUInt16();
        var client = reader.ReadNodeId();
        ulong clientIncarnation = reader.ReadUInt64(), serverIncarnation = reader.ReadUInt64(), job = reader.ReadUInt64(), task = reader.ReadUInt64();
        uint timeLeft = reader.ReadUInt32(), priority = reader.ReadUInt32();
        metadata = AttributeList.Read(ref reader, NativeBounds.MaxMetadata);
        parts = PartList.Read(ref reader);
        uint size = reader.ReadUInt32();
        bool valid = known && !reader.Failed && kind <= (ushort)WorkKind.Probe && size <= int.MaxValue;
        TimeSpan? left = timeLeft == AnyTime ? null : TimeSpan.FromMilliseconds(timeLeft);
        message = valid ? new WorkMessage((WorkKind)kind, client, clientIncarnation, serverIncarnation, job, task, left, (int)priority, (int)size) : default;
        return valid;
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out WorkMessage, out AttributeList, out PartList)"/>
    public static bool TryRead(ReadOnlySpan<byte> header, out WorkMessage message) => TryRead(header, out message, out _, out _);
}
