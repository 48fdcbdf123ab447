using Xunit.Abstractions;

namespace AmlIpNet.DataSpace.Tests.Simulation;

public sealed class DebugTests(ITestOutputHelper output)
{
    [Fact]
    public void One()
    {
        var (violation, story, _) = Space.Run(int.Parse(Environment.GetEnvironmentVariable("SEED") ?? "1"));
        output.WriteLine(string.Join('\n', story));
        Assert.Null(violation);
    }
}
