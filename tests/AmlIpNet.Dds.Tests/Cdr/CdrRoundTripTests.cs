namespace AmlIpNet.Dds.Tests;

public sealed class CdrRoundTripTests
{
    [Fact]
    public void Members_are_aligned_from_after_the_encapsulation_with_zero_padding()
    {
        byte[] buffer = new byte[64];
        Array.Fill(buffer, (byte)0xee);
        var writer = new CdrWriter(buffer);
        writer.WriteOctet(0x11);
        writer.WriteUInt32(0x22232425);
        writer.WriteOctet(0x33);
        writer.WriteUInt64(0x4142434445464748);
        writer.WriteString("ab"u8);
        writer.WriteOctets([0x55, 0x56]);
        Assert.Equal(
            "00010000" + "11000000" + "25242322" + "33000000" + "00000000"[..8] + "4847464544434241" + "03000000" + "616200" + "5556",
            Convert.ToHexStringLower(writer.Written));
    }

    [Theory]
    [InlineData("00000000" + "11000000" + "22232425" + "4142434445464748" + "00000003" + "616200")]
    [InlineData("00010000" + "11000000" + "25242322" + "4847464544434241" + "03000000" + "616200")]
    [InlineData("0001ffff" + "11000000" + "25242322" + "4847464544434241" + "03000000" + "616200")]
    public void Both_byte_orders_are_read_and_the_options_ignored(string hex)
    {
        var reader = new CdrReader(Convert.FromHexString(hex));
        Assert.Equal(0x11, reader.ReadOctet());
        Assert.Equal(0x22232425u, reader.ReadUInt32());
        Assert.Equal(0x4142434445464748u, reader.ReadUInt64());
        Assert.Equal("ab"u8.ToArray(), reader.ReadString(2).ToArray());
        Assert.False(reader.Failed);
        Assert.Equal(hex.Length / 2, reader.Position);
    }

    [Fact]
    public void Random_values_come_back() => Seeded.Run(random =>
    {
        byte[] buffer = new byte[4096];
        for (int round = 0; round < 500; round++)
        {
            int[] kinds = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(5))];
            int seed = random.Next();
            var writer = new CdrWriter(buffer);
            var values = new Random(seed);
            foreach (int kind in kinds) WriteValue(ref writer, kind, values);
            var reader = new CdrReader(writer.Written);
            values = new Random(seed);
            foreach (int kind in kinds) CheckValue(ref reader, kind, values);
            Assert.False(reader.Failed);
            Assert.Equal(writer.Length, reader.Position);
        }
    });

    [Fact]
    public void Every_truncation_fails_and_never_throws() => Seeded.Run(random =>
    {
        byte[] buffer = new byte[4096];
        int[] kinds = [0, 1, 2, 3, 4, 0, 3, 1, 4, 2];
        int seed = random.Next();
        var writer = new CdrWriter(buffer);
        var values = new Random(seed);
        foreach (int kind in kinds) WriteValue(ref writer, kind, values);
        for (int length = 0; length < writer.Length; length++)
        {
            var reader = new CdrReader(buffer.AsSpan(0, length));
            foreach (int kind in kinds) ReadValue(ref reader, kind);
            Assert.True(reader.Failed, $"{length} of {writer.Length} bytes were taken for all.");
        }
    });

    [Fact]
    public void What_does_not_fit_into_the_buffer_throws()
    {
        byte[] buffer = new byte[64];
        for (int length = 4; length < 24; length++)
        {
            int size = length;
            Assert.ThrowsAny<ArgumentException>(() =>
            {
                var writer = new CdrWriter(buffer.AsSpan(0, size));
                writer.WriteOctet(1);
                writer.WriteUInt64(2);
                writer.WriteUInt32(3);
            });
        }

        Assert.ThrowsAny<ArgumentException>(() => new CdrWriter(buffer.AsSpan(0, 3)).Length);
    }

    private static void WriteValue(ref CdrWriter writer, int kind, Random values)
    {
        switch (kind)
        {
            case 0: writer.WriteOctet((byte)values.Next(256)); break;
            case 1: writer.WriteUInt32((uint)values.NextInt64()); break;
            case 2: writer.WriteUInt64((ulong)values.NextInt64()); break;
            case 3: writer.WriteOctets(Bytes(values, 0)); break;
            default: writer.WriteString(Bytes(values, 1)); break;
        }
    }

    private static void CheckValue(ref CdrReader reader, int kind, Random values)
    {
        switch (kind)
        {
            case 0: Assert.Equal((byte)values.Next(256), reader.ReadOctet()); break;
            case 1: Assert.Equal((uint)values.NextInt64(), reader.ReadUInt32()); break;
            case 2: Assert.Equal((ulong)values.NextInt64(), reader.ReadUInt64()); break;
            case 3:
                byte[] octets = Bytes(values, 0);
                Assert.Equal(octets, reader.ReadOctets(octets.Length).ToArray());
                break;
            default: Assert.Equal(Bytes(values, 1), reader.ReadString(20).ToArray()); break;
        }
    }

    private static void ReadValue(ref CdrReader reader, int kind)
    {
        switch (kind)
        {
            case 0: reader.ReadOctet(); break;
            case 1: reader.ReadUInt32(); break;
            case 2: reader.ReadUInt64(); break;
            case 3: reader.ReadOctets(5); break;
            default: reader.ReadString(20); break;
        }
    }

    private static byte[] Bytes(Random values, int smallest)
    {
        byte[] bytes = new byte[smallest == 0 ? 5 : values.Next(21)];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)values.Next(smallest, 256);
        return bytes;
    }
}
