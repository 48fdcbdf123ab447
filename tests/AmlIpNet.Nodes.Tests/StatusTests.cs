using System.Diagnostics;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>What a Status node sees, the same on every engine.</summary>
public abstract class StatusTests : NodeTestBase
{
    [Fact]
    public async Task Every_node_is_seen_with_its_kind_and_each_change_of_state()
    {
        var status = Status();
        var seen = Watch(status);
        var main = Main();
        var computing = Computing();
        await seen.WaitForOne(s => s.Id == main.Id && s is { Kind: NodeKind.Main, State: NodeState.Running }, "the running Main node");
        await seen.WaitForOne(s => s.Id == status.Id && s is { Kind: NodeKind.Status, State: NodeState.Running }, "the Status node itself");
        await seen.WaitForOne(s => s.Id == computing.Id && s.State == NodeState.Stopped, "the idle Computing node");
        var job = Solved(main, Job.FromString("abc"));
        await computing.ProcessJobAsync(async (asked, token) =>
        {
            // A state that lasts less than 50 ms is not told.
            await seen.WaitForOne(s => s.Id == computing.Id && s.State == NodeState.Running, "the working Computing node");
            return await Reverse(asked, token);
        });
        await job;
        await seen.WaitFor(all => all.LastOrDefault(s => s.Id == computing.Id) is { State: NodeState.Stopped } && all.Any(s => s.State == NodeState.Running && s.Id == computing.Id), "the end of the job");
        await computing.DisposeAsync();
        await seen.WaitForOne(s => s.Id == computing.Id && s.State == NodeState.Dropped, "the dropped Computing node");
        var states = seen.Items.Where(s => s.Id == computing.Id).ToArray();
        var changes = states.Where((s, i) => i == 0 || s.State != states[i - 1].State); // changes of load apart
        Assert.Equal([NodeState.Stopped, NodeState.Running, NodeState.Stopped, NodeState.Dropped], changes.Select(s => s.State));
        Assert.All(states, s => Assert.False(s.IsLost));
        Assert.All(states, s => Assert.Equal(NodeKind.Computing, s.Kind));
    }

