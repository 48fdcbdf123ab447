using System.Collections.Concurrent;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>How native nodes share jobs: drained ones, several Main nodes, nodes that know only AML-IP's protocol, and what a job costs.</summary>
public abstract class SharingTests : NodeTestBase
{
    private readonly ConcurrentDictionary<string, int> _executions = new();

    [Fact]
    public async Task A_node_that_stops_amid_many_jobs_costs_no_second_execution()
    {
        const int Jobs = 400;
        var main = Main();
        using var stop = new CancellationTokenSource();
        int executed = 0;
        var leaving = Computing("leaving", o => o with { Slots = 2 });
        var run = leaving.RunAsync(
            (job, token) =>
            {
                if (Interlocked.Increment(ref executed) == 40) stop.Cancel();
                return CountAsync(job, token);
            },
            stop.Token);
        await Solved(main, Job.FromString("the first"));
        var staying = Running(CountAsync, "staying");
        var solutions = await Task.WhenAll(Enumerable.Range(0, Jobs).Select(i => Solved(main, Job.FromString($"{i}"))));
        await Wait.For(run, "the end of the node that was stopped");
        Assert.Equal(Jobs + 1, leaving.SolvedJobs + staying.SolvedJobs);
        Assert.Equal(leaving.SolvedJobs, solutions.Count(solution => solution.SolvedBy == leaving.Id) + 1);
        Assert.InRange(staying.SolvedJobs, 1, Jobs);
        Assert.DoesNotContain(_executions, job => job.Value != 1);
    }

    [Fact]
    public async Task A_node_that_stops_finishes_what_runs_and_hands_back_what_it_kept()
    {
        var main = Main();
        var release = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        // However slow this machine is: these jobs are short.
        var leaving = Computing("leaving", o => o with { Machine = o.Machine with { LongRun = TimeSpan.FromHours(1) } });
        var run = leaving.RunAsync(
            async (job, token) =>
            {
                if (job.ToString() == "long") await release.Task;
                return await CountAsync(job, token);
            },
            stop.Token);
        // While jobs are short the node keeps some beyond its slot.
        for (int i = 0; i < 20; i++) await Solved(main, Job.FromString($"short {i}"));
        long sent = Observed.Writes("amlipnet/v1/job_work_");
        var burst = new[] { "long", "kept 1", "kept 2" }.Select(text => Solved(main, Job.FromString(text))).ToArray();
        await Wait.Until(() => Observed.Writes("amlipnet/v1/job_work_") == sent + 3, "the kept jobs on their way", seen: Observed.Story);
        await Wait.Until(() => leaving.RunningJobs == 1, "the start of the long job");
        await stop.CancelAsync();
        var staying = Running(CountAsync, "staying");
        var kept = await Task.WhenAll(burst[1], burst[2]);
        Assert.All(kept, solution => Assert.Equal(staying.Id, solution.SolvedBy));
        Assert.False(run.IsCompleted);
        release.SetResult();
        Assert.Equal(leaving.Id, (await burst[0]).SolvedBy);
        await Wait.For(run, "the end of the node that was stopped");
        Assert.DoesNotContain(_executions, job => job.Value != 1);
    }

    [Fact]
    public async Task Two_Main_nodes_that_race_for_one_slot_get_each_job_executed_once()
    {
        const int Jobs = 200;
        int running = 0, most = 0;
        var mains = new[] { Main("one"), Main("two") };
        var computing = Running(async (job, token) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return await CountAsync(job, token);
        });
        var solutions = await Task.WhenAll(Enumerable.Range(0, Jobs).Select(i => Solved(mains[i % 2], Job.FromString($"{i}"))));
        Assert.Equal(Enumerable.Range(0, Jobs).Select(i => $"{i}"), solutions.Select(solution => solution.ToString()));
        Assert.Equal((1, (long)Jobs), (most, computing.SolvedJobs));
        Assert.DoesNotContain(_executions, job => job.Value != 1);
    }

    [Fact]
    public async Task While_native_slots_are_full_nodes_that_know_only_auctions_get_jobs()
    {
        var main = Main();
        var release = new TaskCompletionSource();
        var native = Running(
            async (job, token) =>
            {
                await release.Task;
                return await CountAsync(job, token);
            },
            "native");
        var first = Solved(main, Job.FromString("first"));
        await Wait.Until(() => native.RunningJobs == 1, "the start of the first job");
        Assert.Equal(0, Observed.Writes("amlip/job_request"));
        var peer = Running(CountAsync, "peer", o => o with { NativePlane = false });
        var rest = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Solved(main, Job.FromString($"{i}"))));
        Assert.All(rest, solution => Assert.Equal(peer.Id, solution.SolvedBy));
        release.SetResult();
        Assert.Equal(native.Id, (await first).SolvedBy);
        Assert.DoesNotContain(_executions, job => job.Value != 1);
    }

    [Fact]
    public async Task In_a_mixed_network_every_job_of_either_kind_of_client_is_solved_once()
    {
        const int Jobs = 200;
        var mains = new[] { Main("native"), Main("plain", o => o with { NativePlane = false }) };
        var nodes = new[] { Running(CountAsync, "native", o => o with { Slots = 2 }), Running(CountAsync, "plain", o => o with { NativePlane = false }) };
        var solutions = await Task.WhenAll(Enumerable.Range(0, Jobs).Select(i => Solved(mains[i % 2], Job.FromString($"{i}"))));
        Assert.Equal(Enumerable.Range(0, Jobs).Select(i => $"{i}"), solutions.Select(solution => solution.ToString()));
        Assert.Equal(Jobs, nodes.Sum(node => node.SolvedJobs));
        Assert.All(nodes, node => Assert.InRange(node.SolvedJobs, 1, Jobs));
        Assert.DoesNotContain(_executions, job => job.Value != 1);
    }

    protected async Task CountMessagesAsync(int servers)
    {
        const int Jobs = 2_000;
        var main = Main();
        HashSet<NodeId> own = [];
        // A machine that is busy with other things makes short jobs long: then their clients are told, which is not what is counted here.
        for (int i = 0; i < servers; i++)
        {
            var node = Running(CountAsync, $"cp{i}", o => o with { Machine = o.Machine with { TellAfter = TimeSpan.FromSeconds(10), RenewPeriod = TimeSpan.FromSeconds(2) } });
            own.Add(node.Id);
        }

        int sent = 0;
        await SendAsync(servers * 20);
        long before = Observed.Writes("amlipnet/");
        await SendAsync(Jobs);
        double perJob = (Observed.Writes("amlipnet/") - before) / (double)Jobs;
        Assert.True(perJob is >= 2 and <= 2.1, $"{perJob} messages a job with {servers} servers. Written: {Observed.Story()}");
        Assert.Equal(0, Observed.Writes("amlip/job_"));

        // As many senders as servers, up to 16, each with one job after the other.
        async Task SendAsync(int count)
        {
            sent = 0;
            await Task.WhenAll(Enumerable.Range(0, Math.Min(servers, 16)).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref sent) is var number && number <= count)
                {
                    var solution = await Solved(main, Job.FromString($"{count}.{number}"));
                    Assert.True(own.Contains(solution.SolvedBy), $"{solution.SolvedBy} is no node of this test: another program uses domain {Network.Domain}.");
                }
            })));
        }
    }

    private ValueTask<Solution> CountAsync(Job job, CancellationToken cancellationToken)
    {
        _executions.AddOrUpdate(job.ToString(), 1, (_, count) => count + 1);
        return ValueTask.FromResult(Solution.FromMemory(job.Payload));
    }
}
