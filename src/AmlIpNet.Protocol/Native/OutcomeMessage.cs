using System.Text;
using System.Text.Unicode;
using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// What stands before the payload of an outcome for a client. Type <c>amlipnet::v1::outcome</c>: u16 version, u16 kind, AmlipId server,
/// u64 server incarnation, u64 client incarnation, u64 job, u64 task, u64 last task, u64 load version, u32 slots, u32 free, u32 queue room, u16 state,
/// i32 code, string text, double progress, metadata, parts, and then the payload as a sequence of octets.
/// </summary>
/// <param name="Kind">What the server says about the attempt.</param>
/// <param name="Server">The server.</param>
/// <param name="Load">How busy it is, for this client.</param>
/// <param name="ClientIncarnation">The start of the client that is meant.</param>
/// <param name="Job">The client's number for the job.</param>
/// <param name="Task">The client's number for the attempt.</param>
/// <param name="LastTask">The highest attempt that the server has received from this client.</param>
/// <param name="Code">Of a failure: the handler's code. Of a refusal: the <see cref="RefusalReason"/>.</param>
/// <param name="Text">Of a failure or progress: the handler's words; null for none. What is above <see cref="NativeBounds.MaxTextBytes"/> is cut off.</param>
/// <param name="Progress">Of progress: 0 to 1, null when it is not known.</param>
/// <param name="PayloadSize">Bytes of the payload; 0 unless it is a solution.</param>
public readonly record struct OutcomeMessage(
    OutcomeKind Kind, NodeId Server, ServerLoad Load, ulong ClientIncarnation, ulong Job, ulong Task, ulong LastTask, int Code = 0, string? Text = null,
    double? Progress = null, int PayloadSize = 0)
{
    private const int Largest = 4 + 2 + 2 + NodeIdCdr.MaxSize + 7 + 6 * 8 + 3 * 4 + 2 + 2 + 4 + 4 + 1 + 7 + 8 + 4;
    private const double UnknownProgress = -1;

    /// <summary>Whether the payload that came with this header has the size that it says. If not the sample is malformed.</summary>
    public bool Describes(ReadOnlySpan<byte> payload) => payload.Length == PayloadSize;

    /// <summary>How large a buffer <see cref="Write"/> needs, in bytes.</summary>
    public int GetLargestSize(ReadOnlySpan<KeyValuePair<string, string>> metadata = default, int parts = 0) =>
        Largest + (Text is null ? 0 : Math.Min(NativeBounds.MaxTextBytes, Encoding.UTF8.GetMaxByteCount(Text.Length)))
        + AttributeList.LargestSize(metadata) + PartList.LargestSize(parts);

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
        writer.WriteNodeId(Server);
        writer.WriteUInt64(Load.Incarnation);
        writer.WriteUInt64(ClientIncarnation);
        writer.WriteUInt64(Job);
        writer.WriteUInt64(Task);
        writer.WriteUInt64(LastTask);
        writer.WriteUInt64(Load.Version);
        writer.WriteRoom(Load);
        writer.WriteUInt16((ushort)Load.State);
        writer.WriteUInt32((uint)Code);
        WriteCut(ref writer, Text, NativeBounds.MaxTextBytes);
        writer.WriteDouble(Progress ?? UnknownProgress);
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
    public static bool TryRead(ReadOnlySpan<byte> header, out OutcomeMessage message, out AttributeList metadata, out PartList parts)
    {
        var reader = new CdrReader(header);
        bool known = reader.ReadUInt16() == NativeBounds.Version;
        ushort kind = reader.ReadUInt16();
        var server = reader.ReadNodeId();
        ulong serverIncarnation = reader.ReadUInt64(), clientIncarnation = reader.ReadUInt64();
        ulong job = reader.ReadUInt64(), task = reader.ReadUInt64(), lastTask = reader.ReadUInt64(), version = reader.ReadUInt64();
        known &= reader.ReadRoom(out int slots, out int free, out int queueRoom);
        ushort state = reader.ReadUInt16();
        int code = (int)reader.ReadUInt32();
        var text = reader.ReadText(NativeBounds.MaxTextBytes);
        double progress = reader.ReadDouble();
        metadata = AttributeList.Read(ref reader, NativeBounds.MaxMetadata);
        parts = PartList.Read(ref reader);
        uint size = reader.ReadUInt32();
        bool valid = known && !reader.Failed && kind <= (ushort)OutcomeKind.Failed && state <= (ushort)ServerState.Left && size <= int.MaxValue;
        message = valid
            ? new OutcomeMessage((OutcomeKind)kind, server, new ServerLoad(serverIncarnation, version, slots, free, queueRoom, (ServerState)state), clientIncarnation,
                job, task, lastTask, code, text.IsEmpty ? null : Encoding.UTF8.GetString(text), progress is >= 0 and <= 1 ? progress : null, (int)size)
            : default;
        return valid;
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out OutcomeMessage, out AttributeList, out PartList)"/>
    public static bool TryRead(ReadOnlySpan<byte> header, out OutcomeMessage message) => TryRead(header, out message, out _, out _);

    /// <summary>Writes as many whole characters as fit, up to a NUL, which would end the string on the wire.</summary>
    internal static void WriteCut(ref CdrWriter writer, ReadOnlySpan<char> text, int bound)
    {
        if (text.IndexOf('\0') is var nul and >= 0) text = text[..nul];
        if (text.Length * 3 > bound)
        {
            Span<byte> room = stackalloc byte[bound];
            Utf8.FromUtf16(text, room, out int read, out _);
            text = text[..read];
        }

        writer.WriteText(text);
    }
}