    [Fact]
    public async Task A_node_that_leaves_while_it_works_is_dropped_and_not_lost()
    {
        var status = Status();
        var seen = Watch(status);
        var main = Main();
        var computing = Computing();
        var started = new TaskCompletionSource();
        var run = computing.RunAsync(async (job, token) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return Solution.FromMemory(job.Payload);
        });
        _ = main.RequestJobSolutionAsync(Job.FromString("abc")).AsTask();
        await Wait.For(started.Task, "the start of the job");
        await computing.DisposeAsync();
        await Assert.ThrowsAsync<NodeClosedException>(() => run);
        await seen.WaitForOne(s => s.Id == computing.Id && s.State == NodeState.Dropped, "the dropped Computing node");
        var last = Main("last");
        await seen.WaitForOne(s => s.Id == last.Id, "a node that came after it");
        Assert.DoesNotContain(seen.Items, s => s.IsLost);
        Assert.Equal(NodeState.Dropped, seen.Items.Last(s => s.Id == computing.Id).State);
    }

    [Fact]
    public async Task A_Status_node_that_joins_late_sees_the_last_state_of_each_node()
    {
        var main = Main();
        var computing = Running(Reverse);
        await Solved(main, Job.FromString("abc"));
        var status = Status();
        await Wait.Until(() => status.Nodes.Count >= 3, "three nodes", seen: () => string.Join('\n', status.Nodes));
        Assert.Equal(NodeState.Running, status.Nodes.Single(s => s.Id == main.Id).State);
        await Wait.Until(() => status.Nodes.Single(s => s.Id == computing.Id).State == NodeState.Stopped, "the end of the job", seen: () => string.Join('\n', status.Nodes));
    }

    [Fact]
    public async Task A_node_that_vanishes_without_a_word_is_dropped_and_lost()
    {
        var status = Status();
        var seen = Watch(status);
        var participant = Participant("mute");
        var id = NodeId.Create("mute", 99);
        var writer = participant.CreateWriter(AmlIpTopics.Status, Dds.QosLibrary.Default.GetWriterQos("amlip::status"), Dds.NullListener.Instance);
        byte[] header = new byte[StatusMessage.MaxSize];
        writer.TryWrite(header.AsSpan(0, new StatusMessage(id, (NodeKind)77, (NodeState)88).Write(header)), default);
        var first = await seen.WaitForOne(s => s.Id == id, "the node of an unknown kind");
        Assert.Equal(((NodeKind)77, (NodeState)88), (first.Kind, first.State));
        await participant.DisposeAsync();
        var last = await seen.WaitForOne(s => s.Id == id && s.State == NodeState.Dropped, "the loss of the node");
        Assert.True(last.IsLost);
    }

    [Fact]
    public async Task Short_jobs_cost_a_state_every_50_ms_at_most_and_the_last_one_is_right()
    {
        var status = Status();
        var main = Main();
        var computing = Running(Reverse);
        await Wait.Until(() => status.Nodes.Count == 3, "three nodes");
        long before = Observed.Writes("amlip/status"), start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 200; i++) await Solved(main, Job.FromString("abc"));
        await Wait.Until(() => status.Nodes.Single(s => s.Id == computing.Id) is { State: NodeState.Stopped, Load.Done: 200 }, "the idle node", seen: () => string.Join('\n', status.Nodes));
        Assert.InRange(Observed.Writes("amlip/status") - before, 2, 2 + (long)(Stopwatch.GetElapsedTime(start) / TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task A_Computing_node_tells_its_load_and_an_AML_IP_node_does_not()
    {
        var status = Status(o => o with { LoadPeriod = TimeSpan.FromMilliseconds(50) });
        var seen = Watch(status);
        var main = Main();
        var plain = Computing("plain", o => o with { NativePlane = false });
        var computing = Computing("native", o => o with { Slots = 3 });
        var release = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var run = computing.RunAsync(
            async (job, token) =>
            {
                if (job.ToString() == "bad") throw new HandlerException(2, "bad");
                await release.Task;
                return await Reverse(job, token);
            },
            stop.Token);
        await seen.WaitForOne(s => s.Load is { Slots: 3, Running: 0, Done: 0, Failed: 0 } load && load.Host == Environment.MachineName, "the idle node");
        await Assert.ThrowsAsync<JobFailedException>(() => Solved(main, Job.FromString("bad")));
        var jobs = Enumerable.Range(0, 2).Select(_ => Solved(main, Job.FromString("abc"))).ToArray();
        await seen.WaitForOne(s => s.Load is { Running: 2, Failed: 2 }, "two running jobs and two failures");
        await stop.CancelAsync();
        await seen.WaitForOne(s => s.Load is { IsDraining: true, Running: 2 }, "the draining node");
        release.SetResult();
        await Task.WhenAll(jobs);
        await Wait.For(run, "the end of the node that was stopped");
        await seen.WaitForOne(s => s.Id == computing.Id && s.Load is { Done: 2, Running: 0 }, "the jobs that were done");
        Assert.Equal(2, status.Nodes.Single(s => s.Id == computing.Id).Load!.Done);
        Assert.Contains(status.Nodes, s => s.Id == plain.Id);
        Assert.All(seen.Items.Where(s => s.Id != computing.Id), s => Assert.Null(s.Load));
    }

    [Fact]
    public async Task A_node_without_signs_of_life_is_suspected_until_they_are_back()
    {
        var status = Status();
        var seen = Watch(status);
        var computing = Running(Reverse, "quiet");
        await seen.WaitForOne(s => s.Load is { IsSuspected: false }, "the node's load");
        await Observed.SetLivelinessAsync("status", "quiet", alive: false);
        Assert.Equal(NodeState.Stopped, (await seen.WaitForOne(s => s.Id == computing.Id && s.Load is { IsSuspected: true }, "the suspicion")).State);
        await Observed.SetLivelinessAsync("status", "quiet", alive: true);
        await seen.WaitFor(all => all[^1] is { Load.IsSuspected: false }, "the end of the suspicion");
    }

    [Fact]
    public async Task Counters_that_nothing_else_would_publish_are_published_after_a_while()
    {
        var status = Status();
        var main = Main();
        var machine = new JobServerOptions { CounterPeriod = TimeSpan.FromMilliseconds(200), PublishDelay = TimeSpan.FromHours(1) };
        var computing = Running(Reverse, change: o => o with { Machine = machine });
        for (int i = 0; i < 10; i++) await Solved(main, Job.FromString("abc"));
        await Wait.Until(
            () => status.Nodes.Any(s => s.Id == computing.Id && s.Load is { Done: 10 }), "the ten jobs in the node's load", seen: () => string.Join('\n', status.Nodes));
    }

    [Fact]
    public async Task Bytes_that_are_no_status_are_skipped()
    {
        var status = Status();
        var participant = Participant("garbage");
        var writer = participant.CreateWriter(AmlIpTopics.Status, Dds.QosLibrary.Default.GetWriterQos("amlip::status"), Dds.NullListener.Instance);
        await Wait.Until(() => writer.MatchedReaders == 1, "the match with the Status node");
        writer.TryWrite("garbage!"u8, default);
        var main = Main();
        await Wait.Until(() => status.Nodes.Any(s => s.Id == main.Id), "the Main node after the garbage");
        Assert.Equal(2, status.Nodes.Count);
    }

    [Fact]
    public async Task The_table_is_bounded_and_forgets_dropped_nodes_first()
    {
        var status = Status(o => o with { MaxNodes = 3 });
        var first = Main("first");
        await Wait.Until(() => status.Nodes.Any(s => s.Id == first.Id), "the first Main node");
        await first.DisposeAsync();
        await Wait.Until(() => status.Nodes.Any(s => s.Id == first.Id && s.State == NodeState.Dropped), "the end of the first Main node");
        var second = Main("second");
        var third = Main("third");
        await Wait.Until(() => status.Nodes.Any(s => s.Id == second.Id) && status.Nodes.Any(s => s.Id == third.Id), "the later nodes");
        Assert.DoesNotContain(status.Nodes, s => s.Id == first.Id);
        Assert.Equal(3, status.Nodes.Count);
    }

    [Fact]
    public async Task A_writer_that_goes_through_ids_does_not_fill_the_table_of_loads()
    {
        if (!IsNative) return;
        var status = Status(o => o with { MaxNodes = 4 });
        var participant = Participant("liar");
        var writer = participant.CreateWriter(NativeTopics.Availability(ServiceName.Job), Dds.QosLibrary.Default.GetWriterQos("amlipnet::availability"), Dds.NullListener.Instance);
        await Wait.Until(() => writer.MatchedReaders == 1, "the match with the Status node");
        byte[] header = new byte[AvailabilityMessage.GetLargestSize()];
        for (uint i = 0; i < 20; i++)
        {
            int length = new AvailabilityMessage(NodeId.Create("false", i), new ServerLoad(1, i, 1, 1, 0, ServerState.Open), 0, 0).Write(header);
            await Wait.Until(() => writer.TryWrite(header.AsSpan(0, length), default) == Dds.WriteResult.Accepted, "room in the writer");
        }

        var computing = Running(Reverse, change: o => o with { Slots = 3 });
        await Wait.Until(() => status.Nodes.Any(s => s.Id == computing.Id && s.Load is { Slots: 3 }), "the load of a node that came later", seen: () => string.Join('\n', status.Nodes));
    }

    private static Recorder<NodeStatus> Watch(StatusNode node)
    {
        var seen = new Recorder<NodeStatus>();
        _ = Task.Run(async () =>
        {
            await foreach (var status in node.WatchAsync()) seen.Add(status);
        });
        return seen;
    }
}
