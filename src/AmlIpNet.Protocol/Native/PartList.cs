using System.Buffers.Binary;
using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>The parts of a payload, in a received message: read one by one from its bytes, and good as long as those are.</summary>
public readonly ref struct PartList
{
    private const uint Absent = 0x8000_0000; // of a length on the wire

    private readonly CdrReader _elements;

    private PartList(CdrReader elements, int count)
    {
        _elements = elements;
        Count = count;
    }

    /// <summary>How many there are; 0 for a payload that is one part without a digest.</summary>
    public int Count { get; }

    /// <summary>Makes it work with foreach.</summary>
    public Enumerator GetEnumerator() => new(_elements, Count);

    /// <summary>A copy of all.</summary>
    public PayloadPart[] ToArray()
    {
        if (Count == 0) return [];
        var copy = new PayloadPart[Count];
        CopyTo(copy);
        return copy;
    }

    /// <summary>Copies all.</summary>
    /// <param name="destination">Has room for <see cref="Count"/> parts at least.</param>
    /// <returns>Those that were copied.</returns>
    public Span<PayloadPart> CopyTo(Span<PayloadPart> destination)
    {
        int i = 0;
        foreach (var part in this) destination[i++] = part;
        return destination[..Count];
    }

    /// <summary>Whether those that are not absent make up so many bytes. Without a list any number will do.</summary>
    public bool AddUpTo(int payloadSize)
    {
        if (Count == 0) return true;
        long present = 0;
        foreach (var part in this) present += part.IsAbsent ? 0 : part.Length;
        return present == payloadSize;
    }

    /// <summary>The most bytes that so many take in a message.</summary>
    internal static int LargestSize(int count) => 3 + 4 + count * (4 + PayloadPart.DigestBytes);

    /// <exception cref="ArgumentException">There are more than <see cref="NativeBounds.MaxParts"/>, or one is too long.</exception>
    internal static void Write(ref CdrWriter writer, ReadOnlySpan<PayloadPart> parts)
    {
        if (parts.Length > NativeBounds.MaxParts) throw new ArgumentException($"{parts.Length} parts are too many: at most {NativeBounds.MaxParts} go into one message.", nameof(parts));
        writer.WriteUInt32((uint)parts.Length);
        Span<byte> digest = stackalloc byte[PayloadPart.DigestBytes];
        foreach (var part in parts)
        {
            if (part.Length > PayloadPart.MaxLength) throw new ArgumentException($"A part of {part.Length:N0} bytes is too long: at most {PayloadPart.MaxLength:N0} are possible.", nameof(parts));
            writer.WriteUInt32(part.IsAbsent ? part.Length | Absent : part.Length);
            BinaryPrimitives.WriteUInt128BigEndian(digest, part.Digest);
            writer.WriteOctets(digest);
        }
    }

    /// <summary>Checks all, and reads over them; <see cref="CdrReader.Failed"/> says whether they were there.</summary>
    internal static PartList Read(scoped ref CdrReader reader)
    {
        int count = reader.ReadCount(NativeBounds.MaxParts);
        var list = new PartList(reader, count);
        for (; count > 0; count--)
        {
            reader.ReadUInt32();
            reader.ReadOctets(PayloadPart.DigestBytes);
        }

        return reader.Failed ? default : list;
    }

    /// <summary>Goes through the list.</summary>
    public ref struct Enumerator
    {
        private CdrReader _elements;
        private int _left;

        internal Enumerator(CdrReader elements, int count)
        {
            _elements = elements;
            _left = count;
        }

        /// <summary>The part.</summary>
        public PayloadPart Current { get; private set; }

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext()
        {
            if (_left == 0) return false;
            _left--;
            uint length = _elements.ReadUInt32();
            Current = new PayloadPart(length & ~Absent, BinaryPrimitives.ReadUInt128BigEndian(_elements.ReadOctets(PayloadPart.DigestBytes))) { IsAbsent = (length & Absent) != 0 };
            return true;
        }
    }
}
