namespace AmlIpNet.Dds.Tests;

public sealed class CdrReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("000100")]
    [InlineData("00020000")]
    [InlineData("00030000")]
    [InlineData("00070000")]
    [InlineData("01010000")]
    [InlineData("ff010000")]
    public void An_unknown_or_missing_encapsulation_fails(string hex) => Assert.True(new CdrReader(Convert.FromHexString(hex)).Failed);

    [Theory]
    [InlineData("00000000", "")] // no NUL at all: taken as empty
    [InlineData("0100000000", "")]
    [InlineData("020000006100", "61")]
    [InlineData("0400000061626300", "616263")]
    public void Strings_are_read_without_their_NUL(string hex, string expected)
    {
        var reader = new CdrReader(Convert.FromHexString("00010000" + hex));
        Assert.Equal(expected, Convert.ToHexStringLower(reader.ReadString(3)));
        Assert.False(reader.Failed);
    }

    [Theory]
    [InlineData("050000006162636400", "above the bound")]
    [InlineData("0300000061626300", "no NUL at the end")]
    [InlineData("0400000061006300", "a NUL inside")]
    [InlineData("04000000616263", "cut")]
    [InlineData("ffffffff61", "4 GiB")]
    [InlineData("000000806100", "2 GiB")]
    public void Strings_that_are_none_fail(string hex, string why)
    {
        foreach (int bound in new[] { 3, int.MaxValue })
        {
            if (bound > 3 && why == "above the bound") continue;
            var reader = new CdrReader(Convert.FromHexString("00010000" + hex));
            Assert.True(reader.ReadString(bound).IsEmpty, why);
            Assert.True(reader.Failed, why);
        }
    }

    [Fact]
    public void After_a_failure_nothing_is_read()
    {
        var reader = new CdrReader(Convert.FromHexString("00010000" + "ffffffff" + "01020304"));
        reader.ReadString(10);
        Assert.Equal((0, 0u, 0ul, 0), (reader.ReadOctet(), reader.ReadUInt32(), reader.ReadUInt64(), reader.ReadOctets(1).Length));
        Assert.True(reader.Failed);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(5)]
    public void Counts_beyond_the_end_fail(int count)
    {
        var reader = new CdrReader(Convert.FromHexString("00010000" + "01020304"));
        Assert.True(reader.ReadOctets(count).IsEmpty);
        Assert.True(reader.Failed);
    }
}
