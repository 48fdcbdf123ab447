using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Commands;

/// <summary><c>--strategy</c>: which Computing node gets a job.</summary>
public sealed class StrategyTests : IDisposable
{
    private readonly AmlIp _amlip = new();

    public void Dispose() => _amlip.Dispose();

    [Theory]
    [InlineData("least-loaded")]
    [InlineData("first-free")]
    [InlineData("round-robin")]
    [InlineData("most-data-held")]
    public async Task Jobs_are_solved_by_each_strategy(string strategy)
    {
        await using var worker = _amlip.Start("compute", "--handler", "echo", "--managed");
        string line = new('x', 10_000); // long enough to be a part that is known the next time
        await using var main = _amlip.Start("main", "--strategy", strategy);
        for (int i = 0; i < 3; i++) await main.Input.WriteLineAsync($"{line}{i % 2}");
        main.Input.Close();
        List<string> solutions = [];
        var reading = Task.Run(async () =>
        {
            await foreach (string solution in main.ReadLinesAsync()) solutions.Add(solution);
        });
        Assert.Equal(0, await main.WaitForExitAsync(TimeSpan.FromSeconds(90)));
        await Wait.For(reading, "the end of the output");
        Assert.Equal([$"{line}0", $"{line}1", $"{line}0"], solutions);
    }

    [Fact]
    public async Task The_demo_takes_one_too()
    {
        var demo = await _amlip.RunAsync(["demo", "--bars", "--engine", "in-process", "--strategy", "most-data-held"]);
        Assert.True(demo.ExitCode == 0, demo.Errors);
        Assert.Contains(demo.Lines, line => line.StartsWith("Verdict", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("least-loaded", "main", "--strategy", "whoever")]
    [InlineData("--plan and --strategy contradict each other", "demo", "--plan", "greco-latin", "--strategy", "first-free")]
    public async Task What_cannot_be_is_refused(string remedy, params string[] arguments)
    {
        var result = await AmlIp.RunBareAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(remedy, result.Errors);
    }
}
