using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>What a Computing node does with jobs, handlers and their errors, the same on every engine.</summary>
public abstract class ComputingTests : NodeTestBase
{
    [Fact]
    public async Task ProcessJob_takes_one_job_and_no_more()
    {
        var main = Main();
        var computing = Computing();
        var first = Solved(main, Job.FromString("abc"));
        var second = main.RequestJobSolutionAsync(Job.FromString("xyz")).AsTask();
        await Wait.For(computing.ProcessJobAsync(Reverse), "the end of the first job");
        Assert.Equal("cba", (await first).ToString());
        Assert.False(second.IsCompleted);
        await Wait.For(computing.ProcessJobAsync(Reverse), "the end of the second job");
        Assert.Equal("zyx", (await Wait.For(second, "the second solution")).ToString());
    }

    [Fact]
    public async Task ProcessJob_can_be_given_up_and_called_again()
    {
        var main = Main();
        var computing = Computing();
        using var cancel = new CancellationTokenSource();
        var waiting = computing.ProcessJobAsync(Reverse, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(waiting, "the end of the call that was given up"));
        var solution = Solved(main, Job.FromString("abc"));
        await Wait.For(computing.ProcessJobAsync(Reverse), "the end of the job");
        Assert.Equal("cba", (await solution).ToString());
    }

    [Fact]
    public async Task A_node_that_stops_finishes_the_job_that_it_runs()
    {
        var main = Main();
        var computing = Computing();
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var run = computing.RunAsync(
            async (job, token) =>
            {
                started.SetResult();
                await release.Task;
                return await Reverse(job, token);
            },
            stop.Token);
        var solution = Solved(main, Job.FromString("abc"));
        await Wait.For(started.Task, "the start of the job");
        await stop.CancelAsync();
        Assert.False(run.IsCompleted);
        release.SetResult();
        Assert.Equal("cba", (await solution).ToString());
        await Wait.For(run, "the end of the node that was stopped");
    }

    [Fact]
    public async Task A_node_that_stops_waits_for_a_handler_no_longer_than_its_drain_time()
    {
        var main = Main();
        var computing = Computing(change: o => o with { DrainTimeout = TimeSpan.FromMilliseconds(50) });
        var started = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var run = computing.RunAsync(
            async (_, token) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => told.SetResult(), TaskScheduler.Default);
                throw new OperationCanceledException(token);
            },
            stop.Token);
        var job = main.RequestJobSolutionAsync(Job.FromString("for ever")).AsTask();
        await Wait.For(started.Task, "the start of the job");
        await stop.CancelAsync();
        await Wait.For(run, "the end of the node that was stopped");
        await Wait.For(told.Task, "the handler's cancellation");
        Assert.False(job.IsCompleted);
    }

    [Fact]
    public async Task A_call_that_waits_for_a_job_gets_one_after_another_call_was_stopped()
    {
        var main = Main();
        var computing = Computing();
        using var stop = new CancellationTokenSource();
        var run = computing.RunAsync(Reverse, stop.Token);
        var waiting = computing.ProcessJobAsync(Reverse);
        await stop.CancelAsync();
        await Wait.For(run, "the end of the call that was stopped");
        var solution = await Solved(main, Job.FromString("abc"));
        Assert.Equal("cba", solution.ToString());
        await Wait.For(waiting, "the end of the call that took the job");
    }

    [Fact]
    public async Task A_running_handler_hears_that_its_client_is_gone()
    {
        var main = Main();
        var started = new TaskCompletionSource();
        var orphaned = new TaskCompletionSource();
        Running(async (job, token) =>
        {
            using var registration = token.Register(orphaned.SetResult);
            started.SetResult();
            await orphaned.Task;
            return Solution.FromMemory(job.Payload);
        });
        var job = main.RequestJobSolutionAsync(Job.FromString("abc")).AsTask();
        await Wait.For(started.Task, "the start of the job");
        await main.DisposeAsync();
        await Assert.ThrowsAsync<NodeClosedException>(() => job);
        await Wait.For(orphaned.Task, "the handler's cancellation");
    }

    [Fact]
    public async Task Data_that_comes_twice_is_executed_once()
    {
        var computing = Running(Reverse);
        var participant = Participant("twice");
        var client = NodeId.Create("twice", 7);
        var qos = Dds.QosLibrary.Default;
        var solutions = new Recorder<uint>();
        using var reader = participant.CreateReader(
            AmlIpTopics.TaskSolution(ServiceName.Job, client), qos.GetReaderQos("amlip::solution"), new Solutions(solutions));
        using var writer = participant.CreateWriter(AmlIpTopics.TaskData(ServiceName.Job, computing.Id), qos.GetWriterQos("amlip::data"), Dds.NullListener.Instance);
        await Wait.Until(() => writer.MatchedReaders == 1, "the match with the Computing node");
        byte[] header = new byte[MsDataHeader.MaxSize];
        foreach (uint task in new uint[] { 1, 1, 1, 2 })
        {
            int length = new MsDataHeader(client, task, computing.Id, 3).Write(header);
            writer.TryWrite(header.AsSpan(0, length), "abc"u8);
        }

        uint[] tasks = await solutions.WaitForCount(2, "the solutions of tasks 1 and 2");
        Assert.Equal([1u, 2u], tasks);
        Assert.Equal(2, computing.SolvedJobs);
    }

    [Fact]
    public async Task A_request_of_a_client_that_is_not_there_holds_the_node_only_for_a_while()
    {
        Running(Reverse);
        var main = Main();
        await Solved(main, Job.FromString("warm up"));
        var participant = Participant("ghost");
        using var writer = participant.CreateWriter(
            AmlIpTopics.RequestAvailability(ServiceName.Job), Dds.QosLibrary.Default.GetWriterQos("amlip::request"), Dds.NullListener.Instance);
        await Wait.Until(() => writer.MatchedReaders == (IsNative ? 2 : 1), "the match with the Computing node, and with the Main node if it heals");
        byte[] header = new byte[MsRequest.MaxSize];
        writer.TryWrite(header.AsSpan(0, new MsRequest(NodeId.Create("ghost", 1), 0).Write(header)), default);
        for (int i = 0; i < 3; i++) Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
    }

    private sealed class Solutions(Recorder<uint> tasks) : Dds.IReaderListener
    {
        public void OnSamples(ReadOnlySpan<Dds.Sample> samples)
        {
            foreach (var sample in samples)
            {
                Assert.True(MsDataHeader.TryRead(sample.Header.Span, out var header));
                tasks.Add(header.Task);
            }
        }
    }
}
