namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>The committed page is what these tests write.</summary>
public sealed class InteropPageTests
{
    [Fact]
    public void The_page_tells_a_result_for_every_scenario_of_every_peer_and_nothing_else()
    {
        if (Environment.GetEnvironmentVariable(MatrixResults.Switch) == "1") return; // it is being written
        string page = File.ReadAllText(InteropPage.File).ReplaceLineEndings("\n");
        foreach (var (program, _) in InteropPage.Peers)
            foreach (var scenario in Scenario.All)
                Assert.True(InteropPage.ResultIn(page, program.Name, scenario) == InteropPage.Passed, $"{program.Name}, {scenario}: not told as passed. Run ./build.sh interop.");
        Assert.True(InteropPage.Write((_, _) => InteropPage.Passed).ReplaceLineEndings("\n") == page, "docs/INTEROPERABILITY.md is not what the tests write. Run ./build.sh interop.");
    }
}
