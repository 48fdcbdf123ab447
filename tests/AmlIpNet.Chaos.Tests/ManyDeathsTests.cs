using System.Buffers.Binary;
using System.Diagnostics;
using Xunit.Abstractions;

namespace AmlIpNet.Chaos.Tests;

/// <summary>Jobs at full speed while Computing nodes are killed again and again: none is lost, each has one solution, of its own content.</summary>
public sealed class ManyDeathsTests(ITestOutputHelper output)
{
    private const int Nodes = 5;

    [Fact]
    public Task A_thousand_jobs_and_three_deaths() => RunAsync(jobs: 1_000, deaths: 3, period: (200, 400));

    [Fact]
    [Trait("Category", "Slow")]
    public Task Thirty_thousand_jobs_and_forty_deaths() => RunAsync(jobs: 30_000, deaths: 40, period: (1_000, 3_000));

    private Task RunAsync(int jobs, int deaths, (int From, int To) period) => Seeded.RunAsync(
        async random =>
        {
            await using var bed = new ChaosBed();
            for (int i = 0; i < Nodes; i++) bed.StartEcho(slots: 2);
            var main = bed.Main();
            var killing = new TaskCompletionSource();
            int seed = random.Next(), taken = 0, solved = 0;

            // Jobs go on until there were enough of them and the last death is over.
            async Task SubmitAsync()
            {
                while (Interlocked.Increment(ref taken) is var number && (number <= jobs || !killing.Task.IsCompleted))
                {
                    byte[] payload = Payload(seed, number);
                    var solution = await main.RequestJobSolutionAsync(Job.FromMemory(payload));
                    Assert.True(solution.Payload.Span.SequenceEqual(payload), $"Job {number} has the solution of another job, or a broken one.");
                    Interlocked.Increment(ref solved);
                }
            }

            var submitting = Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(SubmitAsync)));
            var start = Stopwatch.StartNew();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(period.From));
            for (int death = 0; death < deaths && !submitting.IsFaulted; death++)
            {
                int before = Volatile.Read(ref solved);
                await Wait.Until(() => Volatile.Read(ref solved) > before || submitting.IsFaulted, "solutions between two deaths", ChaosBed.Patience, bed.Errors);
                bed.Kill(bed.Computing.ElementAt(random.Next(bed.Computing.Count)));
                bed.StartEcho(slots: 2);
                pace.Period = TimeSpan.FromMilliseconds(random.Next(period.From, period.To));
                await pace.WaitForNextTickAsync();
            }

            killing.SetResult();
            await Wait.For(submitting, "the solutions of all jobs", ChaosBed.Patience, () => $"{solved:N0} solutions; {bed.Errors()}");
            Assert.InRange(solved, jobs, int.MaxValue);
            Assert.Equal(0, main.PendingJobs);
            output.WriteLine($"{solved:N0} jobs, {deaths} deaths in {start.Elapsed.TotalSeconds:0} s: each has one solution of its own content; {main.DroppedSamples:N0} samples more were dropped");
        },
        output.WriteLine);

    private static byte[] Payload(int seed, int number)
    {
        var random = new Random(unchecked(seed * 31 + number));
        byte[] payload = new byte[random.Next(8, 4_096)];
        random.NextBytes(payload);
        BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        return payload;
    }
}
