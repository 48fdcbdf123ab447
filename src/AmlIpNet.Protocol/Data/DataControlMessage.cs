using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>What a control message of a data space is about.</summary>
public enum DataKind : ushort
{
    /// <summary>A Center to a worker: register with me.</summary>
    Hello = 0,

    /// <summary>A worker to a Center: all that it has. <see cref="DataControlMessage.Code"/>: 1 for the first page, 2 for the last, 3 for both.</summary>
    Register = 1,

    /// <summary>A worker to a Center: what changed. <see cref="DataControlMessage.Request"/> counts up.</summary>
    Report = 2,

    /// <summary>A Center to a worker: all reports up to this number are in its maps.</summary>
    Ack = 3,

    /// <summary>To a Center: where are these keys? <see cref="DataControlMessage.Code"/>: 1 for all keys, 2 for the workers.</summary>
    Ask = 4,

    /// <summary>An answer to a request. <see cref="DataControlMessage.Number"/>: 1 if more follows, 2 if a Center does not know all workers yet.</summary>
    Answer = 5,

    /// <summary>To a worker: take these values, from me.</summary>
    Offer = 6,

    /// <summary>To a worker: get these values from who has them.</summary>
    Acquire = 7,

    /// <summary>To a worker: forget these values up to the given version. To a Center: have them forgotten everywhere, with their recipes.</summary>
    Delete = 8,

    /// <summary>To a worker: compute this. To a Center: have it computed.</summary>
    Compute = 9,

    /// <summary>To a holder: send these bytes.</summary>
    Get = 10,

    /// <summary>To a worker: which values do you hold?</summary>
    List = 11,
}

/// <summary>
/// What stands before the entries of a control message. Type <c>amlipnet::v1::data_control</c>: u16 version, u16 kind, u16 role of the sender,
/// u16 code, AmlipId sender, u64 request, u32 number, and then the entries (<see cref="DataEntries"/>) as a sequence of octets.
/// </summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Sender">Who sends it.</param>
/// <param name="Request">The sender's number for its request, or the one that this answers.</param>
/// <param name="Code">Depends on the kind.</param>
/// <param name="Number">Depends on the kind.</param>
/// <param name="BodySize">Bytes of the entries.</param>
public readonly record struct DataControlMessage(DataKind Kind, DataAddress Sender, ulong Request = 0, ushort Code = 0, uint Number = 0, int BodySize = 0)
{
    /// <summary>How large a buffer <see cref="Write"/> needs at most.</summary>
    public const int MaxSize = 4 + 4 * 2 + NodeIdCdr.MaxSize + 7 + 8 + 4 + 4;

    /// <summary>Whether the body that came with this header has the size that it says. If not the sample is malformed.</summary>
    public bool Describes(ReadOnlySpan<byte> body) => body.Length == BodySize;

    /// <summary>Writes the header as CDR, encapsulation included.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Write(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(BodySize);
        var writer = new CdrWriter(destination);
        writer.WriteUInt16(NativeBounds.Version);
        writer.WriteUInt16((ushort)Kind);
        writer.WriteUInt16((ushort)Sender.Role);
        writer.WriteUInt16(Code);
        writer.WriteNodeId(Sender.Node);
        writer.WriteUInt64(Request);
        writer.WriteUInt32(Number);
        writer.WriteUInt32((uint)BodySize);
        return writer.Length;
    }

    /// <summary>Reads a header of either byte order; bytes after it are ignored.</summary>
    /// <returns>False when the bytes are malformed, or of another version, kind or role.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out DataControlMessage message)
    {
        var reader = new CdrReader(header);
        bool known = reader.ReadUInt16() == NativeBounds.Version;
        ushort kind = reader.ReadUInt16(), role = reader.ReadUInt16(), code = reader.ReadUInt16();
        var sender = reader.ReadNodeId();
        ulong request = reader.ReadUInt64();
        uint number = reader.ReadUInt32(), size = reader.ReadUInt32();
        bool valid = known && !reader.Failed && kind <= (ushort)DataKind.List && role <= (ushort)DataRole.Center && size <= int.MaxValue;
        message = valid ? new((DataKind)kind, new(sender, (DataRole)role), request, code, number, (int)size) : default;
        return valid;
    }
}
