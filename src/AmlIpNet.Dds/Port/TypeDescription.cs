using System.Collections.Immutable;

namespace AmlIpNet.Dds;

/// <summary>What a member of a topic type looks like in CDR.</summary>
public enum MemberKind
{
    /// <summary>A bounded string: u32 length that includes the NUL, characters, NUL. <see cref="Member.Bound"/> = characters.</summary>
    String,

    /// <summary>A fixed array of octets. <see cref="Member.Bound"/> = its length.</summary>
    Octets,

    /// <summary>A 16-bit integer, aligned to 2.</summary>
    UInt16,

    /// <summary>A 32-bit integer, aligned to 4.</summary>
    UInt32,

    /// <summary>A 64-bit integer or floating-point number, aligned to 8.</summary>
    UInt64,

    /// <summary>A bounded sequence of structures: u32 count, and as many <see cref="Member.Element"/>s. <see cref="Member.Bound"/> = the largest count.</summary>
    Sequence,

    /// <summary>A u32 that says how many bytes the <see cref="Payload"/> has.</summary>
    PayloadLength,

    /// <summary>The bytes of the payload, to the end of the sample; always the last member.</summary>
    Payload,
}

/// <summary>One member of a topic type.</summary>
/// <param name="Name">The member's name in the IDL.</param>
/// <param name="Kind">Its form in CDR.</param>
/// <param name="Bound">Characters of a string, octets of an array, elements of a sequence; 0 for the rest.</param>
/// <param name="Element">Of a sequence: the structure that repeats; it has no payload.</param>
public readonly record struct Member(string Name, MemberKind Kind, int Bound = 0, TypeDescription? Element = null);

/// <summary>
/// The type of a topic, as far as an engine needs to know it: the DDS type name, and where in a serialised sample the
/// header ends and the payload starts. An engine moves samples of any type with this alone.
/// </summary>
public sealed record TypeDescription(string Name, ImmutableArray<Member> Members)
{
    /// <summary>Bytes of the encapsulation header in front of every serialised sample.</summary>
    public const int EncapsulationSize = 4;

    /// <summary>The largest header (encapsulation included) of any type; types that could be larger are refused.</summary>
    public const int MaxHeaderSize = 128 << 10;

    /// <summary>Headers up to this size (encapsulation included) are received without allocating. Those of most types always are that small; only lists make
    /// them larger.</summary>
    public const int InlineHeaderSize = 256;

    /// <summary>Whether samples of this type end in a payload.</summary>
    public bool HasPayload => !Members.IsDefaultOrEmpty && Members[^1].Kind == MemberKind.Payload;

    /// <summary>The largest header that a sample of this type can have, in bytes, encapsulation included.</summary>
    public int LargestHeader => (int)Math.Min(int.MaxValue, EncapsulationSize + Extend(0)); // alignment counts from after the encapsulation

    /// <summary>
    /// Finds where the payload lies in a serialised sample. Lengths are checked against <paramref name="totalSize"/>
    /// before anything is allocated for them.
    /// </summary>
    /// <param name="prefix">The sample's first bytes: all of them, or at least <see cref="LargestHeader"/>.</param>
    /// <param name="totalSize">Bytes of the whole sample, encapsulation and padding included.</param>
    /// <param name="headerSize">Bytes before the payload, encapsulation included.</param>
    /// <param name="payloadSize">Bytes of the payload, 0 for types without one.</param>
    /// <returns>False when the bytes are no sample of this type.</returns>
    public bool TrySplit(ReadOnlySpan<byte> prefix, long totalSize, out int headerSize, out int payloadSize)
    {
        headerSize = 0;
        payloadSize = 0;
        var reader = new CdrReader(prefix);
        uint length = 0;
        Skip(ref reader, ref length);
        if (reader.Failed || reader.Position > totalSize || length > totalSize - reader.Position || length > Array.MaxLength) return false;
        headerSize = reader.Position;
        payloadSize = (int)length;
        return true;
    }

    /// <summary>Reads over one value.</summary>
    private void Skip(ref CdrReader reader, ref uint payloadLength)
    {
        foreach (var member in Members)
        {
            switch (member.Kind)
            {
                case MemberKind.String: reader.ReadString(member.Bound); break;
                case MemberKind.Octets: reader.ReadOctets(member.Bound); break;
                case MemberKind.UInt16: reader.ReadUInt16(); break;
                case MemberKind.UInt32: reader.ReadUInt32(); break;
                case MemberKind.UInt64: reader.ReadUInt64(); break;
                case MemberKind.Sequence:
                    for (int left = reader.ReadCount(member.Bound); left > 0; left--) member.Element!.Skip(ref reader, ref payloadLength);
                    break;
                case MemberKind.PayloadLength: payloadLength = reader.ReadUInt32(); break;
                case MemberKind.Payload: break;
            }
        }
    }

    /// <summary>Where the longest value ends that starts at <paramref name="size"/>.</summary>
    private long Extend(long size)
    {
        foreach (var member in Members)
        {
            int alignment = member.Kind switch { MemberKind.UInt64 => 8, MemberKind.UInt16 => 2, MemberKind.Octets or MemberKind.Payload => 1, _ => 4 };
            size = ((size + alignment - 1) & -alignment) + member.Kind switch
            {
                MemberKind.String => 4 + (long)member.Bound + 1,
                MemberKind.Octets => member.Bound,
                MemberKind.UInt16 => 2,
                MemberKind.UInt64 => 8,
                MemberKind.Payload => 0,
                _ => 4,
            };
            if (member.Kind != MemberKind.Sequence) continue;
            for (int i = 0; i < member.Bound && size <= int.MaxValue; i++) size = member.Element!.Extend(size);
        }

        return size;
    }
}
