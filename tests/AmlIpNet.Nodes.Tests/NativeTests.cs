using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>What a sender can ask of a job on the native plane, the same on every engine.</summary>
public abstract class NativeTests : NodeTestBase
{
    [Fact]
    public async Task A_job_given_up_has_its_handler_told_and_its_slot_freed()
    {
        var main = Main();
        var started = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        var computing = Running(async (job, token) =>
        {
            if (job.ToString() != "slow") return Solution.FromMemory(job.Payload);
            using var registration = token.Register(told.SetResult);
            started.SetResult();
            await told.Task;
            throw new OperationCanceledException(token);
        });
        using var cancel = new CancellationTokenSource();
        var slow = main.RequestJobSolutionAsync(Job.FromString("slow"), cancel.Token).AsTask();
        await Wait.For(started.Task, "the start of the job");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(slow, "the end of the job that was given up"));
        await Wait.For(told.Task, "the handler's cancellation");
        Assert.Equal("next", (await Solved(main, Job.FromString("next"))).ToString());
        Assert.Equal((1, 0), (computing.SolvedJobs, computing.FailedJobs));
    }

    [Fact]
    public async Task Progress_reaches_the_sender_and_the_newest_is_never_lost()
    {
        var main = Main();
        var heard = new Recorder<JobProgress>();
        var steps = new[] { new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource() };
        var computing = Running(async (job, _) =>
        {
            job.ReportProgress(0.25, "a quarter");
            await steps[0].Task;
            for (int i = 0; i < 1_000; i++) job.ReportProgress(null, $"step {i}");
            await steps[1].Task;
            job.ReportProgress(1.5, "nearly done");
            await steps[2].Task;
            return Solution.FromMemory(job.Payload);
        });
        var options = new JobOptions { Progress = new Listener(heard) };
        var job = Wait.For(main.RequestJobSolutionAsync(Job.FromString("abc"), options), "the solution of a job");
        var quarter = await heard.WaitForOne(progress => progress.Fraction == 0.25, "the first progress");
        Assert.Equal((computing.Id, FirstTask, "a quarter"), (quarter.Server, quarter.Attempt, quarter.Text));
        steps[0].SetResult();
        Assert.Null((await heard.WaitForOne(progress => progress.Text == "step 999", "the last of many")).Fraction);
        steps[1].SetResult();
        Assert.Equal(1, (await heard.WaitForOne(progress => progress.Text == "nearly done", "the progress after many")).Fraction);
        steps[2].SetResult();
        await job;
        Assert.InRange(heard.Count, 3, 100);
    }

    [Fact]
    public void Progress_is_a_handler_s_to_report() => Assert.Throws<InvalidOperationException>(() => Job.FromString("abc").ReportProgress(1));

    [Fact]
    public async Task Jobs_of_a_higher_priority_go_first_and_equal_ones_in_their_order()
    {
        var main = Main();
        var executed = new Recorder<string>();
        var release = new TaskCompletionSource();
        Running(async (job, _) =>
        {
            executed.Add(job.ToString());
            if (job.ToString() == "blocker") await release.Task;
            return Solution.FromMemory(job.Payload);
        });
        var blocker = Solved(main, Job.FromString("blocker"));
        await executed.WaitForCount(1, "the start of the first job");
        var jobs = new (int Priority, string Text)[] { (0, "c"), (-7, "e"), (5, "a"), (0, "d"), (5, "b") }
            .Select(job => Wait.For(main.RequestJobSolutionAsync(Job.FromString(job.Text), new JobOptions { Priority = job.Priority }), "the solution of a job")).ToArray();
        release.SetResult();
        await Task.WhenAll(jobs.Append(blocker));
        Assert.Equal(["blocker", "a", "b", "c", "d", "e"], executed.Items);
    }

    [Fact]
    public async Task A_full_Main_node_refuses_if_it_is_told_to()
    {
        var main = Main(change: o => o with { MaxJobs = 1, RefuseWhenFull = true });
        using var cancel = new CancellationTokenSource();
        var first = main.RequestJobSolutionAsync(Job.FromString("first"), cancel.Token).AsTask();
        var error = await Assert.ThrowsAsync<TooManyJobsException>(() => main.RequestJobSolutionAsync(Job.FromString("second")).AsTask());
        Assert.Contains(nameof(MainNodeOptions.MaxJobs), error.Message);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(first, "the end of the job that was given up"));
        Running(Reverse);
        Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
    }

    [Fact]
    public async Task A_full_Main_node_lets_callers_wait_and_give_up()
    {
        var main = Main(change: o => o with { MaxJobs = 1 });
        var first = main.RequestJobSolutionAsync(Job.FromString("abc")).AsTask();
        using var cancel = new CancellationTokenSource();
        var second = main.RequestJobSolutionAsync(Job.FromString("second"), cancel.Token).AsTask();
        var third = main.RequestJobSolutionAsync(Job.FromString("xyz")).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(second, "the end of the call that was given up"));
        Assert.False(first.IsCompleted || third.IsCompleted);
        Running(Reverse);
        Assert.Equal("cba", (await Wait.For(first, "the first solution")).ToString());
        Assert.Equal("zyx", (await Wait.For(third, "the third solution")).ToString());
    }

    private sealed class Listener(Recorder<JobProgress> heard) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => heard.Add(value);
    }
}
