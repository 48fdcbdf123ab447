namespace AmlIpNet.Chaos.Tests;

/// <summary>Main nodes die or freeze with jobs under way: the slots are free again for others.</summary>
public sealed class MainDeathTests : IAsyncLifetime
{
    private readonly ChaosBed _bed = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bed.DisposeAsync().AsTask();

    private string Gated => $"case $line in gated*) while [ ! -e {_bed.PathOf("go")} ]; do sleep 0.02; done;; esac";

    [Fact]
    public async Task Kill_9_frees_the_slots_for_another_one()
    {
        _bed.StartComputing(Gated, slots: 2);
        var dying = _bed.Start("main", "--name", "dying");
        await dying.Input.WriteAsync("gated1\ngated2\ngated3\n");
        await dying.Input.FlushAsync();
        var (_, first) = await _bed.WaitForExecutionAsync("gated1");
        var (_, second) = await _bed.WaitForExecutionAsync("gated2");

        var other = _bed.Main("other");
        var job = ChaosBed.SolveAsync(other, "job");
        dying.Kill();
        await Wait.For(job, "a solution for the other Main node", ChaosBed.Patience, _bed.Errors);
        foreach (int handler in new[] { first, second }) await Wait.Until(() => !ChaosBed.IsAlive(handler), $"the end of handler {handler}", ChaosBed.Patience);
        await Wait.For(Task.WhenAll(Enumerable.Range(0, 10).Select(i => ChaosBed.SolveAsync(other, $"job{i}"))), "ten more", ChaosBed.Patience, _bed.Errors);
        Assert.DoesNotContain(_bed.Executions, e => e.StartsWith("gated3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_frozen_one_loses_its_slots_and_gets_its_solutions_after_it_goes_on()
    {
        _bed.StartComputing(Gated);
        var frozen = _bed.Start("main", "--name", "frozen");
        await frozen.Input.WriteAsync("gated1\nplain\n");
        await frozen.Input.FlushAsync();
        var (_, handler) = await _bed.WaitForExecutionAsync("gated1");

        var other = _bed.Main("other");
        var job = ChaosBed.SolveAsync(other, "job");
        frozen.Stop();
        await Wait.For(job, "a solution for the other Main node", ChaosBed.Patience, _bed.Errors);
        await Wait.Until(() => !ChaosBed.IsAlive(handler), "the end of the frozen node's handler", ChaosBed.Patience);

        await File.WriteAllTextAsync(_bed.PathOf("go"), "");
        frozen.Continue();
        frozen.Input.Close();
        var lines = new List<string>();
        await foreach (string line in frozen.ReadLinesAsync(new CancellationTokenSource(ChaosBed.Patience).Token)) lines.Add(line);
        Assert.Equal(["solved gated1", "solved plain"], lines);
        Assert.Equal(0, await frozen.WaitForExitAsync());
    }

    [Fact]
    public async Task Both_sides_may_be_killed_and_started_again()
    {
        string name = _bed.StartComputing(Gated);
        var first = _bed.Start("main", "--name", "trainer");
        await first.Input.WriteAsync("gated\n");
        await first.Input.FlushAsync();
        await _bed.WaitForExecutionAsync("gated");
        first.Kill();
        _bed.Kill(name);

        _bed.StartComputing(Gated, name: name);
        var second = _bed.Start("main", "--name", "trainer");
        await second.Input.WriteAsync("job1\njob2\n");
        second.Input.Close();
        Assert.Equal("solved job1", await second.WaitForLineAsync(_ => true, "a solution", ChaosBed.Patience));
        Assert.Equal("solved job2", await second.WaitForLineAsync(_ => true, "a second solution", ChaosBed.Patience));
        Assert.Equal(0, await second.WaitForExitAsync(ChaosBed.Patience));
        Assert.Single(_bed.Executions, e => e.StartsWith("gated", StringComparison.Ordinal));
    }
}
