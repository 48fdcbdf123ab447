namespace AmlIpNet.Dds.Contract;

/// <summary>Headers with lists arrive whole, however long their lists are, and lists above their bound not at all.</summary>
public abstract class LargeHeaderContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private const int Bound = 2000;
    private static readonly TypeDescription s_element = new("contract::element", [new("name", MemberKind.String, 5), new("number", MemberKind.UInt64)]);

    private static readonly Topic s_topic = new("contract/lists", new("contract::lists",
    [
        new("short", MemberKind.UInt16),
        new("list", MemberKind.Sequence, Bound, s_element),
        new("size", MemberKind.PayloadLength),
        new("data", MemberKind.Payload),
    ]));

    // The same type name, and no say about what the bytes are.
    private static readonly Topic s_raw = new(s_topic.Name, new TypeDescription(s_topic.Type.Name, [new("data", MemberKind.Payload)]));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Headers_of_any_length_arrive_whole_and_in_order(bool sameParticipant, bool asPayload)
    {
        var reading = Join("reader");
        var list = new Lists();
        using var reader = reading.CreateReader(s_topic, Qos.Durable, list);
        var writer = new TestWriter(sameParticipant ? reading : Join("writer"), asPayload ? s_raw : s_topic, Qos.Durable);
        await writer.Events.WaitForOne(e => e is Matched, "the match");
        int[] counts = [0, 9, 10, 11, 1, Bound, 2, 700, Bound + 1, 3];
        byte[] payload = [1, 2, 3, 4, 5];
        foreach (int count in counts)
        {
            byte[] header = Header(count, payload.Length);
            Assert.Equal(WriteResult.Accepted, asPayload
                ? writer.Writer.TryWrite(header.AsSpan(0, 4), [.. header.AsSpan(4), .. payload])
                : writer.Writer.TryWrite(header, payload));
        }

        await writer.WaitForAcknowledgments();
        var samples = await list.Samples.WaitForCount(counts.Length - 1, "the samples but the one above the bound");
        Assert.Equal([.. counts.Where(c => c <= Bound).Select(c => Convert.ToHexString(Header(c, payload.Length)))], samples.Select(s => Convert.ToHexString(s.Header)));
        Assert.All(samples, sample => Assert.Equal(payload, sample.Payload));
        Assert.Equal(1, reader.MalformedSamples);
    }

    private static byte[] Header(int count, int payload)
    {
        var writer = new CdrWriter(new byte[64 + count * 24]);
        writer.WriteUInt16(7);
        writer.WriteUInt32((uint)count);
        for (int i = 0; i < count; i++)
        {
            writer.WriteText($"{i}");
            writer.WriteUInt64((ulong)i);
        }

        writer.WriteUInt32((uint)payload);
        return writer.Written.ToArray();
    }

    private sealed class Lists : IReaderListener
    {
        public Recorder<(byte[] Header, byte[] Payload)> Samples { get; } = new();

        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            foreach (ref readonly var sample in samples) Samples.Add((sample.Header.ToArray(), sample.Payload));
        }
    }
}
