using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>How jobs end without a solution on the native plane, the same on every engine: never in silence.</summary>
public abstract class FailureTests : NodeTestBase
{
    [Fact]
    public async Task A_failure_comes_with_its_code_and_message_when_the_budget_is_used_up()
    {
        var main = Main();
        var computing = Running((_, _) => throw new HandlerException(42, "the data are bad"));
        var error = await Assert.ThrowsAsync<JobFailedException>(() => Solved(main, new JobOptions { MaxAttempts = 3 }));
        Assert.Equal(42, error.Code);
        Assert.Contains("the data are bad", error.Message);
        Assert.All(error.Attempts, attempt => Assert.Equal((AttemptEnd.Failed, 42, computing.Id), (attempt.End, attempt.Code, attempt.Server)));
        Assert.Equal((3, 3L), (error.Attempts.Count, computing.FailedJobs));
    }

    [Fact]
    public async Task Any_exception_of_a_handler_is_a_failure_and_the_node_goes_on()
    {
        var main = Main();
        Running((job, token) => job.ToString() == "bad" ? throw new FormatException("not a number") : Reverse(job, token));
        var error = await Assert.ThrowsAsync<JobFailedException>(() => Solved(main, Job.FromString("bad")));
        Assert.Equal(1, error.Code);
        Assert.Contains("FormatException: not a number", error.Message);
        Assert.Equal(2, error.Attempts.Count);
        Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
    }

    [Fact]
    public async Task The_second_attempt_goes_to_another_node_if_there_is_one()
    {
        var main = Main();
        var good = Running(Reverse, "good");
        await Solved(main, Job.FromString("abc")); // a job that nobody else can solve stays where it is: the good one must be known first
        var bad = Running((_, _) => throw new HandlerException(3, "not here"), "bad");
        using var limit = new CancellationTokenSource(Wait.Timeout);
        for (int i = 0; i < 10 || bad.FailedJobs == 0; i++)
        {
            Assert.False(limit.IsCancellationRequested, $"No job of {i} was given to {bad.Id}.");
            var solution = await Solved(main, Job.FromString("abc"));
            Assert.Equal(("cba", good.Id), (solution.ToString(), solution.SolvedBy));
        }

        Assert.NotEqual(0, bad.FailedJobs);
    }

    [Fact]
    public async Task ProcessJob_throws_what_the_handler_threw_and_the_client_hears_of_it()
    {
        var main = Main();
        var computing = Computing();
        var job = Solved(main, new JobOptions { MaxAttempts = 1 });
        var error = await Assert.ThrowsAsync<FormatException>(() => Wait.For(computing.ProcessJobAsync((_, _) => throw new FormatException("bad job")), "the end of the job"));
        Assert.Equal("bad job", error.Message);
        Assert.Contains("bad job", (await Assert.ThrowsAsync<JobFailedException>(() => job)).Message);
    }

    [Fact]
    public async Task A_job_whose_nodes_die_is_given_up_after_the_third_with_an_account()
    {
        var main = Main();
        var starts = new Recorder<string>();
        foreach (string name in new[] { "doomed1", "doomed2", "doomed3", "doomed4" })
        {
            Doomed(
                async (job, token) =>
                {
                    starts.Add(name);
                    await Task.Delay(Timeout.Infinite, token);
                    return Solution.FromMemory(job.Payload);
                },
                name);
        }

        var job = Solved(main, Job.FromString("poison"));
        for (int i = 1; i <= 3; i++)
        {
            string holder = (await starts.WaitForCount(i, "the start of the job on another node"))[i - 1];
            await Observed.CrashAsync(name => name == holder);
        }

        var error = await Assert.ThrowsAsync<JobQuarantinedException>(() => job);
        // A fourth node may have got it while the third was suspected: that is no death.
        string[] holders = starts.Items[..3];
        Assert.Equal(holders, error.Attempts.Where(attempt => attempt.End == AttemptEnd.Died).Select(attempt => attempt.Server.Name));
        Assert.All(holders, name => Assert.Contains(name, error.Message));
    }

    [Fact]
    public async Task A_job_of_a_suspected_node_gets_a_second_attempt_and_the_first_solution_counts()
    {
        var main = Main();
        var starts = new Recorder<ComputingNode>();
        var releases = new Dictionary<string, TaskCompletionSource> { ["one"] = new(), ["two"] = new() };
        ComputingNode one = null!, two = null!;
        one = Running((job, token) => BlockAsync(one, job), "one");
        two = Running((job, token) => BlockAsync(two, job), "two");
        var job = Solved(main, Job.FromString("abc"));
        var first = (await starts.WaitForCount(1, "the start of the job"))[0];
        await Observed.SetLivelinessAsync("main", first.Id.Name, alive: false);
        var second = (await starts.WaitForCount(2, "the start of the second attempt"))[1];
        Assert.NotEqual(first.Id, second.Id);
        await Observed.SetLivelinessAsync("main", first.Id.Name, alive: true);
        releases[first.Id.Name].SetResult();
        Assert.Equal(first.Id, (await job).SolvedBy);
        releases[second.Id.Name].SetResult();
        await Wait.Until(() => second.RunningJobs == 0, "the end of the second attempt");
        Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());

        async ValueTask<Solution> BlockAsync(ComputingNode node, Job job)
        {
            starts.Add(node);
            await releases[node.Id.Name].Task;
            return await Reverse(job, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_job_that_waits_ends_with_its_time_limit()
    {
        var main = Main();
        var error = await Assert.ThrowsAsync<JobTimedOutException>(() => Solved(main, new JobOptions { TimeLimit = TimeSpan.FromMilliseconds(50) }));
        Assert.Empty(error.Attempts);
        Assert.Contains("0.05 s", error.Message);
        Assert.Contains("No Computing node had it", error.Message);
        Assert.Equal(0, main.PendingJobs);
    }

    [Fact]
    public async Task A_job_that_runs_ends_with_its_time_limit_and_its_handler_hears_of_it()
    {
        var main = Main();
        var started = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        var computing = Running(async (job, token) =>
        {
            if (job.ToString() == "next") return Solution.FromMemory(job.Payload);
            using var registration = token.Register(told.SetResult);
            started.SetResult();
            await told.Task;
            throw new OperationCanceledException(token);
        });
        await Solved(main, Job.FromString("next")); // they have met
        var job = Solved(main, new JobOptions { TimeLimit = TimeSpan.FromSeconds(2) });
        await Wait.For(started.Task, "the start of the job");
        var error = await Assert.ThrowsAsync<JobTimedOutException>(() => job);
        Assert.Equal((computing.Id, AttemptEnd.Cancelled), (Assert.Single(error.Attempts).Server, error.Attempts[0].End));
        await Wait.For(told.Task, "the handler's cancellation");
        Assert.Equal("next", (await Solved(main, Job.FromString("next"))).ToString());
        Assert.Equal(0, computing.FailedJobs);
    }

    private static Task<Solution> Solved(MainNode main, JobOptions options) =>
        Wait.For(main.RequestJobSolutionAsync(Job.FromString("abc"), options), "the end of a job");
}
