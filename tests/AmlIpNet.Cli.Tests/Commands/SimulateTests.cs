using System.Text.Json;

namespace AmlIpNet.Cli.Tests.Commands;

public sealed class SimulateTests
{
    [Fact]
    public async Task Histories_end_in_a_verdict()
    {
        var run = await AmlIp.RunBareAsync(["simulate", "--seeds", "200", "--json"]);
        Assert.Equal(0, run.ExitCode);
        var verdict = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        Assert.Equal(("verdict", 200, 0), (verdict.GetProperty("event").GetString(), verdict.GetProperty("histories").GetInt32(), verdict.GetProperty("violations").GetInt32()));
        Assert.True(verdict.GetProperty("executions").GetInt64() >= 200);
        Assert.True(verdict.GetProperty("steps").GetInt64() > verdict.GetProperty("jobs").GetInt64());
    }

    [Fact]
    public async Task One_history_is_told_step_by_step_and_the_same_each_time()
    {
        var first = await AmlIp.RunBareAsync(["simulate", "--from", "4711", "--trace"]);
        var again = await AmlIp.RunBareAsync(["simulate", "--from", "4711", "--trace"]);
        Assert.Equal(0, first.ExitCode);
        Assert.True(first.Lines.Count > 50);
        Assert.Equal(first.Lines, again.Lines);
        Assert.StartsWith("1 histories, 0 violations (", first.Lines[^1]);
    }

    [Fact]
    public async Task Small_worlds_are_searched_in_every_order()
    {
        var search = await AmlIp.RunBareAsync(["simulate", "--search", "5"]);
        Assert.Equal(0, search.ExitCode);
        Assert.Equal(6, search.Lines.Count);
        Assert.EndsWith(" 0 violations", search.Lines[^1]);
        Assert.All(search.Lines.Take(5), line => Assert.Matches("[1-9][0-9,]* states, depth [1-9]", line));
    }
}
