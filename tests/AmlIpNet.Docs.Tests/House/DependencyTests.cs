using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AmlIpNet.Docs.Tests.House;

/// <summary>The table of projects in docs/ARCHITECTURE.md is the law: what a project uses must stand in its row.</summary>
public sealed class DependencyTests
{
    private const string Law = "docs/ARCHITECTURE.md";

    public static TheoryData<string> Projects() => new(Repository.Files("src", ".csproj"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_what_its_row_allows(string project)
    {
        string name = Path.GetFileNameWithoutExtension(project);
        var rows = Rows();
        Assert.True(rows.TryGetValue(name, out var allowed), $"{name} has no row in the table of {Law}: add it with what it may use.");
        string[] forbidden = [.. Uses(project).Where(used => !allowed.Contains(used))];
        Assert.True(forbidden.Length == 0, $"{project} uses {string.Join(", ", forbidden)}, which its row in {Law} does not allow.");
    }

    [Fact]
    public void Every_row_is_a_project()
    {
        string[] projects = [.. Repository.Files("src", ".csproj").Select(project => Path.GetFileNameWithoutExtension(project)!)];
        Assert.Empty(Rows().Keys.Except(projects));
    }

    [Fact]
    public void The_table_has_no_circle()
    {
        var rows = Rows();
        foreach (string project in rows.Keys) Assert.False(Reaches(project, project, []), $"{Law}: {project} may come to use itself.");

        bool Reaches(string from, string to, HashSet<string> seen) => rows.TryGetValue(from, out var next)
            && next.Any(one => one == to || seen.Add(one) && Reaches(one, to, seen));
    }

    /// <summary>Project and package references; what stays private to the build (analyzers) is nobody's dependency.</summary>
    private static IEnumerable<string> Uses(string project)
    {
        var root = XDocument.Parse(Repository.Read(project)).Root!;
        var projects = root.Descendants("ProjectReference").Select(one => Path.GetFileNameWithoutExtension(((string)one.Attribute("Include")!).Replace('\\', '/')));
        var packages = root.Descendants("PackageReference").Where(one => (string?)one.Attribute("PrivateAssets") != "all").Select(one => (string)one.Attribute("Include")!);
        var frameworks = root.Descendants("FrameworkReference").Select(one => (string)one.Attribute("Include")!);
        return projects.Concat(packages).Concat(frameworks);
    }

    /// <summary>Rows of the form <c>| `Project` | what it holds | `A`, `B` |</c>.</summary>
    private static Dictionary<string, HashSet<string>> Rows()
    {
        var rows = Regex.Matches(Repository.Read(Law), @"^\| `([\w.]+)` \|[^|\n]*\|([^|\n]*)\|$", RegexOptions.Multiline);
        Assert.True(rows.Count > 0, $"{Law} has lost its table of projects (| `Project` | holds | may use |).");
        return rows.ToDictionary(
            row => row.Groups[1].Value,
            row => Regex.Matches(row.Groups[2].Value, "`([\\w.]+)`").Select(used => used.Groups[1].Value).ToHashSet());
    }
}
