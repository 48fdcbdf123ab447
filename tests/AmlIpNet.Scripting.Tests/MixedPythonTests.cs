using AmlIpNet.Scripting.Tests.Kit;

namespace AmlIpNet.Scripting.Tests;

/// <summary>The example examples/MixedPython does what it says, both ways.</summary>
public sealed class MixedPythonTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);
    private readonly TestDomain _domain = TestDomain.Lease();

    [PythonFact]
    public async Task A_dotnet_Main_node_has_a_Python_worker()
    {
        await using var worker = Python("worker.py");
        string id = await IdAsync(worker);
        await using var main = Dotnet("main");
        string[] lines = (await Run.ToEndAsync(main)).Split('\n');
        Assert.Equal("9592 primes below 100,000", lines[^1]);
        Assert.Equal(11, lines.Length);
        Assert.All(lines[..^1], line => Assert.Equal(id, line.Split("by ")[1]));
        worker.Interrupt();
        Assert.Equal(0, await worker.WaitForExitAsync(s_long));
    }

    [PythonFact]
    public async Task A_Python_Main_node_has_a_dotnet_worker()
    {
        await using var worker = Dotnet("worker");
        string id = await IdAsync(worker);
        await using var main = Python("main.py");
        string[] lines = (await Run.ToEndAsync(main)).Split('\n');
        Assert.Equal("9592 primes below 100,000", lines[^1]);
        Assert.Equal("0 10000: 1229, by " + id, lines[0]);
    }

    public void Dispose() => _domain.Dispose();

    private static async Task<string> IdAsync(ChildProcess worker) =>
        (await worker.WaitForLineAsync(line => line.Contains("counts primes", StringComparison.Ordinal), "the worker's first line", s_long)).Split(' ')[0];

    private ChildProcess Python(string program) => Run.Python([Path.Combine(Place.Root, "examples", "MixedPython", program), $"{_domain.Id}"]);

    private ChildProcess Dotnet(string side) => ChildProcess.StartDotnet(
        Path.Combine(Place.Root, "examples", "MixedPython", "bin", Place.Configuration, "net10.0", "MixedPython.dll"), [side, $"{_domain.Id}"]);
}
