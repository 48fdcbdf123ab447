using System.Text.RegularExpressions;
using System.Xml.Linq;
using AmlIpNet.Scripting.Tests.Kit;

namespace AmlIpNet.Scripting.Tests;

/// <summary>The Python package's own tests, in Python, and its version.</summary>
public sealed class PackageTests
{
    [PythonFact]
    public async Task It_does_what_it_promises()
    {
        using var domain = TestDomain.Lease();
        await using var python = Run.Python(["-m", "unittest", "-v", "test_nodes", "test_lifetime"], [new("AMLIPNET_TEST_DOMAIN", $"{domain.Id}")]);
        await Run.ToEndAsync(python);
        Assert.Matches(@"Ran \d\d tests", python.Errors);
    }

    [Fact]
    public void It_has_the_version_of_the_libraries()
    {
        string project = File.ReadAllText(Path.Combine(Place.Root, "python", "pyproject.toml"));
        string version = XDocument.Load(Path.Combine(Place.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Equal(version, Regex.Match(project, "^version = \"(.*)\"\r?$", RegexOptions.Multiline).Groups[1].Value);
    }
}
