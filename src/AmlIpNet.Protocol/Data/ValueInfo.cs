namespace AmlIpNet.Protocol;

/// <summary>What is told of a value in place of its bytes.</summary>
/// <param name="Size">Its bytes.</param>
/// <param name="Digest">Its XXH128, as a number whose highest byte is the first on the wire.</param>
/// <param name="ContentType">What the bytes are, such as <c>application/json</c>; empty for bytes.</param>
/// <param name="Version">Of two values of a key the one with the higher version is the newer one.</param>
public readonly record struct ValueInfo(long Size, UInt128 Digest, string ContentType, ulong Version)
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 16;

    /// <summary>Whether both are the same bytes.</summary>
    public bool IsSameValue(in ValueInfo other) => Digest == other.Digest && Size == other.Size;

    /// <summary>Whether this one takes the other one's place. Every node comes to the same answer.</summary>
    public bool IsNewerThan(in ValueInfo other) => Version != other.Version ? Version > other.Version : Digest > other.Digest;
}
