namespace AmlIpNet.Dds.Tests;

public sealed class TypeDescriptionTests
{
    private static readonly TypeDescription s_data = new("test::data",
    [
        new("name", MemberKind.String, 28),
        new("id", MemberKind.Octets, 4),
        new("task", MemberKind.UInt32),
        new("long", MemberKind.UInt64),
        new("size", MemberKind.PayloadLength),
        new("owned", MemberKind.Octets, 1),
        new("data", MemberKind.Payload),
    ]);

    private static readonly TypeDescription s_plain = new("test::plain", [new("id", MemberKind.Octets, 3), new("number", MemberKind.UInt32)]);

    [Fact]
    public void A_sample_is_split_where_its_payload_starts()
    {
        byte[] sample = Sample("abc", 5);
        Assert.True(s_data.TrySplit(sample, sample.Length, out int header, out int payload));
        Assert.Equal((sample.Length - 5, 5), (header, payload));
        Assert.True(s_data.HasPayload);
    }

    [Fact]
    public void Padding_after_the_payload_is_allowed()
    {
        byte[] sample = Sample("abc", 5);
        Assert.True(s_data.TrySplit(sample, sample.Length + 3, out _, out int payload));
        Assert.Equal(5, payload);
    }

    [Fact]
    public void The_first_256_bytes_are_enough()
    {
        byte[] sample = Sample("abc", 10_000);
        Assert.True(s_data.TrySplit(sample.AsSpan(0, TypeDescription.InlineHeaderSize), sample.Length, out int header, out int payload));
        Assert.Equal((sample.Length - 10_000, 10_000), (header, payload));
    }

    [Fact]
    public void Every_truncation_is_no_sample()
    {
        byte[] sample = Sample("a longer name of 28 bytes!!!", 40);
        for (int length = 0; length < sample.Length; length++)
            Assert.False(s_data.TrySplit(sample.AsSpan(0, length), length, out _, out _), $"{length} of {sample.Length} bytes were taken for all.");
    }

    [Fact]
    public void A_type_without_payload_is_all_header()
    {
        byte[] sample = Convert.FromHexString("00010000" + "0102030007000000");
        Assert.True(s_plain.TrySplit(sample, sample.Length, out int header, out int payload));
        Assert.Equal((12, 0), (header, payload));
        Assert.False(s_plain.HasPayload);
        Assert.False(s_plain.TrySplit(sample.AsSpan(0, 11), 11, out _, out _));
    }

    [Theory]
    [InlineData(0x7fffffffu)]
    [InlineData(0x80000000u)]
    [InlineData(0xffffffffu)]
    [InlineData(41u)]
    public void Lengths_beyond_the_sample_are_refused(uint size)
    {
        byte[] sample = Sample("abc", 40);
        Assert.True(BitConverter.TryWriteBytes(sample.AsSpan(SizeOffset("abc")), size));
        Assert.False(s_data.TrySplit(sample, sample.Length, out int header, out int payload));
        Assert.Equal((0, 0), (header, payload));
    }

    [Fact]
    public void A_payload_that_no_array_can_hold_is_refused_even_if_the_sample_claims_to_be_that_long()
    {
        byte[] sample = Sample("abc", 0);
        Assert.True(BitConverter.TryWriteBytes(sample.AsSpan(SizeOffset("abc")), 0x80000000u));
        Assert.False(s_data.TrySplit(sample, 1L << 33, out _, out _));
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_point_outside() => Seeded.Run(random =>
    {
        byte[] bytes = new byte[300];
        int samples = 0;
        for (int round = 0; round < 200_000; round++)
        {
            int length = random.Next(bytes.Length + 1);
            random.NextBytes(bytes.AsSpan(0, length));
            if (length >= 8 && random.Next(4) > 0) new byte[] { 0, (byte)random.Next(2), 0, 0, (byte)random.Next(30), 0, 0, 0 }.CopyTo(bytes, 0);
            long total = length + random.Next(4);
            if (!s_data.TrySplit(bytes.AsSpan(0, length), total, out int header, out int payload)) continue;
            samples++;
            Assert.InRange(header, TypeDescription.EncapsulationSize, Math.Min(length, TypeDescription.InlineHeaderSize));
            Assert.InRange(payload, 0, total - header);
        }

        Assert.True(samples < 200_000);
    });

    [Fact]
    public void Mutated_samples_never_throw_and_never_point_outside() => Seeded.Run(random =>
    {
        byte[] original = Sample("name", 60);
        int samples = 0;
        for (int round = 0; round < 100_000; round++)
        {
            byte[] bytes = original.ToArray();
            for (int n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            int length = random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length;
            if (!s_data.TrySplit(bytes.AsSpan(0, length), length, out int header, out int payload)) continue;
            samples++;
            Assert.True(header + (long)payload <= length);
        }

        Assert.InRange(samples, 1000, 99_000); // both outcomes were met
    });

    [Fact]
    public void The_largest_header_is_what_the_longest_strings_need()
    {
        byte[] sample = Sample("a longer name of 28 bytes!!!", 0);
        Assert.Equal(sample.Length, s_data.LargestHeader);
        Assert.Equal(12, s_plain.LargestHeader);
        Assert.Equal(int.MaxValue, new TypeDescription("x", [new("s", MemberKind.String, int.MaxValue)]).LargestHeader);
    }

    private static int SizeOffset(string name)
    {
        byte[] sample = Sample(name, 0);
        return sample.Length - 5;
    }

    private static byte[] Sample(string name, int payload)
    {
        byte[] bytes = new byte[100 + payload];
        var writer = new CdrWriter(bytes);
        writer.WriteString(System.Text.Encoding.ASCII.GetBytes(name));
        writer.WriteOctets([1, 2, 3, 4]);
        writer.WriteUInt32(7);
        writer.WriteUInt64(8);
        writer.WriteUInt32((uint)payload);
        writer.WriteOctet(1);
        writer.WriteOctets(new byte[payload]);
        return writer.Written.ToArray();
    }
}
