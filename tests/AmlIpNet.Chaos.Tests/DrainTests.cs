namespace AmlIpNet.Chaos.Tests;

/// <summary>Computing nodes leave in good order (SIGTERM, Ctrl-C) under load: no job is executed twice.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private const string Work = "sleep 0.03";
    private readonly ChaosBed _bed = new(patient: true);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bed.DisposeAsync().AsTask();

    [Fact]
    public async Task No_job_is_executed_twice()
    {
        const int jobs = 200, leavings = 4;
        for (int i = 0; i < 2; i++) _bed.StartComputing(Work, slots: 2);
        MainNode[] mains = [_bed.Main("one"), _bed.Main("two")];
        foreach (var main in mains) await _bed.WaitForAllAsync(main);

        var solved = new Recorder<string>();
        var all = Task.WhenAll(Enumerable.Range(0, jobs).Select(async i => solved.Add(await ChaosBed.SolveAsync(mains[i % 2], $"job{i}"))));
        for (int i = 0; i < leavings; i++)
        {
            int before = solved.Count;
            var done = await solved.WaitFor(s => s.Skip(before).Any(_bed.Computing.Contains), "a solution of a node that is still there", ChaosBed.Patience);
            var leaving = _bed.Release(done.Last(_bed.Computing.Contains));
            if (i % 2 == 0) leaving.Terminate();
            else leaving.Interrupt();
            _bed.StartComputing(Work, slots: 2);
            Assert.Equal(130, await leaving.WaitForExitAsync(ChaosBed.Patience));
            Assert.Contains("leaves:", leaving.Errors, StringComparison.Ordinal);
        }

        await Wait.For(all, $"the solutions of {jobs} jobs", ChaosBed.Patience, () => $"{solved.Count} solutions; {_bed.Errors()}");
        string[] executed = [.. _bed.Executions.Select(e => e.Split(' ')[0]).Where(line => line.StartsWith("job", StringComparison.Ordinal))];
        Assert.Equal(jobs, executed.Distinct().Count());
        Assert.Empty(executed.GroupBy(line => line).Where(group => group.Count() > 1).Select(group => group.Key));
    }
}
