using AmlIpNet.Cli.Demo;
using AmlIpNet.Cli.Demo.Training;
using AmlIpNet.Cli.Demo.Work;
using AmlIpNet.Dds;
using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Work;

public sealed class JobDeskTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_job_that_fails_ends_the_round_even_if_another_one_never_would()
    {
        using var domain = TestDomain.Lease();
        await using var worker = ComputingNode.Create(InProcessEngine.Shared, new ComputingNodeOptions { Name = "worker", Network = domain.Options, Slots = 2 });
        await using var main = MainNode.Create(InProcessEngine.Shared, new MainNodeOptions { Name = "main", Network = domain.Options });
        using var stop = new CancellationTokenSource();
        var running = worker.RunAsync(async (job, cancelled) =>
        {
            var isBad = job.Payload.Span[0] == 1;
            if (isBad) throw new InvalidOperationException("The job is bad.");
            await Task.Delay(Timeout.InfiniteTimeSpan, cancelled);
            return Solution.FromMemory(job.Payload);
        }, stop.Token);

        var error = await Assert.ThrowsAsync<DemoFailedException>(() => new JobDesk(main, () => { }).RunRoundAsync(new Chain(), CancellationToken.None).WaitAsync(s_limit));
        Assert.StartsWith("The demo cannot go on.", error.Message);
        Assert.Contains("The job is bad.", error.Message);
        await stop.CancelAsync();
        await running;
    }

    private sealed class Chain : IChain
    {
        public IReadOnlyList<Job> NextJobs() => [Job.FromBytes([0]), Job.FromBytes([1])];

        public void Take(int job, ReadOnlyMemory<byte> solution) { }

        public RoundResult EndRound() => throw new InvalidOperationException("The round has no result.");
    }
}
