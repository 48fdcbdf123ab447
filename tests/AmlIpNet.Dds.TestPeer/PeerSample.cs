namespace AmlIpNet.Dds.TestPeer;

/// <summary>The samples that test processes exchange: a number, and a payload whose every byte follows from it.</summary>
public static class PeerSample
{
    public const string TypeName = "test::numbered";

    private const int PeriodBytes = 65_521; // prime, so that fragments of whatever size that were swapped do not look alike

    public static TypeDescription Type(string name = TypeName) =>
        new(name, [new("number", MemberKind.UInt32), new("size", MemberKind.PayloadLength), new("data", MemberKind.Payload)]);

    /// <summary>Writes the header into a buffer of at least 16 bytes.</summary>
    public static ReadOnlySpan<byte> Header(Span<byte> buffer, uint number, int size)
    {
        var writer = new CdrWriter(buffer);
        writer.WriteUInt32(number);
        writer.WriteUInt32((uint)size);
        return writer.Written;
    }

    public static uint Number(in Sample sample) => new CdrReader(sample.Header.Span).ReadUInt32();

    public static byte[] Payload(uint number, int size)
    {
        var payload = new byte[size];
        var period = Period(number, size);
        for (int start = 0; start < size; start += PeriodBytes) period.AsSpan(0, Math.Min(PeriodBytes, size - start)).CopyTo(payload.AsSpan(start));
        return payload;
    }

    /// <summary>Whether a payload is the one of its number.</summary>
    public static bool IsGood(uint number, ReadOnlySpan<byte> payload)
    {
        var period = Period(number, payload.Length);
        for (int start = 0; start < payload.Length; start += PeriodBytes)
        {
            int count = Math.Min(PeriodBytes, payload.Length - start);
            if (!payload.Slice(start, count).SequenceEqual(period.AsSpan(0, count))) return false;
        }

        return true;
    }

    private static byte[] Period(uint number, int size)
    {
        var period = new byte[Math.Min(PeriodBytes, size)];
        new Random((int)number).NextBytes(period);
        return period;
    }
}
