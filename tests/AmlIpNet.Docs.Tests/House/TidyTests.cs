using System.Text.RegularExpressions;

namespace AmlIpNet.Docs.Tests.House;

/// <summary>Rules that keep the tree readable and portable.</summary>
public sealed partial class TidyTests
{
    private const int LongestFile = 300;

    [Fact]
    public void Source_files_are_short()
    {
        string[] tooLong = [.. Repository.Files("src", ".cs")
            .Select(file => (File: file, Lines: Repository.Read(file).Count(c => c == '\n')))
            .Where(one => one.Lines > LongestFile)
            .Select(one => $"{one.File}: {one.Lines} lines")];
        Assert.True(tooLong.Length == 0, $"One idea a file, at most {LongestFile} lines; split these by verb:\n{string.Join('\n', tooLong)}");
    }

    [Fact]
    public void No_file_names_a_place_of_somebodys_machine()
    {
        string[] found = [.. Repository.Files()
            .Where(file => new FileInfo(Path.Combine(Repository.Root, file)).Length < 1 << 20)
            .SelectMany(file => MachinePath().Matches(Repository.Read(file)).Select(match => $"{file}: {match.Value}"))];
        Assert.True(found.Length == 0, $"Paths that exist on one machine only:\n{string.Join('\n', found)}");
    }

    [Theory]
    [InlineData("see /hom" + "e/ann/x", true)]
    [InlineData("C:" + @"\Users\ann", true)]
    [InlineData("a relative home/page and https://example.org/home/page", false)]
    public void Machine_paths_are_recognised(string text, bool expected) => Assert.Equal(expected, MachinePath().IsMatch(text));

    [GeneratedRegex(@"(?<![\w.:/-])/(home|root|work|Users)/\w+|[A-Z]:\\Users\\\w+")]
    private static partial Regex MachinePath();
}
