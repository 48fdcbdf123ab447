using System.Text;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>Model senders and receivers.</summary>
public abstract class ModelTests : NodeTestBase
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(2); // longer than any test: what is to be answered is

    [Fact]
    public async Task A_receiver_hears_of_a_model_and_gets_it()
    {
        var receiver = Receiver();
        var sender = Sending(Upper);
        await sender.PublishStatisticsAsync("accuracy", "0.9"u8.ToArray());
        var statistics = await FirstStatistics(receiver);
        Assert.Equal(("accuracy", "0.9", sender.Id), (statistics.Name, statistics.ToString(), statistics.Sender));
        var model = await Get(receiver, statistics.Sender, "the best one");
        Assert.Equal(("THE BEST ONE", sender.Id), (model.ToString(), model.Sender));
        await Wait.Until(() => sender.AnsweredRequests == 1, "the answer to be counted");
        Assert.Equal(1, await Wait.For(receiver.CountPeersAsync(), "the receiver's peers"));
        Assert.Equal(1, await Wait.For(sender.CountPeersAsync(), "the sender's peers"));
    }

    [Fact]
    public async Task A_late_receiver_hears_the_last_statistics_of_each_sender_that_is_there()
    {
        var early = Receiver("early");
        var first = Sending(Upper, "first");
        var second = Sending(Upper, "second");
        var leaver = Sender("leaver");
        for (int i = 0; i < 5; i++) await first.PublishStatisticsAsync($"a{i}", new byte[i]);
        await second.PublishStatisticsAsync("b", ReadOnlyMemory<byte>.Empty);
        await leaver.PublishStatisticsAsync("c", ReadOnlyMemory<byte>.Empty);
        await Until(early, "a4", "b", "c");
        await leaver.DisposeAsync();
        await Until(early, "a4", "b");
        await Until(Receiver("late"), "a4", "b");

        static Task Until(ModelReceiverNode receiver, params string[] names) => Wait.Until(
            () => receiver.Statistics.Select(one => one.Name).Order().SequenceEqual(names), string.Join(", ", names), seen: () => string.Join(", ", receiver.Statistics.Select(one => one.Name)));
    }

    [Fact]
    public async Task Every_request_gets_its_own_answer_and_no_more_run_than_there_are_slots()
    {
        int running = 0, most = 0;
        var sender = Sending(
            async (request, token) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await Task.Delay(1, token);
                Interlocked.Decrement(ref running);
                return Model.FromString($"model of {request}");
            },
            change: o => o with { Slots = 3 });
        ModelReceiverNode[] receivers = [Receiver("one"), Receiver("two", o => o with { MaxRequests = 4 })];
        await Task.WhenAll(receivers.SelectMany(receiver => Enumerable.Range(0, 50).Select(async i =>
            Assert.Equal($"model of {receiver.Id}/{i}", (await Get(receiver, sender.Id, $"{receiver.Id}/{i}")).ToString()))));
        Assert.InRange(most, 1, 3);
        await Wait.Until(() => sender.AnsweredRequests == 100, "all answers to be counted");
        Assert.Equal(0, receivers.Sum(receiver => receiver.DroppedReplies));
    }

    [Fact]
    public async Task Requests_wait_until_the_sender_answers_and_it_may_stop_and_go_on()
    {
        var receiver = Receiver();
        var sender = Sender();
        var early = Get(receiver, sender.Id, "early");
        await RunUntil(early);
        var late = Get(receiver, sender.Id, "late");
        await RunUntil(late);
        Assert.Equal(("EARLY", "LATE"), ((await early).ToString(), (await late).ToString()));

        async Task RunUntil(Task<Model> answered)
        {
            using var stop = new CancellationTokenSource();
            var run = sender.RunAsync(Upper, stop.Token);
            await answered;
            await Assert.ThrowsAsync<InvalidOperationException>(() => Wait.For(sender.RunAsync(Upper, stop.Token), "the refusal of a second run"));
            await stop.CancelAsync();
            await Wait.For(run, "the end of the run");
        }
    }

    [Fact]
    public async Task Without_an_answer_the_receiver_s_patience_ends()
    {
        var receiver = Receiver(change: o => o with { RequestTimeout = TimeSpan.FromMilliseconds(200) });
        var silent = Sender("silent");
        var error = await Assert.ThrowsAsync<ModelTimedOutException>(() => Get(receiver, silent.Id, "x"));
        Assert.Equal(silent.Id, error.Sender);
        Assert.Contains("within 0.2 s", error.Message);
        await Assert.ThrowsAsync<ModelTimedOutException>(() => Get(receiver, NodeId.Create("nobody", 5), "x"));
    }

    [Fact]
    public async Task A_handler_that_throws_is_counted_and_the_next_request_is_answered()
    {
        var sender = Sending((request, token) => request.ToString() == "bad" ? throw new FormatException("bad request") : Upper(request, token));
        var receiver = Receiver();
        using var cancel = new CancellationTokenSource();
        var bad = receiver.RequestModelAsync(sender.Id, "bad"u8.ToArray(), cancel.Token).AsTask();
        await Wait.Until(() => sender.FailedRequests == 1, "the failure to be counted");
        Assert.Equal("GOOD", (await Get(receiver, sender.Id, "good")).ToString());
        Assert.False(bad.IsCompleted); // AML-IP has no message for it
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(bad, "the request's end"));
    }

    [Fact]
    public async Task A_sender_that_leaves_ends_the_wait_for_it()
    {
        var asked = new TaskCompletionSource();
        var sender = Sender("leaver");
        using var stop = new CancellationTokenSource();
        var run = sender.RunAsync(
            async (_, token) =>
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
                return Model.FromString("never");
            },
            stop.Token);
        var request = Get(Receiver(), sender.Id, "x");
        await Wait.For(asked.Task, "the request");
        await sender.DisposeAsync();
        Assert.Equal(sender.Id, (await Assert.ThrowsAsync<ModelSenderLostException>(() => request)).Sender);
        await Assert.ThrowsAsync<NodeClosedException>(() => Wait.For(run, "the end of the run"));
        await Assert.ThrowsAsync<NodeClosedException>(() => sender.PublishStatisticsAsync("a", default).AsTask());
    }

    [Fact]
    public async Task A_receiver_that_leaves_ends_its_requests_and_their_handlers()
    {
        var asked = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        var sender = Sending(async (_, token) =>
        {
            await using var registration = token.Register(told.SetResult);
            asked.TrySetResult();
            await told.Task;
            return Model.FromString("nobody wants it");
        });
        var receiver = Receiver();
        var request = Get(receiver, sender.Id, "x");
        await Wait.For(asked.Task, "the request");
        await receiver.DisposeAsync();
        await Assert.ThrowsAsync<NodeClosedException>(() => request);
        await Wait.For(told.Task, "the handler's token");
        await Assert.ThrowsAsync<NodeClosedException>(() => Get(receiver, sender.Id, "x"));
    }

    [Fact]
    public async Task A_request_may_be_given_up_and_a_late_answer_is_dropped()
    {
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var sender = Sending(async (request, _) =>
        {
            asked.TrySetResult();
            await release.Task;
            return Model.FromMemory(request.Payload);
        });
        var receiver = Receiver();
        using var cancel = new CancellationTokenSource();
        var request = receiver.RequestModelAsync(sender.Id, "x"u8.ToArray(), cancel.Token).AsTask();
        await Wait.For(asked.Task, "the request");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(request, "the request's end"));
        release.SetResult();
        Assert.Equal("y", (await Get(receiver, sender.Id, "y")).ToString());
        Assert.Equal(1, receiver.DroppedReplies);
    }

    [Fact]
    public async Task A_stream_tells_what_is_known_and_what_comes_and_ends_with_the_node()
    {
        var receiver = Receiver();
        var sender = Sender();
        await sender.PublishStatisticsAsync("first", default);
        await FirstStatistics(receiver);
        var seen = new Recorder<string>();
        var watch = Task.Run(async () =>
        {
            await foreach (var one in receiver.WatchAsync()) seen.Add(one.Name);
        });
        await seen.WaitForCount(1, "what is known");
        await sender.PublishStatisticsAsync("second", default);
        await seen.WaitForOne(name => name == "second", "what comes");
        await receiver.DisposeAsync();
        await Wait.For(watch, "the stream's end");
        Assert.Equal(["first", "second"], seen.Items);
    }

    [Fact]
    public async Task Both_tell_their_states_as_AML_IP_numbers_them()
    {
        var status = Status();
        var receiver = Receiver();
        var sender = Sender();
        await Seen(receiver.Id, NodeKind.ModelReceiver, NodeState.Running);
        await Seen(sender.Id, NodeKind.ModelSender, NodeState.Stopped);
        using var stop = new CancellationTokenSource();
        var run = sender.RunAsync(Upper, stop.Token);
        await Seen(sender.Id, NodeKind.ModelSender, NodeState.Running);
        await stop.CancelAsync();
        await Wait.For(run, "the run's end");
        await Seen(sender.Id, NodeKind.ModelSender, NodeState.Stopped);
        await sender.DisposeAsync();
        await Seen(sender.Id, NodeKind.ModelSender, NodeState.Dropped);

        Task Seen(NodeId id, NodeKind kind, NodeState state) => Wait.Until(
            () => status.Nodes.Any(node => node.Id == id && node.Kind == kind && node.State == state), $"{id} {kind} {state}", seen: () => string.Join('\n', status.Nodes));
    }

    [Fact]
    public async Task What_is_malformed_or_too_large_is_counted_and_does_no_harm()
    {
        var sender = Sending(Upper, change: o => o with { MaxStatisticsBytes = 1_000 });
        var receiver = Receiver(change: o => o with { MaxStatisticsBytes = 10 });
        var hostile = Participant("hostile");
        var qos = QosLibrary.Default;
        var stranger = NodeId.Create("?", 1);
        byte[] request = new byte[MsDataHeader.MaxSize], statistics = new byte[ModelStatisticsHeader.MaxSize];
        Write(AmlIpTopics.ModelRequest(sender.Id), request.AsSpan(0, new MsDataHeader(stranger, 0, sender.Id, 0).Write(request)));
        Write(AmlIpTopics.ModelStatistics, statistics.AsSpan(0, new ModelStatisticsHeader(new StatisticsName("n"), stranger, 0).Write(statistics)));
        await Wait.Until(() => sender.MalformedSamples == 1 && receiver.MalformedSamples == 1, "the malformed samples");
        await Assert.ThrowsAsync<PayloadTooLargeException>(() => sender.PublishStatisticsAsync("large", new byte[1_001]).AsTask());
        await sender.PublishStatisticsAsync("larger than the receiver takes", new byte[11]);
        await Wait.Until(() => receiver.RefusedStatistics == 1, "the refusal");
        Assert.Empty(receiver.Statistics);
        Assert.Equal("OK", (await Get(receiver, sender.Id, "ok")).ToString());

        // A name that is no UTF-8: no topic could be named after it.
        void Write(Topic topic, Span<byte> header)
        {
            header[header.IndexOf((byte)'?')] = 0xff;
            hostile.CreateWriter(topic, qos.GetWriterQos("amlip::model_request"), NullListener.Instance).TryWrite(header, default);
        }
    }

    [Fact]
    public async Task A_megabyte_arrives_as_it_was_sent()
    {
        byte[] large = new byte[(1 << 20) + 3];
        new Random(4).NextBytes(large);
        var sender = Sending((_, _) => new(Model.FromMemory(large)));
        Assert.Equal(large, (await Get(Receiver(), sender.Id, "all")).ToArray());
    }

    private ModelReceiverNode Receiver(string name = "receiver", Func<ModelReceiverNodeOptions, ModelReceiverNodeOptions>? change = null)
    {
        var options = new ModelReceiverNodeOptions { Name = name, Network = Network, RequestTimeout = s_long };
        return Keep(ModelReceiverNode.Create(Observed, change?.Invoke(options) ?? options));
    }

    private ModelSenderNode Sender(string name = "sender", Func<ModelSenderNodeOptions, ModelSenderNodeOptions>? change = null)
    {
        var options = new ModelSenderNodeOptions { Name = name, Network = Network };
        return Keep(ModelSenderNode.Create(Observed, change?.Invoke(options) ?? options));
    }

    private ModelSenderNode Sending(ModelHandler handler, string name = "sender", Func<ModelSenderNodeOptions, ModelSenderNodeOptions>? change = null)
    {
        var node = Sender(name, change);
        Await(token => node.RunAsync(handler, token));
        return node;
    }

    private static ValueTask<Model> Upper(ModelRequest request, CancellationToken cancellationToken) => new(Model.FromString(request.ToString().ToUpperInvariant()));

    private static Task<Model> Get(ModelReceiverNode receiver, NodeId sender, string request) =>
        Wait.For(receiver.RequestModelAsync(sender, Encoding.UTF8.GetBytes(request)), $"the model '{request}'");

    private static async Task<ModelStatistics> FirstStatistics(ModelReceiverNode receiver)
    {
        await Wait.Until(() => receiver.Statistics.Count > 0, "statistics");
        return receiver.Statistics[0];
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen) return;
        }
    }
}

public class InProcessModelTests : ModelTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public class CycloneModelTests : ModelTests
{
    protected override IDdsEngine Engine { get; } = new CycloneDds.CycloneEngine();
}
