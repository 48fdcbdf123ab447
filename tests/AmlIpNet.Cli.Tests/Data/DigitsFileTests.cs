using System.Security.Cryptography;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Cli.Tests.Data;

public class DigitsFileTests(ITestOutputHelper output)
{
    // As data/digits/README.md says it.
    private const string FileDigest = "46da22d9695940ae1f989239b8045070d3b1fe03058cdc1d96973aec4befd9e8";
    private const string Remedy = "make-digits.cs";

    [Fact]
    public void The_shipped_file_is_the_one_that_its_readme_describes()
    {
        Assert.Equal(FileDigest, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(DigitsFile.DefaultPath))));

        var digits = DigitsFile.Read(DigitsFile.DefaultPath);
        Assert.Equal(10_000, digits.Count);
        Assert.Equal([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978],
            Enumerable.Range(0, 10).Select(digit => digits.Labels.ToArray().Count(label => label == digit)));
    }

    [Fact]
    public void The_first_image_is_a_zero()
    {
        var digits = DigitsFile.Read(DigitsFile.DefaultPath);
        var picture = Enumerable.Range(0, DigitSet.Side).Select(y => string.Concat(
            Enumerable.Range(0, DigitSet.Side).Select(x => Black(digits.Row(0), y * DigitSet.Side + x) ? '#' : '.')));
        output.WriteLine(string.Join('\n', picture));
        Assert.Equal(0, digits.Labels[0]);
        // The ring of a zero: black, white inside, black again, on its middle row.
        Assert.Matches(@"^\.+#+\.+#+\.+$", picture.ElementAt(14));
    }

    [Fact]
    public void A_missing_file_is_named_with_the_remedy()
    {
        var error = Assert.Throws<DataFileException>(() => DigitsFile.Read("/nowhere/digits.bin"));
        Assert.Contains("/nowhere/digits.bin is missing", error.Message);
        Assert.Contains(Remedy, error.Message);
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_an_error_of_this_file()
    {
        var error = Assert.Throws<DataFileException>(() => DigitsFile.Read(Path.GetTempPath()));
        Assert.Contains(Path.GetTempPath(), error.Message);
    }

    [Theory]
    [InlineData("", "does not start with AMLDIGIT")]
    [InlineData("PK\u0003\u0004 something else", "does not start with AMLDIGIT")]
    [InlineData("AMLDIGIT", "within its header")]
    public void A_foreign_file_is_named_with_the_remedy(string text, string why)
    {
        var error = Assert.Throws<DataFileException>(() => DigitsFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "my.bin"));
        Assert.Contains("my.bin", error.Message);
        Assert.Contains(why, error.Message);
        Assert.Contains(Remedy, error.Message);
    }

    [Fact]
    public void Every_cut_is_refused()
    {
        var whole = DigitsFileWriter.Write([[0b0110], [], [0b1], [0b1111_0000]]);
        Assert.Equal(4, DigitsFile.Parse(whole, "x").Count);
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<DataFileException>(() => DigitsFile.Parse(whole.AsSpan(0, length), "x"));
    }

    [Fact]
    public void Every_changed_byte_is_refused()
    {
        var whole = DigitsFileWriter.Write([[0b0110], [], [0b1], [0b1111_0000]]);
        for (var i = 0; i < whole.Length; i++)
        {
            whole[i] ^= 0x10;
            Assert.Throws<DataFileException>(() => DigitsFile.Parse(whole, "x"));
            whole[i] ^= 0x10;
        }
    }

    [Fact]
    public void Mutations_with_a_right_digest_are_refused_or_read_and_never_crash() => Seeded.Run(random =>
    {
        var (read, refused) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var content = DigitsFileWriter.Write([[0b0110], [0xff, 0x01], [0b1], [0b1111_0000]])[..^SHA256.HashSizeInBytes];
            for (var change = random.Next(1, 4); change > 0; change--) content[random.Next(content.Length)] = (byte)random.Next(256);
            try
            {
                DigitsFile.Parse(DigitsFileWriter.Sign(content), "x");
                read++;
            }
            catch (DataFileException)
            {
                refused++;
            }
        }

        Assert.True(read > 0 && refused > 0, $"{read} read, {refused} refused");
    }, output.WriteLine);

    private static bool Black(ReadOnlySpan<byte> row, int pixel) => (row[pixel >> 3] >> (pixel & 7) & 1) == 1;
}
