using System.Diagnostics;
using Xunit.Abstractions;

namespace AmlIpNet.Testing.Tests;

/// <summary>Random histories: no promise is broken, and a seed is a history.</summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Histories = 2_000;

    [Fact]
    public void No_history_breaks_a_promise()
    {
        long started = Stopwatch.GetTimestamp();
        long steps = 0, jobs = 0, executions = 0;
        for (ulong seed = 1; seed <= Histories; seed++)
        {
            var result = Simulation.Run(seed);
            Assert.True(result.Violation is null, $"Seed {seed} ({result.Profile}): {result.Violation}\nSee: amlip simulate --from {seed} --trace");
            steps += result.Steps;
            jobs += result.Jobs;
            executions += result.Executions;
        }

        output.WriteLine($"{Histories} histories, {steps} steps, {jobs} jobs, {executions} executions in {Stopwatch.GetElapsedTime(started)}");
        Assert.True(jobs > Histories * 5, $"Only {jobs} jobs were submitted: the histories are too thin to prove anything.");
        Assert.True(executions > jobs, "No history made any job run twice: the faults do not strike.");
    }

    [Fact]
    public void The_same_seed_is_the_same_history()
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            var (first, second, traced) = (Simulation.Run(seed), Simulation.Run(seed), Simulation.Run(seed, trace: true));
            Assert.Equal(first.TraceHash, second.TraceHash);
            Assert.Equal(first.TraceHash, traced.TraceHash);
            Assert.Equal(first.Steps, traced.Steps);
            Assert.Empty(first.Trace);
            Assert.NotEmpty(traced.Trace);
        }
    }

    [Fact]
    public void Different_seeds_are_different_histories()
    {
        var hashes = Enumerable.Range(1, 200).Select(seed => Simulation.Run((ulong)seed).TraceHash).ToHashSet();
        Assert.Equal(200, hashes.Count);
    }
}
