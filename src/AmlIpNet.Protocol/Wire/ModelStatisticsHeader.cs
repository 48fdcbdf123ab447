using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// What stands before the statistics that a model sender publishes. Type <c>amlip::AMLIP-MODEL-STATISTICS</c>: string name, u32 size,
/// AmlipId server, and then the payload.
/// </summary>
/// <param name="Name">What the statistics are called.</param>
/// <param name="Server">Who publishes them.</param>
/// <param name="PayloadSize">Bytes of the payload. AML-IP itself loses statistics of more than 268 bytes.</param>
public readonly record struct ModelStatisticsHeader(StatisticsName Name, NodeId Server, int PayloadSize)
{
    /// <summary>The largest size, in bytes.</summary>
    public const int MaxSize = 4 + 4 + StatisticsName.MaxBytes + 1 + 3 + 4 + NodeIdCdr.MaxSize;

    /// <summary>Whether the payload that came with this header has the size that it says. If not the sample is malformed.</summary>
    public bool Describes(ReadOnlySpan<byte> payload) => payload.Length == PayloadSize;

    /// <summary>Writes the header as CDR, encapsulation included.</summary>
    /// <returns>Bytes written, at most <see cref="MaxSize"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="PayloadSize"/> is negative.</exception>
    public int Write(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(PayloadSize);
        var name = Name;
        var writer = new CdrWriter(destination);
        writer.WriteString(name.Utf8);
        writer.WriteUInt32((uint)PayloadSize);
        writer.WriteNodeId(Server);
        return writer.Length;
    }

    /// <summary>Reads a header of either byte order; bytes after it are ignored.</summary>
    /// <returns>False when the bytes are malformed, the name is above 200 bytes, or the size above <see cref="int.MaxValue"/>.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out ModelStatisticsHeader message)
    {
        var reader = new CdrReader(header);
        StatisticsName.TryCreate(reader.ReadString(StatisticsName.MaxBytes), out var name);
        uint size = reader.ReadUInt32();
        var server = reader.ReadNodeId();
        bool valid = !reader.Failed && size <= int.MaxValue;
        message = valid ? new ModelStatisticsHeader(name, server, (int)size) : default;
        return valid;
    }
}
