using System.Collections.Immutable;

namespace AmlIpNet.Dds;

/// <summary>What a member of a topic type looks like in CDR.</summary>
public enum MemberKind
{
    /// <summary>A bounded string: u32 length that includes the NUL, characters, NUL. <see cref="Member.Bound"/> = characters.</summary>
    String,

    /// <summary>A fixed array of octets. <see cref="Member.Bound"/> = its length.</summary>
    Octets,

    /// <summary>An unsigned 32-bit integer, aligned to 4.</summary>
    UInt32,

    /// <summary>An unsigned 64-bit integer, aligned to 8.</summary>
    UInt64,

    /// <summary>A u32 that says how many bytes the <see cref="Payload"/> has.</summary>
    PayloadLength,

    /// <summary>The bytes of the payload, to the end of the sample; always the last member.</summary>
    Payload,
}

/// <summary>One member of a topic type.</summary>
/// <param name="Name">The member's name in the IDL.</param>
/// <param name="Kind">Its form in CDR.</param>
/// <param name="Bound">Characters of a string, octets of an array; 0 for the rest.</param>
public readonly record struct Member(string Name, MemberKind Kind, int Bound = 0);

/// <summary>
/// The type of a topic, as far as an engine needs to know it: the DDS type name, and where in a serialised sample the
/// header ends and the payload starts. An engine moves samples of any type with this alone.
/// </summary>
public sealed record TypeDescription(string Name, ImmutableArray<Member> Members)
{
    /// <summary>Bytes of the encapsulation header in front of every serialised sample.</summary>
    public const int EncapsulationSize = 4;

    /// <summary>The largest header (encapsulation included) of any type; types that could be larger are refused.</summary>
    public const int MaxHeaderSize = 256;

    /// <summary>Whether samples of this type end in a payload.</summary>
    public bool HasPayload => !Members.IsDefaultOrEmpty && Members[^1].Kind == MemberKind.Payload;

    /// <summary>The largest header that a sample of this type can have, in bytes, encapsulation included.</summary>
    public int LargestHeader
    {
        get
        {
            long size = 0; // alignment counts from after the encapsulation
            foreach (var member in Members)
            {
                int alignment = member.Kind switch { MemberKind.UInt64 => 8, MemberKind.Octets or MemberKind.Payload => 1, _ => 4 };
                size = ((size + alignment - 1) & -alignment) + member.Kind switch
                {
                    MemberKind.String => 4 + (long)member.Bound + 1,
                    MemberKind.Octets => member.Bound,
                    MemberKind.UInt64 => 8,
                    MemberKind.Payload => 0,
                    _ => 4,
                };
            }

            return (int)Math.Min(int.MaxValue, EncapsulationSize + size);
        }
    }

    /// <summary>
    /// Finds where the payload lies in a serialised sample. Lengths are checked against <paramref name="totalSize"/>
    /// before anything is allocated for them.
    /// </summary>
    /// <param name="prefix">The sample's first bytes: all of them, or at least <see cref="MaxHeaderSize"/>.</param>
    /// <param name="totalSize">Bytes of the whole sample, encapsulation and padding included.</param>
    /// <param name="headerSize">Bytes before the payload, encapsulation included.</param>
    /// <param name="payloadSize">Bytes of the payload, 0 for types without one.</param>
    /// <returns>False when the bytes are no sample of this type.</returns>
    public bool TrySplit(ReadOnlySpan<byte> prefix, long totalSize, out int headerSize, out int payloadSize)
    {
        headerSize = 0;
        payloadSize = 0;
        if (prefix.Length > MaxHeaderSize) prefix = prefix[..MaxHeaderSize];
        var reader = new CdrReader(prefix);
        uint length = 0;
        foreach (var member in Members)
        {
            switch (member.Kind)
            {
                case MemberKind.String: reader.ReadString(member.Bound); break;
                case MemberKind.Octets: reader.ReadOctets(member.Bound); break;
                case MemberKind.UInt32: reader.ReadUInt32(); break;
                case MemberKind.UInt64: reader.ReadUInt64(); break;
                case MemberKind.PayloadLength: length = reader.ReadUInt32(); break;
                case MemberKind.Payload: break;
            }
        }

        if (reader.Failed || reader.Position > totalSize || length > totalSize - reader.Position || length > Array.MaxLength) return false;
        headerSize = reader.Position;
        payloadSize = (int)length;
        return true;
    }
}
