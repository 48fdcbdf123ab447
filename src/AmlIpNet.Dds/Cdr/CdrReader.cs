using System.Buffers.Binary;
using System.Text.Unicode;

namespace AmlIpNet.Dds;

/// <summary>
/// Reads plain CDR (XCDR1) of either byte order, bounds-checked and without allocating. A read past the end, a string above its bound or
/// an unknown encapsulation sets <see cref="Failed"/> and every later read returns nothing; check once at the end.
/// </summary>
public ref struct CdrReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _bigEndian;

    /// <summary>Starts after the 4-byte encapsulation: 00 01 (little-endian) or 00 00 (big-endian); its options are ignored.</summary>
    public CdrReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        Position = TypeDescription.EncapsulationSize;
        if (bytes.Length < TypeDescription.EncapsulationSize || bytes[0] != 0 || bytes[1] > 1) Failed = true;
        else _bigEndian = bytes[1] == 0;
    }

    /// <summary>Whether something did not fit.</summary>
    public bool Failed { get; private set; }

    /// <summary>Where the next member starts (before its alignment), from the start of the encapsulation.</summary>
    public int Position { get; private set; }

    /// <summary>Reads a u16.</summary>
    public ushort ReadUInt16()
    {
        var bytes = Take(2, 2);
        if (bytes.IsEmpty) return 0;
        return _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    /// <summary>Reads a u32.</summary>
    public uint ReadUInt32()
    {
        var bytes = Take(4, 4);
        if (bytes.IsEmpty) return 0;
        return _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Reads a u64.</summary>
    public ulong ReadUInt64()
    {
        var bytes = Take(8, 8);
        if (bytes.IsEmpty) return 0;
        return _bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Reads a 64-bit floating-point number.</summary>
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadUInt64());

    /// <summary>Reads how many elements of a sequence follow; more than the bound are none.</summary>
    public int ReadCount(int bound)
    {
        uint count = ReadUInt32();
        if (count <= (uint)bound) return (int)count;
        Failed = true;
        return 0;
    }

    /// <summary>Reads one octet.</summary>
    public byte ReadOctet()
    {
        var bytes = Take(1, 1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    /// <summary>Reads a fixed array of octets.</summary>
    public ReadOnlySpan<byte> ReadOctets(int count) => Take(count, 1);

    /// <summary>Reads a string's bytes without the NUL. A length of 0 (no NUL at all) is taken as the empty string.</summary>
    public ReadOnlySpan<byte> ReadString(int maxBytes)
    {
        uint length = ReadUInt32();
        if (Failed || length == 0) return default;
        if (length > (uint)maxBytes + 1) return Fail();
        var bytes = Take((int)length, 1);
        if (Failed || bytes[^1] != 0 || bytes[..^1].Contains((byte)0)) return Fail();
        return bytes[..^1];
    }

    /// <summary>Reads a string that must be well-formed UTF-8.</summary>
    public ReadOnlySpan<byte> ReadText(int maxBytes)
    {
        var text = ReadString(maxBytes);
        return Utf8.IsValid(text) ? text : Fail();
    }

    private ReadOnlySpan<byte> Take(int count, int alignment)
    {
        const int Origin = TypeDescription.EncapsulationSize;
        int start = Origin + ((Position - Origin + alignment - 1) & -alignment);
        if (Failed || start > _bytes.Length || (uint)count > (uint)(_bytes.Length - start)) return Fail();
        Position = start + count;
        return _bytes.Slice(start, count);
    }

    private ReadOnlySpan<byte> Fail()
    {
        Failed = true;
        return default;
    }
}
