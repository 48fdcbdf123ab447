using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>What is so only where jobs are assigned by AML-IP's auctions, the same on every engine: AML-IP has no message for a failure.</summary>
public abstract class AuctionTests : NodeTestBase
{
    protected override bool IsNative => false;

    [Fact]
    public async Task A_handler_that_throws_once_is_called_again()
    {
        var main = Main();
        int calls = 0;
        var computing = Running((job, token) => ++calls == 1 ? throw new InvalidOperationException("once") : Reverse(job, token));
        Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
        Assert.Equal((2, 1, 0), (calls, computing.SolvedJobs, computing.FailedJobs));
    }

    [Fact]
    public async Task A_handler_that_throws_each_time_gives_the_failure_reply_and_the_node_goes_on()
    {
        var main = Main();
        int calls = 0;
        var computing = Running(
            (job, token) => job.ToString() == "bad" ? throw new InvalidOperationException($"call {++calls}") : Reverse(job, token),
            change: o => o with { HandlerRetries = 2, FailureReply = "failed"u8.ToArray() });
        Assert.Equal("failed", (await Solved(main, Job.FromString("bad"))).ToString());
        Assert.Equal(3, calls);
        Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
        Assert.Equal((1L, 1L), (computing.SolvedJobs, computing.FailedJobs));
    }

    [Fact]
    public async Task Without_a_failure_reply_the_client_hears_nothing_and_the_node_goes_on()
    {
        var main = Main();
        var computing = Running((job, token) => job.ToString() == "bad" ? throw new InvalidOperationException("always") : Reverse(job, token));
        var bad = main.RequestJobSolutionAsync(Job.FromString("bad")).AsTask();
        Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
        await Wait.Until(() => computing.FailedJobs == 1, "the failure of the bad job");
        Assert.False(bad.IsCompleted);
    }

    [Fact]
    public async Task ProcessJob_throws_what_the_handler_threw()
    {
        var main = Main();
        var computing = Computing(change: o => o with { FailureReply = "sorry"u8.ToArray() });
        var solution = Solved(main, Job.FromString("bad"));
        var error = await Assert.ThrowsAsync<FormatException>(() => Wait.For(computing.ProcessJobAsync((_, _) => throw new FormatException("bad job")), "the end of the job"));
        Assert.Equal("bad job", error.Message);
        Assert.Equal("sorry", (await solution).ToString());
    }

    [Fact]
    public async Task After_the_last_task_number_the_node_goes_on_under_a_new_id()
    {
        var main = Main(taskLimit: 5);
        Running(Reverse);
        var before = main.Id;
        var solutions = new List<Solution>();
        for (int i = 0; i < 12; i++) solutions.Add(await Solved(main, Job.FromString($"{i:00}")));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (ulong)(i % 5)), solutions.Select(s => s.TaskId));
        Assert.NotEqual(before, main.Id);
        Assert.Equal(before.Name, main.Id.Name);
    }
}
