using System.Buffers.Binary;
using System.Text;

namespace AmlIpNet.Dds;

/// <summary>Writes plain little-endian CDR (XCDR1) into a caller's buffer, without allocating. Padding bytes are zero. What does not fit
/// throws <see cref="ArgumentOutOfRangeException"/>: size the buffer by the type's bounds.</summary>
public ref struct CdrWriter
{
    private readonly Span<byte> _bytes;

    /// <summary>Writes the encapsulation 00 01 00 00 and starts after it.</summary>
    /// <exception cref="ArgumentException">The buffer has fewer than 4 bytes.</exception>
    public CdrWriter(Span<byte> bytes)
    {
        _bytes = bytes;
        BinaryPrimitives.WriteUInt32BigEndian(bytes, 0x00010000);
        Length = TypeDescription.EncapsulationSize;
    }

    /// <summary>Bytes written so far, encapsulation included.</summary>
    public int Length { get; private set; }

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<byte> Written => _bytes[..Length];

    /// <summary>Writes a u16, aligned to 2.</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Advance(2, 2), value);

    /// <summary>Writes a u32, aligned to 4.</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Advance(4, 4), value);

    /// <summary>Writes a u64, aligned to 8.</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Advance(8, 8), value);

    /// <summary>Writes a 64-bit floating-point number, aligned to 8.</summary>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Advance(8, 8), value);

    /// <summary>Writes one octet.</summary>
    public void WriteOctet(byte value) => Advance(1, 1)[0] = value;

    /// <summary>Writes a fixed array of octets.</summary>
    public void WriteOctets(scoped ReadOnlySpan<byte> value) => value.CopyTo(Advance(value.Length, 1));

    /// <summary>Writes a string from its bytes, adding the NUL.</summary>
    public void WriteString(scoped ReadOnlySpan<byte> value)
    {
        WriteUInt32((uint)value.Length + 1);
        value.CopyTo(Advance(value.Length, 1));
        WriteOctet(0);
    }

    /// <summary>Writes a text as a string in UTF-8.</summary>
    public void WriteText(scoped ReadOnlySpan<char> value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        WriteUInt32((uint)length + 1);
        Encoding.UTF8.GetBytes(value, Advance(length, 1));
        WriteOctet(0);
    }

    private Span<byte> Advance(int count, int alignment)
    {
        const int Origin = TypeDescription.EncapsulationSize;
        int start = Origin + ((Length - Origin + alignment - 1) & -alignment);
        _bytes[Length..start].Clear();
        Length = start + count;
        return _bytes.Slice(start, count);
    }
}
