namespace AmlIpNet.Chaos.Tests;

/// <summary>Two Main nodes race for few slots.</summary>
public sealed class RaceTests : IAsyncLifetime
{
    private const string Work = "sleep 0.02";
    private readonly ChaosBed _bed = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bed.DisposeAsync().AsTask();

    [Fact]
    public async Task Both_get_all_of_their_solutions_though_nodes_die()
    {
        const int jobs = 60, deaths = 3;
        for (int i = 0; i < 2; i++) _bed.StartComputing(Work);
        MainNode[] mains = [_bed.Main("one"), _bed.Main("two")];
        foreach (var main in mains) await _bed.WaitForAllAsync(main);

        var solved = new Recorder<(MainNode Main, string By)>();
        var all = Task.WhenAll(mains.SelectMany((main, m) => Enumerable.Range(0, jobs).Select(async i => solved.Add((main, await ChaosBed.SolveAsync(main, $"main{m}job{i}"))))));
        for (int death = 1; death <= deaths; death++)
        {
            int before = solved.Count;
            var done = await solved.WaitFor(
                s => mains.All(main => s.Skip(before).Count(item => item.Main == main) >= 5) && s.Skip(before).Any(item => _bed.Computing.Contains(item.By)),
                "five solutions of each Main node", ChaosBed.Patience);
            _bed.Kill(done.Last(item => _bed.Computing.Contains(item.By)).By);
            _bed.StartComputing(Work);
        }

        await Wait.For(all, $"the solutions of {2 * jobs} jobs", ChaosBed.Patience, () => $"{solved.Count} solutions; {_bed.Errors()}");
        foreach (var main in mains) Assert.Equal(jobs, solved.Items.Count(item => item.Main == main));
        Assert.Equal(2 * jobs, _bed.Executions.Select(e => e.Split(' ')[0]).Where(line => line.StartsWith("main", StringComparison.Ordinal)).Distinct().Count());
    }
}
