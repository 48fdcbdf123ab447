using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>Jobs from call to solution, the same on every engine.</summary>
public abstract class JobTests : NodeTestBase
{
    [Fact]
    public async Task A_job_comes_back_solved_with_who_did_it_and_as_which_task()
    {
        var main = Main();
        var computing = Running(Reverse);
        var first = await Solved(main, Job.FromString("abc"));
        var second = await Solved(main, Job.FromString("xyz"));
        Assert.Equal("cba", first.ToString());
        Assert.Equal("zyx", second.ToString());
        Assert.Equal(computing.Id, first.SolvedBy);
        Assert.Equal((FirstTask, FirstTask + 1), (first.TaskId, second.TaskId));
        Assert.Equal(2, computing.SolvedJobs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(65_536)]
    [InlineData(1 << 20)]
    [InlineData(16 << 20)]
    public async Task Payloads_of_any_size_come_back_whole(int size)
    {
        var main = Main();
        Running(Reverse);
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var solution = await Solved(main, Job.FromMemory(bytes));
        Array.Reverse(bytes);
        Assert.True(solution.Payload.Span.SequenceEqual(bytes));
    }

    [Fact]
    public async Task Many_jobs_are_under_way_at_a_time_and_no_node_runs_more_than_its_slots()
    {
        const int Jobs = 500;
        var main = Main();
        int running = 0;
        int most = 0;
        var nodes = Enumerable.Range(0, 3).Select(i => Running(CountAsync, $"cp{i}", o => o with { Slots = 2 })).ToArray();
        var solutions = await Task.WhenAll(Enumerable.Range(0, Jobs).Select(i => Solved(main, Job.FromString($"job {i}"))));
        Assert.Equal(Enumerable.Range(0, Jobs).Select(i => $"job {i}"), solutions.Select(s => s.ToString()));
        Assert.Equal(Jobs, solutions.Select(s => s.TaskId).Distinct().Count());
        Assert.Equal(Jobs, nodes.Sum(n => n.SolvedJobs));
        Assert.InRange(most, 1, 6);

        async ValueTask<Solution> CountAsync(Job job, CancellationToken cancellationToken)
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return Solution.FromMemory(job.Payload);
        }
    }

    [Fact]
    public async Task A_job_waits_for_a_node_that_joins_late()
    {
        var main = Main();
        var solution = main.RequestJobSolutionAsync(Job.FromString("abc")).AsTask();
        Running(Reverse);
        Assert.Equal("cba", (await Wait.For(solution, "the solution by the node that joined late")).ToString());
    }

    [Fact]
    public async Task A_job_given_up_before_a_node_is_there_blocks_nobody()
    {
        var main = Main();
        using var cancel = new CancellationTokenSource();
        var given = main.RequestJobSolutionAsync(Job.FromString("given up"), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(given, "the end of the job that was given up"));
        var computing = Running(Reverse);
        Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
        Assert.Equal(1, computing.SolvedJobs);
        Assert.Equal(0, main.PendingJobs);
    }

    [Fact]
    public async Task A_job_given_up_while_it_runs_ends_at_once_and_its_late_solution_harms_nothing()
    {
        var main = Main();
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Running(async (job, _) =>
        {
            started.TrySetResult();
            if (job.ToString() == "slow") await release.Task;
            return Solution.FromMemory(job.Payload);
        });
        using var cancel = new CancellationTokenSource();
        var slow = main.RequestJobSolutionAsync(Job.FromString("slow"), cancel.Token).AsTask();
        await Wait.For(started.Task, "the start of the slow job");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(slow, "the end of the job that was given up"));
        var next = main.RequestJobSolutionAsync(Job.FromString("next")).AsTask();
        release.SetResult();
        Assert.Equal("next", (await Wait.For(next, "the solution of the next job")).ToString());
    }

    [Fact]
    public async Task Two_Main_nodes_share_the_Computing_nodes()
    {
        var mains = new[] { Main("one"), Main("two") };
        Running(Reverse, "a");
        Running(Reverse, "b");
        var solutions = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Solved(mains[i % 2], Job.FromString($"{i:000}"))));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => new string([.. $"{i:000}".Reverse()])), solutions.Select(s => s.ToString()));
    }

    [Fact]
    public async Task A_closed_Main_node_ends_its_jobs_and_frees_the_Computing_nodes()
    {
        var closing = Main("closing");
        var waiting = closing.RequestJobSolutionAsync(Job.FromString("never")).AsTask();
        var other = Main("other");
        await closing.DisposeAsync();
        var error = await Assert.ThrowsAsync<NodeClosedException>(() => Wait.For(waiting, "the end of the closed node's job"));
        Assert.Contains("closing", error.Message);
        await Assert.ThrowsAsync<NodeClosedException>(() => closing.RequestJobSolutionAsync(Job.FromString("after")).AsTask());
        Running(Reverse);
        Assert.Equal("cba", (await Solved(other, Job.FromString("abc"))).ToString());
    }

    [Fact]
    public async Task A_Main_node_that_is_cut_off_without_a_word_ends_its_jobs_when_it_is_closed()
    {
        var main = Main("crashing");
        var waiting = main.RequestJobSolutionAsync(Job.FromString("never")).AsTask();
        await Observed.CrashAsync(name => name == "crashing");
        await main.DisposeAsync();
        await Assert.ThrowsAsync<NodeClosedException>(() => Wait.For(waiting, "the end of the job"));
    }

    [Fact]
    public async Task The_time_limit_runs_while_a_job_waits_for_room()
    {
        var main = Main(change: o => o with { MaxJobs = 1 });
        var first = Solved(main, Job.FromString("abc"));
        var second = main.RequestJobSolutionAsync(Job.FromString("late"), new JobOptions { TimeLimit = TimeSpan.FromMilliseconds(50) }).AsTask();
        var error = await Assert.ThrowsAsync<JobTimedOutException>(() => Wait.For(second, "the end of the time limit"));
        Assert.Contains(nameof(MainNodeOptions.MaxJobs), error.Message);
        Running(Reverse);
        Assert.Equal("cba", (await first).ToString());
    }

    [Fact]
    public async Task Jobs_beyond_the_bound_wait_for_their_turn()
    {
        var main = Main(change: o => o with { MaxJobs = 2 });
        var jobs = Enumerable.Range(0, 10).Select(i => Solved(main, Job.FromString($"{i}"))).ToArray();
        Assert.Equal(2, main.PendingJobs);
        Running(Reverse);
        await Task.WhenAll(jobs);
        Assert.Equal(0, main.PendingJobs);
    }

    [Fact]
    public async Task A_job_above_the_limit_is_refused_with_the_remedy()
    {
        var main = Main(change: o => o with { Network = o.Network with { MaxPayloadBytes = 1024 } });
        var error = await Assert.ThrowsAsync<PayloadTooLargeException>(() => main.RequestJobSolutionAsync(Job.FromBytes(new byte[1025])).AsTask());
        Assert.Contains("1,025", error.Message);
        Assert.Contains(nameof(NetworkOptions.MaxPayloadBytes), error.Message);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = target; value > seen; seen = target)
        {
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
        }
    }
}
