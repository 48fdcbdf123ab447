using System.Buffers.Binary;

namespace AmlIpNet.Dds;

/// <summary>The 16-byte RTPS GUID of a participant or endpoint: 12 bytes of participant prefix and 4 of entity id, in
/// network byte order (RTPS 2.5, section 8.2.4).</summary>
public readonly record struct EntityGuid(ulong High, ulong Low)
{
    /// <summary>Reads 16 bytes in network byte order.</summary>
    public static EntityGuid Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>The GUID of the participant that this entity belongs to (entity id 0x000001c1).</summary>
    public EntityGuid Participant => new(High, (Low & 0xffffffff00000000) | 0x000001c1);

    /// <inheritdoc/>
    public override string ToString() => $"{High >> 32:x8}:{(uint)High:x8}:{Low >> 32:x8}:{(uint)Low:x8}";
}
