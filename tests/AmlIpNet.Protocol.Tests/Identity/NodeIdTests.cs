using System.Text;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Identity;

public sealed class NodeIdTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("main", 0x01020304u, "main.01.02.03.04")]
    [InlineData("cp", 0xa1a2a3a4u, "cp.a1.a2.a3.a4")]
    [InlineData("with.dots and spaces", 0xffu, "with.dots and spaces.00.00.00.ff")]
    [InlineData("Zürich ☂ 😀", 0u, "Zürich ☂ 😀.00.00.00.00")]
    [InlineData("a name of twenty-eight bytes", uint.MaxValue, "a name of twenty-eight bytes.ff.ff.ff.ff")]
    public void Text_is_the_name_and_four_lower_case_bytes_and_reads_back(string name, uint random, string text)
    {
        var id = NodeId.Create(name, random);
        Assert.Equal(name, id.Name);
        Assert.Equal(text, id.ToString());
        Assert.Equal(text, $"{id}");
        Assert.True(id.IsAddressable);
        Assert.True(NodeId.TryParse(text, out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData("", "1 to 28")]
    [InlineData("a name of twenty-nine bytes..", "at most 28")]
    [InlineData("☂☂☂☂☂☂☂☂☂☂", "30 bytes")]
    [InlineData("nul\0inside", "U+0000")]
    [InlineData("bell\u0007", "U+0007")]
    [InlineData("turned\u202eround", "U+202E")]
    [InlineData("two\u2028lines", "U+2028")]
    public void A_name_that_cannot_be_used_is_refused_with_the_remedy(string name, string part)
    {
        var error = Assert.Throws<InvalidOptionsException>(() => NodeId.Create(name, 1));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, c => char.IsControl(c) || c is '\u202e' or '\u2028');
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused()
    {
        Assert.Contains("surrogate", Assert.Throws<InvalidOptionsException>(() => NodeId.Create("half\ud83d", 1)).Message, StringComparison.Ordinal);
        Assert.False(NodeId.TryParse("half\ud83d.01.02.03.04", out _));
    }

    [Fact]
    public void Random_bytes_must_be_four()
    {
        Assert.Throws<ArgumentException>(() => NodeId.Create("main", [1, 2, 3]));
        Assert.False(NodeId.TryCreate("main"u8, [1, 2, 3, 4, 5], out _));
        Assert.Equal(NodeId.Create("main", 0x01020304), NodeId.Create("main", [1, 2, 3, 4]));
    }

    [Fact]
    public void Undefined_is_the_default_and_only_that()
    {
        Assert.True(NodeId.Undefined.IsUndefined);
        Assert.Equal(default, NodeId.Undefined);
        Assert.Equal(".00.00.00.00", NodeId.Undefined.ToString());
        Assert.True(NodeId.TryCreate(default, [0, 0, 0, 1], out var nameless));
        Assert.False(nameless.IsUndefined);
        Assert.False(NodeId.Create("m", 0).IsUndefined);
    }

    [Theory]
    [InlineData("")]
    [InlineData("main")]
    [InlineData("main.01.02.03")]
    [InlineData("main.01.02.03.0")]
    [InlineData("main.01.02.03.0g")]
    [InlineData("main.01.02.03.0A")]
    [InlineData("main.01.02.03.+4")]
    [InlineData("main.01.02.03. 4")]
    [InlineData("main-01.02.03.04")]
    [InlineData("main.01.02.03.04 ")]
    [InlineData("a name of twenty-nine bytes...01.02.03.04")]
    [InlineData("nul\0.01.02.03.04")]
    public void Text_that_is_no_id_is_not_read(string text)
    {
        Assert.False(NodeId.TryParse(text, out var id));
        Assert.True(id.IsUndefined);
    }

    [Fact]
    public void Wire_names_are_kept_byte_by_byte_and_shown_harmless()
    {
        byte[] hostile = [(byte)'a', 0x1b, (byte)'[', (byte)'2', (byte)'J', 0xc3, 0x28, 0xff, .. "\u202e"u8];
        Assert.True(NodeId.TryCreate(hostile, [1, 2, 3, 4], out var id));
        var name = new byte[NodeId.MaxNameBytes];
        Assert.Equal(hostile, name[..id.CopyNameTo(name)]);
        Assert.Equal(@"a\x1b[2J\xc3(\xff\xe2\x80\xae", id.Name);
        Assert.Equal(@"a\x1b[2J\xc3(\xff\xe2\x80\xae.01.02.03.04", id.ToString());
        Assert.False(id.IsAddressable);
    }

    [Fact]
    public void Wire_names_are_at_most_28_bytes_without_NUL()
    {
        Assert.False(NodeId.TryCreate(new byte[1], [1, 2, 3, 4], out _));
        Assert.True(NodeId.TryCreate(Encoding.ASCII.GetBytes(new string('x', 28)), [1, 2, 3, 4], out _));
        Assert.False(NodeId.TryCreate(Encoding.ASCII.GetBytes(new string('x', 29)), [1, 2, 3, 4], out _));
    }

    [Fact]
    public void The_longest_text_fits_its_bound_and_no_less()
    {
        Assert.True(NodeId.TryCreate(Enumerable.Repeat((byte)0xff, 28).ToArray(), [1, 2, 3, 4], out var id));
        var text = new char[NodeId.MaxTextLength];
        Assert.True(id.TryFormat(text, out int length, default, null));
        Assert.Equal(NodeId.MaxTextLength, length);
        for (int size = 0; size < length; size++) Assert.False(id.TryFormat(text.AsSpan(0, size), out int none, default, null) || none != 0);
    }

    [Fact]
    public void Order_equality_and_hash_follow_the_bytes() => Seeded.Run(
        random =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                byte[] x = Bytes(random), y = random.Next(4) == 0 ? [.. x] : Bytes(random);
                if (random.Next(2) == 0) y[28 + random.Next(4)] ^= 1;
                if (y[0] != 0 && random.Next(2) == 0) y[random.Next(y.AsSpan(0, 28).TrimEnd((byte)0).Length)] ^= 0x80;
                Assert.True(NodeId.TryCreate(x.AsSpan(0, 28).TrimEnd((byte)0), x.AsSpan(28), out var a));
                Assert.True(NodeId.TryCreate(y.AsSpan(0, 28).TrimEnd((byte)0), y.AsSpan(28), out var b));
                int expected = Math.Sign(x.AsSpan().SequenceCompareTo(y));
                Assert.Equal(expected, Math.Sign(a.CompareTo(b)));
                Assert.Equal(expected == 0, a == b);
                Assert.Equal(expected != 0, a != b);
                Assert.Equal(expected == 0, a.Equals((object)b));
                if (a == b) Assert.Equal(a.GetHashCode(), b.GetHashCode());
            }

            // A few letters only, so that names share prefixes; bytes without NUL, padded.
            static byte[] Bytes(Random random)
            {
                var bytes = new byte[32];
                int length = random.Next(29);
                for (int i = 0; i < length; i++) bytes[i] = (byte)random.Next(1, 4);
                random.NextBytes(bytes.AsSpan(28));
                return bytes;
            }
        },
        output.WriteLine);

    [Fact]
    public void Hashes_of_like_ids_differ()
    {
        var hashes = Enumerable.Range(0, 10_000).Select(i => NodeId.Create("worker", (uint)i).GetHashCode()).ToHashSet();
        Assert.InRange(hashes.Count, 9_990, 10_000);
    }

    [Theory]
    [InlineData((NodeKind)12, "12")]
    [InlineData(NodeKind.ModelSender, "ModelSender")]
    public void Kinds_that_are_not_known_show_as_numbers(NodeKind kind, string text) => Assert.Equal(text, kind.ToString());
}
