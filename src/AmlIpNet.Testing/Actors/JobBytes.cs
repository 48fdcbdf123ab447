using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>The bytes of a job in a world whose jobs have parts: a model that other jobs have as well, a shard that other ones have, and what is its own.</summary>
internal sealed class JobBytes
{
    private const int PartSize = 8;
    private const int Models = 2, Shards = 3;

    public JobBytes(int job, ulong token)
    {
        ulong[] values = [Prng.Mix((ulong)(job / 3 % Models) + 0x1000), Prng.Mix((ulong)(job % Shards) + 0x2000), token];
        Payload = [.. values.SelectMany(BitConverter.GetBytes)];
        Parts = [.. values.Select(value => PayloadPart.Of(BitConverter.GetBytes(value)))];
    }

    public byte[] Payload { get; }

    public PayloadPart[] Parts { get; }

    /// <summary>What is left without the absent parts.</summary>
    public byte[] Without(PayloadPart[] parts) => [.. parts.Index().Where(part => !part.Item.IsAbsent).SelectMany(part => Payload.AsSpan(part.Index * PartSize, PartSize).ToArray())];

    /// <summary>The token of the job that these bytes claim to be.</summary>
    public static ulong TokenOf(ReadOnlySpan<byte> payload) => payload.Length < PartSize ? 0 : BitConverter.ToUInt64(payload[^PartSize..]);
}
