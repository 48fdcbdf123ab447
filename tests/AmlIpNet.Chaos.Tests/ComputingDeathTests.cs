using Xunit.Abstractions;

namespace AmlIpNet.Chaos.Tests;

/// <summary>Computing nodes die (kill -9) while they run jobs: each job still ends in one right solution.</summary>
public sealed class ComputingDeathTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly ChaosBed _bed = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bed.DisposeAsync().AsTask();

    [Fact]
    public async Task A_job_of_a_killed_node_is_solved_by_another_one()
    {
        for (int i = 0; i < 2; i++) _bed.StartComputing($"case $line in gated*) while [ ! -e {_bed.PathOf("go")} ]; do sleep 0.02; done;; esac");
        var main = _bed.Main();
        await _bed.WaitForAllAsync(main);

        var job = ChaosBed.SolveAsync(main, "gated");
        var (victim, handler) = await _bed.WaitForExecutionAsync("gated");
        _bed.Kill(victim);
        var (other, _) = await _bed.WaitForExecutionAsync("gated", notBy: victim);
        await File.WriteAllTextAsync(_bed.PathOf("go"), "");

        Assert.Equal(other, await Wait.For(job, "the solution", ChaosBed.Patience, _bed.Errors));
        Assert.NotEqual(victim, other);
        await Wait.Until(() => !ChaosBed.IsAlive(handler), "the end of what the killed node had started");
    }

    [Fact]
    public async Task Jobs_under_way_survive_one_death_after_the_other()
    {
        const int jobs = 120, deaths = 4;
        const string work = "sleep 0.05";
        for (int i = 0; i < 3; i++) _bed.StartComputing(work, slots: 2);
        var main = _bed.Main();
        await _bed.WaitForAllAsync(main);

        var solved = new Recorder<string>();
        var all = Task.WhenAll(Enumerable.Range(0, jobs).Select(async i => solved.Add(await ChaosBed.SolveAsync(main, $"job{i}"))));
        for (int death = 0; death < deaths; death++)
        {
            // Whoever has just solved one is busy with the next.
            var done = await solved.WaitFor(s => s.Length > death * jobs / 8 && s.Skip(death * jobs / 8).Any(_bed.Computing.Contains), "solutions between two deaths", ChaosBed.Patience);
            _bed.Kill(done.Last(_bed.Computing.Contains));
            _bed.StartComputing(work, slots: 2);
        }

        await Wait.For(all, $"the solutions of {jobs} jobs", ChaosBed.Patience, () => $"{solved.Count} solutions; {_bed.Errors()}");
        Assert.Equal(jobs, solved.Count);
        Assert.Equal(0, main.PendingJobs);
        string[] executed = [.. _bed.Executions.Where(e => e.StartsWith("job", StringComparison.Ordinal)).Select(e => e.Split(' ')[0])];
        Assert.Equal(jobs, executed.Distinct().Count());
        output.WriteLine($"{jobs} jobs, {deaths} deaths, {executed.Length} executions");
    }

    [Fact]
    public async Task A_job_that_kills_its_nodes_is_blamed_and_the_others_are_solved()
    {
        // $PPID of the handler's shell is the node.
        string Start() => _bed.StartComputing("case $line in killer*) kill -9 $PPID; sleep 60;; esac");
        for (int i = 0; i < 4; i++) Start();
        var main = _bed.Main();
        await _bed.WaitForAllAsync(main);

        var killer = main.RequestJobSolutionAsync(Job.FromString("killer\n")).AsTask();
        var good = Task.WhenAll(Enumerable.Range(0, 20).Select(i => ChaosBed.SolveAsync(main, $"job{i}")));
        var error = await Assert.ThrowsAsync<JobQuarantinedException>(() => Wait.For(killer, "the end of the job that kills", ChaosBed.Patience, _bed.Errors));
        await Wait.For(good, "the solutions of the other jobs", ChaosBed.Patience, _bed.Errors);
        Assert.Equal(3, error.Attempts.Count(attempt => attempt.End == Protocol.AttemptEnd.Died));
        Assert.Equal(3, _bed.Executions.Count(e => e.StartsWith("killer", StringComparison.Ordinal)));
        Assert.StartsWith("cp", await ChaosBed.SolveAsync(main, "after"), StringComparison.Ordinal);
    }
}
