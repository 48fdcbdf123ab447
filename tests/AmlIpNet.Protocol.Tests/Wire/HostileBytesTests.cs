using System.Buffers.Binary;

namespace AmlIpNet.Protocol.Tests.Wire;

public sealed class HostileBytesTests
{
    private static readonly uint[] s_lengths = [29 + 1, 201 + 1, 255, 65_536, 0x7ffffffb, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff];

    public static TheoryData<string> Names => WireCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_truncation_is_refused(string name)
    {
        var wire = WireCases.Get(name);
        foreach (var sample in new[] { wire.Golden, wire.GoldenBigEndian })
        {
            for (int length = 0; length < sample.Length; length++)
            {
                Assert.False(wire.Type.TrySplit(sample.AsSpan(0, length), length, out int header, out int payload), $"split of {length} bytes");
                Assert.Equal((0, 0), (header, payload));
                if (length < wire.Header.Length) Assert.False(wire.TryRead(sample.AsSpan(0, length)), $"read of {length} bytes");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_string_length_that_lies_is_refused(string name)
    {
        var wire = WireCases.Get(name);
        foreach (uint length in s_lengths)
        {
            if (wire.Type.Members[0].Bound >= length) continue;
            var sample = With(wire.Golden, 4, length);
            Assert.False(wire.TryRead(sample), $"length {length}");
            Assert.False(wire.Type.TrySplit(sample, sample.Length, out _, out _), $"length {length}");
            var big = wire.GoldenBigEndian.ToArray();
            BinaryPrimitives.WriteUInt32BigEndian(big.AsSpan(4), length);
            Assert.False(wire.TryRead(big), $"length {length}, big-endian");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_string_without_its_NUL_or_with_one_inside_is_refused(string name)
    {
        var wire = WireCases.Get(name);
        int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(wire.Golden.AsSpan(4));
        byte[] unended = [.. wire.Golden], parted = [.. wire.Golden];
        unended[8 + length - 1] = (byte)'x';
        parted[8] = 0;
        Assert.False(wire.TryRead(unended));
        Assert.False(wire.TryRead(parted));
    }

    [Theory]
    [InlineData("ms_data", 36)]
    [InlineData("rpc_request", 36)]
    [InlineData("rpc_reply", 36)]
    [InlineData("model statistics", 16)]
    public void A_payload_length_beyond_the_sample_is_refused(string name, int at)
    {
        var wire = WireCases.Get(name);
        Assert.Equal((uint)wire.PayloadSize, BinaryPrimitives.ReadUInt32LittleEndian(wire.Golden.AsSpan(at)));
        foreach (uint length in (uint[])[(uint)wire.PayloadSize + 1, .. s_lengths])
        {
            var sample = With(wire.Golden, at, length);
            Assert.False(wire.Type.TrySplit(sample, sample.Length, out _, out _), $"length {length}");
            Assert.Equal(length <= int.MaxValue, wire.TryRead(sample)); // No payload here to compare it with, but no array is that long.
        }
    }

    [Theory]
    [InlineData("ms_data", 36)]
    [InlineData("model statistics", 16)]
    public void A_payload_that_no_array_can_hold_is_refused_even_when_it_is_there(string name, int at)
    {
        var wire = WireCases.Get(name);
        Assert.True(wire.Type.TrySplit(With(wire.Golden, at, (uint)Array.MaxLength), long.MaxValue, out _, out int payload));
        Assert.Equal(Array.MaxLength, payload);
        foreach (uint length in new[] { (uint)Array.MaxLength + 1, 0x80000000, uint.MaxValue })
            Assert.False(wire.Type.TrySplit(With(wire.Golden, at, length), long.MaxValue, out _, out _), $"length {length}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_encapsulations_are_refused(string name)
    {
        var wire = WireCases.Get(name);
        for (int id = 2; id < 0x10000; id++)
        {
            byte[] sample = [.. wire.Golden];
            BinaryPrimitives.WriteUInt16BigEndian(sample, (ushort)id);
            Assert.False(wire.TryRead(sample), $"encapsulation {id:x4}");
        }
    }

    [Fact]
    public void Samples_of_the_old_layout_are_refused()
    {
        // AML-IP 0.1.0 wrote the name as 28 octets, under the same type names.
        byte[] old = [0, 1, 0, 0, .. "main"u8, .. new byte[24], 1, 2, 3, 4, 3, 0, 0, 0, 1, 0, 0, 0];
        Assert.False(StatusMessage.TryRead(old, out _));
        Assert.False(MsRequest.TryRead(old, out _));
    }

    [Fact]
    public void Names_keep_their_bytes_across_the_wire()
    {
        Assert.True(NodeId.TryCreate([0xff, 0xc3, 0x28, 0x1b], [1, 2, 3, 4], out var id));
        Span<byte> buffer = stackalloc byte[MsRequest.MaxSize];
        int length = new MsRequest(id, 1).Write(buffer);
        Assert.True(MsRequest.TryRead(buffer[..length], out var read));
        Assert.Equal(id, read.Client);
    }

    [Fact]
    public void Writing_what_cannot_be_sent_is_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MsDataHeader(default, 0, default, -1).Write(new byte[256]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelStatisticsHeader(default, default, -1).Write(new byte[256]));
        Assert.Contains("at most 200", Assert.Throws<InvalidOptionsException>(() => new StatisticsName(new string('x', 201))).Message, StringComparison.Ordinal);
        Assert.Contains("NUL", Assert.Throws<InvalidOptionsException>(() => new StatisticsName("a\0b")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_destination_that_is_too_short_is_an_error(string name)
    {
        var wire = WireCases.Get(name);
        for (int length = 0; length < wire.Header.Length; length++)
            Assert.ThrowsAny<ArgumentException>(() => wire.Write(new byte[length]));
    }

    private static byte[] With(byte[] sample, int at, uint value)
    {
        byte[] copy = [.. sample];
        BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at), value);
        return copy;
    }
}
