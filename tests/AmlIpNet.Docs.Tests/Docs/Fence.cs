using System.Text.RegularExpressions;

namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>One fenced block of a document; <paramref name="Line"/> is the line of its first line of content, from 1.</summary>
internal sealed record Fence(string File, int Line, string Language, string Text)
{
    public string Place => $"{File}:{Line}";

    public static IEnumerable<Fence> In(string file) => In(file, Repository.Read(file));

    public static IEnumerable<Fence> In(string file, string markdown)
    {
        string[] lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            var open = Regex.Match(lines[i], "^( *)(`{3,})([^`]*)$");
            if (!open.Success) continue;
            int first = i + 1, close = Array.FindIndex(lines, first, line => line.Trim() == open.Groups[2].Value);
            if (close < 0) throw new FormatException($"{file}:{i + 1}: this fence is never closed.");
            int indent = open.Groups[1].Length;
            var content = lines[first..close].Select(line => line.Length >= indent ? line[indent..] : line.TrimStart());
            yield return new Fence(file, first + 1, open.Groups[3].Value.Trim(), string.Join('\n', content));
            i = close;
        }
    }
}
