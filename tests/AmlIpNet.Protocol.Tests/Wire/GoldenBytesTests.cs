using AmlIpNet.Dds;

namespace AmlIpNet.Protocol.Tests.Wire;

public sealed class GoldenBytesTests
{
    public static TheoryData<string> Names => WireCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes_AML_IPs_bytes(string name)
    {
        var wire = WireCases.Get(name);
        var buffer = new byte[TypeDescription.InlineHeaderSize];
        Array.Fill(buffer, (byte)0xee); // Padding must be written, not found.
        int length = wire.Write(buffer);
        Assert.Equal(Convert.ToHexString(wire.Header), Convert.ToHexString(buffer, 0, length));
        Assert.Equal(0xee, buffer[length]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_AML_IPs_bytes_of_either_byte_order(string name)
    {
        var wire = WireCases.Get(name);
        foreach (var sample in new[] { wire.Golden, wire.GoldenBigEndian })
        {
            Assert.True(wire.Type.TrySplit(sample, sample.Length, out int header, out int payload));
            Assert.Equal(wire.Header.Length, header);
            Assert.Equal(wire.PayloadSize, payload);
            Assert.True(wire.Reads(sample.AsSpan(0, header)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Padding_and_encapsulation_options_are_ignored(string name)
    {
        var wire = WireCases.Get(name);
        byte[] padded = [.. wire.Golden, 0, 0, 0];
        padded[2] = 0xff;
        padded[3] = 3;
        Assert.True(wire.Type.TrySplit(padded, padded.Length, out int header, out int payload));
        Assert.Equal((wire.Header.Length, wire.PayloadSize), (header, payload));
        Assert.True(wire.Reads(padded.AsSpan(0, header)));
        Assert.True(wire.Reads(padded));
    }

    [Fact]
    public void Ownership_is_always_written_and_never_believed()
    {
        var wire = WireCases.Get("ms_data");
        Assert.Equal(1, wire.Header[^1]);
        foreach (byte owned in new byte[] { 0, 2, 255 })
        {
            byte[] header = wire.Header;
            header[^1] = owned;
            Assert.True(wire.Reads(header));
        }
    }

    [Fact]
    public void Type_names_are_AML_IPs() => Assert.Equal(
        [
            "amlip::status", "amlip::ms_request", "amlip::ms_reference", "amlip::ms_data_GENERIC", "amlip::rpc_requestGENERIC",
            "amlip::rpc_replyGENERIC", "amlip::AMLIP-MODEL-STATISTICS",
        ],
        AmlIpTypes.All.Select(type => type.Name));

    [Fact]
    public void A_payload_that_is_not_as_long_as_its_header_says_is_noticed()
    {
        Assert.True(new MsDataHeader(WireCases.Main, 7, WireCases.Server, 5).Describes("hello"u8));
        Assert.False(new MsDataHeader(WireCases.Main, 7, WireCases.Server, 5).Describes("hell"u8));
        Assert.True(new ModelStatisticsHeader(new("stats"), WireCases.Server, 0).Describes(default));
        Assert.False(new ModelStatisticsHeader(new("stats"), WireCases.Server, 0).Describes("x"u8));
    }
}
