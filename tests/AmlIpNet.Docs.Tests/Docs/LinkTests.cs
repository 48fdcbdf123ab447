using System.Text.RegularExpressions;

namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>Every relative link of the documents leads to a file, and its #anchor to a heading.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Documents() => new(Repository.Documents());

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_somewhere(string document)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        string[] dead = [.. Links(Repository.Read(document)).Where(link => !Exists(folder, document, link)).Select(link => $"{document}: {link}")];
        Assert.True(dead.Length == 0, $"Links to nothing:\n{string.Join('\n', dead)}");
    }

    [Theory]
    [InlineData("Two words", "two-words")]
    [InlineData("`amlip job`, and more (2)", "amlip-job-and-more-2")]
    public void Anchors_are_made_as_readers_of_markdown_make_them(string heading, string anchor) => Assert.Equal(anchor, Anchor(heading));

    private static IEnumerable<string> Links(string markdown) =>
        LinkPattern().Matches(markdown).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal));

    private static bool Exists(string folder, string document, string link)
    {
        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? Path.Combine(Repository.Root, document) : Path.GetFullPath(Path.Combine(folder, parts[0]));
        if (!target.StartsWith(Repository.Root, StringComparison.Ordinal) || !Path.Exists(target)) return false;
        return parts.Length == 1 || HeadingPattern().Matches(File.ReadAllText(target)).Any(heading => Anchor(heading.Groups[1].Value) == parts[1]);
    }

    private static string Anchor(string heading) =>
        AnchorDropPattern().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex AnchorDropPattern();
}
