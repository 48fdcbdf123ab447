namespace AmlIpNet.Dds.Contract;

/// <summary>Bytes that are no sample of the topic's type are counted and skipped; what comes before and after them arrives.</summary>
public abstract class HostileContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private static readonly Topic s_topic = Blob.Topic("contract/hostile");

    // The same type name, and no say about what the bytes are.
    private static readonly Topic s_raw = new(s_topic.Name, new TypeDescription(Blob.Type.Name, [new("data", MemberKind.Payload)]));

    public static TheoryData<string, string> Garbage => new()
    {
        { "only an encapsulation", "00010000" },
        { "cut in the first member", "00010000 0102" },
        { "cut before the length", "00010000 01000000 02000000" },
        { "cut before the octet", "00010000 01000000 02000000 00000000" },
        { "one byte less than the length says", "00010000 01000000 02000000 08000000 01 01020304050607" },
        { "a length of 4 GiB", "00010000 01000000 02000000 ffffffff 01 000000" },
        { "a length of 2 GiB", "00010000 01000000 02000000 00000080 01 000000" },
        { "a big-endian length read as little-endian", "00010000 01000000 02000000 00000004 01 00010203" },
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_is_counted_and_skipped(string what, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", ""));
        Assert.False(Blob.Type.TrySplit(bytes, (bytes.Length + 3) & ~3, out _, out _), $"'{what}' is a sample after all.");
        await Inject([bytes]);
    }

    [Fact]
    public Task Random_garbage_is_counted_and_skipped() => Seeded.RunAsync(random =>
    {
        var garbage = new List<byte[]>();
        while (garbage.Count < 200)
        {
            byte[] bytes = new byte[4 + random.Next(120)];
            random.NextBytes(bytes);
            (bytes[0], bytes[1], bytes[2], bytes[3]) = (0, (byte)random.Next(2), 0, 0);
            if (!Blob.Type.TrySplit(bytes, (bytes.Length + 3) & ~3, out _, out _)) garbage.Add(bytes);
        }

        return Inject(garbage);
    });

    [Fact]
    public async Task Big_endian_samples_are_read()
    {
        var reader = Read(Join("reader"), s_topic);
        var writer = Write(Join("writer"), s_raw);
        await Match(writer, reader);
        byte[] bytes = Convert.FromHexString("00000000" + "00000007" + "00000008" + "00000003" + "01" + "aabbcc");
        Assert.Equal(WriteResult.Accepted, writer.Writer.TryWrite(bytes.AsSpan(0, 4), bytes.AsSpan(4)));
        var sample = (await reader.Samples.WaitForCount(1, "the big-endian sample"))[0];
        Assert.Equal((7u, 8u), (sample.Source, sample.Number));
        Assert.Equal([0xaa, 0xbb, 0xcc], sample.Payload);
    }

    private async Task Inject(IReadOnlyList<byte[]> garbage)
    {
        var reader = Read(Join("reader"), s_topic);
        var good = Write(Join("good"), s_topic);
        var bad = Write(Join("bad"), s_raw);
        await Match(good, reader);
        await Match(bad, reader);
        good.Write(1);
        await good.WaitForAcknowledgments();
        foreach (byte[] bytes in garbage) Assert.Equal(WriteResult.Accepted, bad.Writer.TryWrite(bytes.AsSpan(0, 4), bytes.AsSpan(4)));
        await bad.WaitForAcknowledgments();
        good.Write(2);
        await reader.Expect([1u, 2u]);
        Assert.Equal(garbage.Count, reader.Reader.MalformedSamples);
    }
}
