using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// What stands before some bytes of a value. Type <c>amlipnet::v1::data_part</c>: u16 version, u16 code, u16 role of the sender, AmlipId sender,
/// the key, the value's facts, u64 offset, and then the bytes as a sequence of octets.
/// </summary>
/// <param name="Sender">Who sends it.</param>
/// <param name="Key">The value's key.</param>
/// <param name="Code">Ok, or why there are no bytes.</param>
/// <param name="Info">The value's facts.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="PartSize">How many there are.</param>
public readonly record struct DataPartMessage(DataAddress Sender, string Key, DataCode Code, ValueInfo Info, long Offset = 0, int PartSize = 0)
{
    /// <summary>How large a buffer <see cref="Write"/> needs at most.</summary>
    public const int MaxSize = 4 + 3 * 2 + 2 + NodeIdCdr.MaxSize + 7 + 4 + DataBounds.MaxKeyBytes + 1 + 7 + 8 + 16 + 4 + DataBounds.MaxContentTypeBytes + 1 + 7 + 8 + 8 + 4;

    /// <summary>Whether the bytes that came with this header are as many as it says, and belong to the value. If not the sample is malformed.</summary>
    public bool Describes(ReadOnlySpan<byte> part) => part.Length == PartSize && Offset <= Info.Size && PartSize <= Info.Size - Offset;

    /// <summary>Writes the header as CDR, encapsulation included.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short, or something is above its bound.</exception>
    public int Write(Span<byte> destination)
    {
        var writer = new CdrWriter(destination);
        writer.WriteUInt16(NativeBounds.Version);
        writer.WriteUInt16((ushort)Code);
        writer.WriteUInt16((ushort)Sender.Role);
        writer.WriteNodeId(Sender.Node);
        DataEntries.WriteText(ref writer, Key, DataBounds.MaxKeyBytes, "key");
        DataEntries.WriteInfo(ref writer, Info);
        writer.WriteUInt64((ulong)Offset);
        writer.WriteUInt32((uint)PartSize);
        return writer.Length;
    }

    /// <summary>Reads a header of either byte order; bytes after it are ignored.</summary>
    /// <returns>False when the bytes are malformed, of another version, or something is above its bound.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out DataPartMessage message)
    {
        var reader = new CdrReader(header);
        bool known = reader.ReadUInt16() == NativeBounds.Version;
        ushort code = reader.ReadUInt16(), role = reader.ReadUInt16();
        var sender = reader.ReadNodeId();
        string key = DataEntries.ReadText(ref reader, DataBounds.MaxKeyBytes);
        var info = DataEntries.ReadInfo(ref reader);
        long offset = (long)reader.ReadUInt64();
        uint size = reader.ReadUInt32();
        bool valid = known && !reader.Failed && DataEntries.IsName(key) && DataEntries.IsName(info.ContentType) && code <= (ushort)DataCode.Denied && role <= (ushort)DataRole.Center && info.Size >= 0 && offset >= 0 && size <= int.MaxValue;
        message = valid ? new(new(sender, (DataRole)role), key, (DataCode)code, info, offset, (int)size) : default;
        return valid;
    }
}
