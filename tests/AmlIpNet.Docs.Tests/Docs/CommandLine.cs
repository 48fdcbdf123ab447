using System.Text.RegularExpressions;

namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>A command that a document tells its reader to type.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Program"><c>build.sh</c> or <c>amlip</c>.</param>
/// <param name="Words">What follows, up to a pipe, a redirection or a comment.</param>
internal sealed partial record CommandLine(string Place, string Program, IReadOnlyList<string> Words)
{
    /// <summary>The leading words, which choose the command: all up to the first that is no plain word.</summary>
    public IReadOnlyList<string> Command => [.. Words.TakeWhile(word => PlainWord().IsMatch(word))];

    public IEnumerable<string> Options => Words.Where(word => word.StartsWith("--", StringComparison.Ordinal)).Select(word => word.Split('=')[0]);

    /// <summary>Those in shell fences and in code spans.</summary>
    public static IEnumerable<CommandLine> In(string file)
    {
        string[] lines = Repository.Read(file).ReplaceLineEndings("\n").Split('\n');
        var fences = Fence.In(file).ToList();
        for (int i = 0; i < lines.Length; i++)
        {
            int number = i + 1;
            var fence = fences.Find(one => number >= one.Line && number < one.Line + one.Text.Split('\n').Length);
            string[] codes = fence is null ? [.. CodeSpan().Matches(lines[i]).Select(span => span.Groups[1].Value)] : fence.Language == "sh" ? [lines[i]] : [];
            foreach (string code in codes)
                foreach (var command in Parse($"{file}:{number}", code)) yield return command;
        }
    }

    public static IEnumerable<CommandLine> Parse(string place, string code)
    {
        foreach (string part in Separator().Split(Comment().Replace(code, "")))
        {
            var call = Call().Match(part.Trim());
            if (!call.Success) continue;
            string[] words = [.. Word().Matches(call.Groups[2].Value).Select(word => word.Value)];
            yield return new(place, call.Groups[1].Value, words);
            if (words is ["amlip", ..] or ["demo", ..]) yield return new(place, "amlip", words[0] == "demo" ? words : words[1..]);
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\||&&|;|>")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^(?:\./)?(build\.sh|amlip)(?:\s+(.+))$")]
    private static partial Regex Call();

    [GeneratedRegex(@"'[^']*'|""[^""]*""|\S+")]
    private static partial Regex Word();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex PlainWord();
}
