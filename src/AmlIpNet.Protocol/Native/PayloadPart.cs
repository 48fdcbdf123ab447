using System.IO.Hashing;

namespace AmlIpNet.Protocol;

/// <summary>One part of a payload, by which it can be known again. A payload without a list of parts is one part without a digest.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Digest">Its digest (XXH128 of its bytes), as a number whose highest byte is the first on the wire. 0: it has none, and is not to be kept.</param>
public readonly record struct PayloadPart(uint Length, UInt128 Digest)
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 16;

    /// <summary>The longest part.</summary>
    public const uint MaxLength = int.MaxValue;

    /// <summary>Its bytes are not in the payload: the receiver is taken to have them. In a refusal: it has not, or what came was something else.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>The part that these bytes are.</summary>
    public static PayloadPart Of(ReadOnlySpan<byte> bytes) => new((uint)bytes.Length, XxHash128.HashToUInt128(bytes));

    /// <summary>Whether these are its bytes, as far as can be told.</summary>
    public bool Describes(ReadOnlySpan<byte> bytes) => bytes.Length == Length && (Digest == 0 || XxHash128.HashToUInt128(bytes) == Digest);

    /// <summary>What is the same wherever its bytes are.</summary>
    internal PayloadPart Key => this with { IsAbsent = false };
}
