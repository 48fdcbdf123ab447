namespace AmlIpNet.Dds.Contract;

/// <summary>Disposing is safe at any moment, and final.</summary>
public abstract class DisposeContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private static readonly Topic s_topic = Blob.Topic("contract/dispose");

    [Fact]
    public async Task No_listener_is_called_once_a_participant_is_disposed()
    {
        var writer = Write(Join("writer"), s_topic, Qos.Reliable with { History = History.KeepLast(64) });
        for (int round = 0; round < 10; round++)
        {
            var guard = new Guard();
            var reading = Join("reader", guard);
            reading.CreateReader(s_topic, Qos.Reliable with { History = History.KeepLast(64) }, guard);
            using var stop = new CancellationTokenSource();
            var traffic = Task.Run(() =>
            {
                for (uint number = 0; !stop.IsCancellationRequested; number++) Blob.TryWrite(writer.Writer, 0, number);
            });
            await Wait.For(guard.FirstCall, "samples arriving");
            await Wait.For(reading.DisposeAsync().AsTask(), "the end of the reading participant under load");
            guard.Close();
            await stop.CancelAsync();
            await traffic;
            await writer.Events.WaitFor(e => e.Count(x => x is Unmatched) == round + 1, "the reader unmatched");
            Assert.Null(guard.LateCall);
        }
    }

    [Fact]
    public async Task Disposing_a_participant_waits_for_the_listener_that_is_running()
    {
        var reading = Join("reader");
        var listener = new Lingering();
        reading.CreateReader(s_topic, Qos.Reliable, listener);
        var writer = Write(Join("writer"), s_topic);
        await writer.Events.WaitForOne(e => e is Matched, "the reader");
        writer.Write(1);
        await Wait.For(listener.Entered.Task, "the sample");
        var dispose = Task.Run(async () =>
        {
            await reading.DisposeAsync();
            return listener.HasLeft;
        });
        await Assert.ThrowsAsync<TimeoutException>(() => dispose.WaitAsync(TimeSpan.FromMilliseconds(100)));
        listener.Leave.Set();
        Assert.True(await Wait.For(dispose, "the end of the participant"), "The participant was gone before its listener had returned.");
    }

    [Fact]
    public async Task Ten_threads_write_create_and_dispose_for_three_seconds()
    {
        await Seeded.RunAsync(async random =>
        {
            using var churn = new Churn(Environment.Engine, Environment.Options);
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            int seed = random.Next();
            var threads = Enumerable.Range(0, 10).Select(n => Task.Factory.StartNew(
                () => churn.Run(new Random(seed + n), stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            await Wait.For(Task.WhenAll(threads), "the end of ten busy threads", TimeSpan.FromSeconds(60));
            await Wait.For(churn.DisposeAll(), "the end of all participants", TimeSpan.FromSeconds(60));
            Assert.Empty(churn.Violations);
            Assert.True(churn.Operations > 100, $"Only {churn.Operations} operations in 3 s: something waited.");
        });
    }

    [Fact]
    public async Task A_participant_disposed_from_its_own_loop_is_an_error_and_lives_on()
    {
        var participant = Join("node");
        var outcome = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        participant.Loop.Post(() =>
        {
            var dispose = participant.DisposeAsync().AsTask();
            outcome.SetResult(dispose.Exception?.InnerException);
        });
        Assert.IsType<InvalidOperationException>(await Wait.For(outcome.Task, "the error"));
        var reader = Read(participant, s_topic);
        var writer = Write(participant, s_topic);
        await Match(writer, reader);
    }

    [Fact]
    public async Task Disposing_again_does_nothing()
    {
        var participant = Join("node");
        var writer = participant.CreateWriter(s_topic, Qos.Reliable, NullListener.Instance);
        var reader = participant.CreateReader(s_topic, Qos.Reliable, NullListener.Instance);
        writer.Dispose();
        writer.Dispose();
        reader.Dispose();
        reader.Dispose();
        await Wait.For(Task.WhenAll(participant.DisposeAsync().AsTask(), participant.DisposeAsync().AsTask()), "the end of the participant, twice");
        await Wait.For(participant.DisposeAsync().AsTask(), "the end of the participant, once more");
        writer.Dispose();
        reader.Dispose();
    }

    [Fact]
    public async Task What_is_disposed_refuses_to_work()
    {
        var participant = Join("node");
        var early = Write(participant, s_topic);
        var late = Write(participant, s_topic);
        early.Writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => early.Write(1));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await early.Writer.WaitForAcknowledgmentsAsync(TimeSpan.Zero));
        await Wait.For(participant.DisposeAsync().AsTask(), "the end of the participant");
        Assert.Throws<ObjectDisposedException>(() => late.Write(1));
        Assert.Throws<ObjectDisposedException>(() => participant.CreateWriter(s_topic, Qos.Reliable, NullListener.Instance));
        Assert.Throws<ObjectDisposedException>(() => participant.CreateReader(s_topic, Qos.Reliable, NullListener.Instance));
    }

    [Fact]
    public async Task A_participant_can_be_made_and_ended_many_times()
    {
        var listener = new DiscoveryRecorder();
        Join("viewer", listener);
        for (int round = 0; round < 20; round++)
        {
            await using var visitor = Environment.Engine.CreateParticipant($"visitor {round}", Environment.Options, NullListener.Instance);
            visitor.CreateWriter(s_topic, Qos.Durable, NullListener.Instance);
        }

        await listener.Events.WaitFor(e => e.Count(x => x is ParticipantFound) == e.Count(x => x is ParticipantGone), "every visitor that was found gone again");
    }

    private sealed class Lingering : IReaderListener
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Leave { get; } = new();

        public bool HasLeft { get; private set; }

        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            Entered.TrySetResult();
            Leave.Wait(Wait.Timeout);
            HasLeft = true;
        }
    }
}
