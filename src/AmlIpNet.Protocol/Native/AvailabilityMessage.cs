using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// What a server says about itself to all clients. Type <c>amlipnet::v1::availability</c>: u16 version, u16 state, AmlipId server, u64 incarnation,
/// u64 load version, u32 slots, u32 free, u32 queue room, attributes, held attempts, u64 done, u64 failed.
/// </summary>
/// <param name="Server">The server.</param>
/// <param name="Load">How busy it is.</param>
/// <param name="Done">Jobs that it has solved since its start.</param>
/// <param name="Failed">Jobs whose handler failed since its start.</param>
public readonly record struct AvailabilityMessage(NodeId Server, ServerLoad Load, ulong Done, ulong Failed)
{
    /// <summary>Set in the number of a held attempt that came by auction, in AML-IP's own numbers: clients count both apart.</summary>
    public const ulong AuctionTask = 1ul << 63;

    private const int Largest = 4 + 2 + 2 + NodeIdCdr.MaxSize + 7 + 2 * 8 + 3 * 4 + 7 + 2 * 8;

    /// <summary>How large a buffer <see cref="Write"/> needs, in bytes.</summary>
    public static int GetLargestSize(ReadOnlySpan<KeyValuePair<string, string>> attributes = default, int held = 0) =>
        Largest + AttributeList.LargestSize(attributes) + HeldList.LargestSize(held);

    /// <summary>Writes the message as CDR, encapsulation included.</summary>
    /// <param name="destination">At least <see cref="GetLargestSize"/> bytes.</param>
    /// <param name="attributes">What the server tells of itself; at most <see cref="NativeBounds.MaxAttributes"/>.</param>
    /// <param name="held">The attempts that it holds; at most <see cref="NativeBounds.MaxHeld"/>.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short, or something is above its bound.</exception>
    public int Write(Span<byte> destination, ReadOnlySpan<KeyValuePair<string, string>> attributes = default, IReadOnlyList<(NodeId Client, ulong Task)>? held = null)
    {
        var writer = new CdrWriter(destination);
        writer.WriteUInt16(NativeBounds.Version);
        writer.WriteUInt16((ushort)Load.State);
        writer.WriteNodeId(Server);
        writer.WriteUInt64(Load.Incarnation);
        writer.WriteUInt64(Load.Version);
        writer.WriteRoom(Load);
        AttributeList.Write(ref writer, attributes, NativeBounds.MaxAttributes);
        HeldList.Write(ref writer, held ?? []);
        writer.WriteUInt64(Done);
        writer.WriteUInt64(Failed);
        return writer.Length;
    }

    /// <summary>Reads a message of either byte order; bytes after it are ignored.</summary>
    /// <param name="header">The sample's bytes.</param>
    /// <param name="message">The message.</param>
    /// <param name="attributes">What the server tells of itself; reads from <paramref name="header"/>.</param>
    /// <param name="held">The attempts that it holds; reads from <paramref name="header"/>.</param>
    /// <returns>False when the bytes are malformed, of another version, or something is above its bound.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out AvailabilityMessage message, out AttributeList attributes, out HeldList held)
    {
        var reader = new CdrReader(header);
        bool known = reader.ReadUInt16() == NativeBounds.Version;
        ushort state = reader.ReadUInt16();
        var server = reader.ReadNodeId();
        ulong incarnation = reader.ReadUInt64(), version = reader.ReadUInt64();
        known &= reader.ReadRoom(out int slots, out int free, out int queueRoom) && state <= (ushort)ServerState.Left;
        attributes = AttributeList.Read(ref reader, NativeBounds.MaxAttributes);
        held = HeldList.Read(ref reader);
        ulong done = reader.ReadUInt64(), failed = reader.ReadUInt64();
        bool valid = known && !reader.Failed;
        message = valid ? new AvailabilityMessage(server, new ServerLoad(incarnation, version, slots, free, queueRoom, (ServerState)state), done, failed) : default;
        return valid;
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out AvailabilityMessage, out AttributeList, out HeldList)"/>
    public static bool TryRead(ReadOnlySpan<byte> header, out AvailabilityMessage message) => TryRead(header, out message, out _, out _);
}
