using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>What a guardian does for Main nodes that speak AML-IP's protocol only, the same on every engine.</summary>
public abstract class GuardianTests : NodeTestBase
{
    private const string GuardianReader = "amlipnet/v1/job_guardian_";

    [Fact]
    public async Task Jobs_of_an_AML_IP_Main_node_are_solved_through_the_guardian_once_each()
    {
        var guardian = Guarding();
        var workers = new[] { Running(Reverse, "a"), Running(Reverse, "b") };
        await Guarded("a", "b");
        var main = Plain();
        var solutions = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Solved(main, Job.FromString($"{i:000}"))));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => new string([.. $"{i:000}".Reverse()])), solutions.Select(s => s.ToString()));
        Assert.All(solutions, solution => Assert.Equal(guardian.Id, solution.SolvedBy));
        Assert.Equal((50L, 0L, 50L), (guardian.SolvedJobs, guardian.FailedJobs, workers.Sum(worker => worker.SolvedJobs)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task It_never_answers_for_more_jobs_than_native_slots_are_free(int nativeJobs)
    {
        const int Slots = 2, Jobs = 6;
        var guardian = Guarding();
        using var gate = new SemaphoreSlim(0);
        using var nativeGate = new SemaphoreSlim(0);
        var starts = new Recorder<long>();
        foreach (string name in new[] { "a", "b" })
        {
            Running(
                async (job, token) =>
                {
                    // What it has answered for, and has not solved.
                    if (job.ToString() == "plain") starts.Add(Observed.Writes("amlip/job_reply_available") - Observed.Writes("amlip/job_task_solution"));
                    await (job.ToString() == "plain" ? gate : nativeGate).WaitAsync(token);
                    return await Reverse(job, token);
                },
                name);
        }

        await Guarded("a", "b");
        await Wait.Until(() => guardian.Slots == Slots, "the guardian to know of both slots");
        var native = Main("native");
        var nativeSolutions = Enumerable.Range(0, nativeJobs).Select(_ => Solved(native, Job.FromString("native"))).ToArray();
        int free = Slots - nativeJobs;
        await Wait.Until(() => guardian.Slots == free, $"the guardian to know of {free} free slots");

        var main = Plain();
        var solutions = Enumerable.Range(0, Jobs).Select(_ => Solved(main, Job.FromString("plain"))).ToArray();
        for (int started = free; started <= Jobs; started++)
        {
            await starts.WaitForCount(started, $"the start of {started} jobs");
            gate.Release();
        }

        if (free > 1) gate.Release(free - 1);
        await Task.WhenAll(solutions);
        if (nativeJobs > 0) nativeGate.Release(nativeJobs);
        await Task.WhenAll(nativeSolutions);
        Assert.All(starts.Items, answered => Assert.InRange(answered, 1, free));
        Assert.Equal(Jobs, Observed.Writes("amlip/job_reply_available"));
        Assert.Equal(Jobs, guardian.SolvedJobs);
    }

    [Fact]
    public async Task A_job_whose_Computing_node_dies_is_solved_by_another_one_and_its_client_sees_nothing_of_it()
    {
        var guardian = Guarding();
        var starts = new Recorder<string>();
        string[] names = ["doomed1", "doomed2"];
        var isFree = names.ToDictionary(name => name, _ => new TaskCompletionSource());
        foreach (string name in names)
        {
            Doomed(
                async (job, token) =>
                {
                    starts.Add(name);
                    await isFree[name].Task.WaitAsync(token);
                    return await Reverse(job, token);
                },
                name);
        }

        await Guarded(names);
        var main = Plain();
        var job = Solved(main, Job.FromString("abc"));
        string victim = (await starts.WaitForCount(1, "the start of the job"))[0];
        string heir = names.Single(name => name != victim);
        isFree[heir].SetResult();
        await Observed.CrashAsync(name => name == victim);
        var solution = await job;
        Assert.Equal(("cba", guardian.Id, 0ul), (solution.ToString(), solution.SolvedBy, solution.TaskId));
        Assert.Equal([victim, heir], starts.Items);
        Assert.Equal(1, Observed.Writes("amlip/job_request_availability"));
    }

    [Fact]
    public async Task Two_guardians_share_the_jobs_and_the_jobs_of_one_that_dies_go_to_the_other()
    {
        var doomed = Doomed("doomed guardian");
        var other = Guarding("other");
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var worker = Running(HoldSlow(started, release), "cp", o => o with { Slots = 2 });
        await Guarded("cp");
        var main = Plain();
        var solutions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Solved(main, Job.FromString("abc"))));
        Assert.All(solutions, solution => Assert.Equal("cba", solution.ToString()));
        Assert.All(solutions, solution => Assert.Contains(solution.SolvedBy, new HashSet<NodeId> { doomed.Id, other.Id }));
        Assert.Equal(20, worker.SolvedJobs);

        var slow = Solved(main, Job.FromString("slow"));
        await Wait.For(started.Task, "the start of the slow job");
        await Observed.CrashAsync(name => name == "doomed guardian");
        release.SetResult();
        Assert.Equal("wols", (await slow).ToString());
        Assert.Equal(other.Id, (await Solved(main, Job.FromString("abc"))).SolvedBy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_guardian_Computing_nodes_answer_auctions_again(bool dies)
    {
        var guardian = Doomed("doomed guardian");
        var worker = Running(Reverse);
        await Guarded("cp");
        var main = Plain();
        Assert.Equal(guardian.Id, (await Solved(main, Job.FromString("abc"))).SolvedBy);
        if (dies) await Observed.CrashAsync(name => name == "doomed guardian");
        else await guardian.DisposeAsync();
        Assert.Equal(worker.Id, (await Solved(main, Job.FromString("abc"))).SolvedBy);
    }

    [Fact]
    public async Task A_request_that_comes_while_no_slot_is_there_is_answered_when_one_is()
    {
        var guardian = Guarding();
        var main = Plain();
        var job = Solved(main, Job.FromString("abc"));
        await Wait.Until(() => Observed.Writes("amlip/job_request_availability") == 1, "the request");
        await Observed.WaitForReaderAsync("plain", AmlIpTopics.TaskData(ServiceName.Job, guardian.Id).Name);
        Assert.Equal((0, 0L), (guardian.Slots, Observed.Writes("amlip/job_reply_available")));
        Running(Reverse);
        Assert.Equal("cba", (await job).ToString());
    }

    [Fact]
    public async Task A_job_that_fails_as_often_as_it_may_gets_the_failure_reply()
    {
        var guardian = Guarding(change: o => o with { FailureReply = "failed"u8.ToArray(), Jobs = new JobOptions { MaxAttempts = 3 } });
        var worker = Running((job, token) => job.ToString() == "bad" ? throw new HandlerException(7, "bad data") : Reverse(job, token));
        await Guarded("cp");
        var main = Plain();
        var solution = await Solved(main, Job.FromString("bad"));
        Assert.Equal(("failed", guardian.Id), (solution.ToString(), solution.SolvedBy));
        Assert.Equal((3L, 1L), (worker.FailedJobs, guardian.FailedJobs));
        Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
    }

    [Fact]
    public async Task Without_a_failure_reply_the_client_goes_on_waiting_and_so_does_the_guardian_for_others()
    {
        var guardian = Guarding();
        Running((job, token) => job.ToString() == "bad" ? throw new HandlerException(7, "bad data") : Reverse(job, token));
        await Guarded("cp");
        var main = Plain();
        var bad = main.RequestJobSolutionAsync(Job.FromString("bad")).AsTask();
        await Wait.Until(() => guardian.FailedJobs == 1, "the failure of the bad job");
        Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
        Assert.False(bad.IsCompleted);
    }

    [Fact]
    public async Task Native_Main_nodes_hold_no_auction_for_it_and_are_not_answered_by_it()
    {
        var guardian = Guarding();
        var main = Main("native");
        var job = Solved(main, Job.FromString("abc"));
        await Observed.WaitForReaderAsync("native", AmlIpTopics.TaskData(ServiceName.Job, guardian.Id).Name);
        // Its request for this one is heard by the guardian too.
        var plain = Computing("plain", o => o with { NativePlane = false });
        await Wait.For(plain.ProcessJobAsync(Reverse), "the job at the Computing node that knows auctions only");
        Assert.Equal(plain.Id, (await job).SolvedBy);
        Assert.InRange(Observed.Writes("amlip/job_request_availability"), 1, 4); // one for each slot that such a node may have

        var worker = Running(Reverse);
        Assert.Equal(worker.Id, (await Solved(main, Job.FromString("abc"))).SolvedBy);
        Assert.Equal(0, guardian.SolvedJobs + guardian.FailedJobs + guardian.RunningJobs);
    }

    [Fact]
    public async Task A_guardian_that_stops_finishes_the_jobs_that_it_has()
    {
        using var stop = new CancellationTokenSource();
        var guardian = Create("guardian");
        var run = guardian.RunAsync(stop.Token);
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Running(async (job, token) =>
        {
            started.TrySetResult();
            await release.Task;
            return await Reverse(job, token);
        });
        await Guarded("cp");
        var main = Plain();
        var job = Solved(main, Job.FromString("abc"));
        await Wait.For(started.Task, "the start of the job");
        await stop.CancelAsync();
        Assert.False(run.IsCompleted);
        release.SetResult();
        Assert.Equal(guardian.Id, (await job).SolvedBy);
        await Wait.For(run, "the end of the guardian that was stopped");
        await guardian.DisposeAsync();
    }

    [Fact]
    public async Task While_a_guardian_finishes_its_last_jobs_the_Computing_nodes_answer_themselves()
    {
        using var stop = new CancellationTokenSource();
        var guardian = Create("guardian");
        var run = guardian.RunAsync(stop.Token);
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var worker = Running(HoldSlow(started, release), change: o => o with { Slots = 2 });
        await Guarded("cp");
        var main = Plain();
        var slow = Solved(main, Job.FromString("slow"));
        await Wait.For(started.Task, "the start of the job");
        await stop.CancelAsync();
        await Observed.WaitForReaderAsync("cp", GuardianReader, isThere: false); // until then it may still be the one that answers
        Assert.Equal(worker.Id, (await Solved(main, Job.FromString("abc"))).SolvedBy);
        release.SetResult();
        await slow;
        await Wait.For(run, "the end of the guardian that was stopped");
        await guardian.DisposeAsync();
    }

    private MainNode Plain() => Main("plain", o => o with { NativePlane = false });

    private GuardianNode Create(string name) => GuardianNode.Create(Observed, new GuardianNodeOptions { Name = name, Network = Network, DrainTimeout = TimeSpan.FromMinutes(1) });

    /// <summary>A guardian that is not missed: a test may crash it.</summary>
    private GuardianNode Doomed(string name)
    {
        var guardian = Create(name);
        _ = guardian.RunAsync();
        return guardian;
    }

    /// <summary>Does jobs at once, but holds the one called "slow" until it is released.</summary>
    private static JobHandler HoldSlow(TaskCompletionSource started, TaskCompletionSource release) => async (job, token) =>
    {
        if (job.ToString() == "slow")
        {
            started.TrySetResult();
            await release.Task;
        }

        return await Reverse(job, token);
    };

    private async Task Guarded(params string[] workers)
    {
        foreach (string worker in workers) await Observed.WaitForReaderAsync(worker, GuardianReader);
    }
}
