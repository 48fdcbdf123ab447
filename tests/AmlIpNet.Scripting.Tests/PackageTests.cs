using AmlIpNet.Scripting.Tests.Kit;

namespace AmlIpNet.Scripting.Tests;

/// <summary>The Python package's own tests, in Python.</summary>
public sealed class PackageTests
{
    [PythonFact]
    public Task Nodes_do_what_they_promise() => UnitTestsAsync("test_nodes");

    [PythonFact]
    public Task Lifetime_holds() => UnitTestsAsync("test_lifetime");

    private static async Task UnitTestsAsync(string module)
    {
        using var domain = TestDomain.Lease();
        await using var python = Run.Python(["-m", "unittest", "-v", module], [new("AMLIPNET_TEST_DOMAIN", $"{domain.Id}")]);
        await Run.ToEndAsync(python);
        Assert.Matches(@"Ran \d\d tests", python.Errors);
    }
}
