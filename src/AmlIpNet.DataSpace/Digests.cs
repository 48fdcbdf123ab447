using System.IO.Hashing;
using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>The digest of a value: XXH128, which finds every accident, and no attack. Against attackers there is DDS Security.</summary>
internal static class Digests
{
    public static ValueInfo Describe(DataValue value, ulong version) => new(value.Bytes.Length, XxHash128.HashToUInt128(value.Bytes.Span), value.ContentType, version);

    public static bool Fits(ReadOnlySpan<byte> bytes, in ValueInfo info) => bytes.Length == info.Size && XxHash128.HashToUInt128(bytes) == info.Digest;
}
