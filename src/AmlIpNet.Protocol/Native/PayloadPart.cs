namespace AmlIpNet.Protocol;

/// <summary>One part of a payload, by which it can be known again. A payload without a list of parts is one part without a digest.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Digest">Its digest, as a number whose highest byte is the first on the wire.</param>
public readonly record struct PayloadPart(uint Length, UInt128 Digest)
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 16;
}
