using System.Text.RegularExpressions;

namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>docs/LOGGING.md lists every log event of the code, and no other.</summary>
public sealed partial class LoggingTests
{
    private const string Page = "docs/LOGGING.md";

    // The ranges are part of the promise: whoever filters by them must not be surprised.
    private static readonly Dictionary<string, int> s_ranges = new()
    {
        ["AmlIpNet.Dds"] = 1000,
        ["AmlIpNet.CycloneDds"] = 1100,
        ["AmlIpNet.Nodes"] = 1200,
        ["AmlIpNet.Cli"] = 1300,
        ["AmlIpNet.Hosting"] = 1400,
        ["AmlIpNet.Native"] = 1500,
        ["AmlIpNet.DataSpace"] = 1600,
        ["AmlIpNet.Artifacts"] = 1700,
        ["AmlIpNet.ConnextDds"] = 1800,
    };

    [Fact]
    public void The_page_and_the_code_list_the_same_events()
    {
        var code = InCode().Select(one => one.Row).ToList();
        var page = Regex.Matches(Repository.Read(Page), @"^\| (\d+) \| (.+?) \| (.+?) \|", RegexOptions.Multiline).Select(row => row.Value).ToList();
        Assert.NotEmpty(code);
        string[] missing = [.. code.Except(page)], stale = [.. page.Except(code)];
        Assert.True(missing.Length + stale.Length == 0, $"{Page} lacks these rows:\n{string.Join('\n', missing)}\nand has these, which are not in the code:\n{string.Join('\n', stale)}");
    }

    [Fact]
    public void Every_id_is_one_events_and_in_its_projects_range()
    {
        var events = InCode().ToList();
        Assert.Empty(events.GroupBy(one => one.Id).Where(group => group.Count() > 1).Select(group => group.Key));
        string[] astray = [.. events.Where(one => !s_ranges.TryGetValue(one.Project, out int first) || one.Id < first || one.Id > first + 99).Select(one => $"{one.Project}: {one.Id}")];
        Assert.True(astray.Length == 0, $"Event ids outside of their project's range:\n{string.Join('\n', astray)}");
    }

    private static IEnumerable<(string Project, int Id, string Row)> InCode() =>
        from file in Repository.Files("src", ".cs")
        from match in Attribute().Matches(Repository.Read(file))
        let level = match.Groups["level"] is { Success: true, Value: var named } ? named : "any"
        select (file.Split('/')[1], int.Parse(match.Groups["id"].Value, null), $"| {match.Groups["id"].Value} | {level} | {Regex.Unescape(match.Groups["message"].Value)} |");

    [GeneratedRegex("""\[LoggerMessage\(\s*EventId = (?<id>\d+),(?:\s*Level = LogLevel\.(?<level>\w+),)?\s*Message = "(?<message>(?:[^"\\]|\\.)*)"\)\]""")]
    private static partial Regex Attribute();
}
