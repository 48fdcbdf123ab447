namespace AmlIpNet.Dds.Contract;

/// <summary>Listeners are called one at a time on the loop, and their errors stop nothing.</summary>
public abstract class ListenerContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private static readonly Topic s_topic = Blob.Topic("contract/listener");

    [Fact]
    public async Task Errors_of_listeners_do_not_stop_the_loop()
    {
        var listener = new Thrower();
        var participant = Join("thrower", listener);
        participant.CreateReader(s_topic, Qos.Reliable, listener);
        participant.CreateWriter(s_topic, Qos.Reliable, listener);
        var writer = Write(Join("writer"), s_topic);
        await writer.Events.WaitForOne(e => e is Matched, "the reader that throws");
        for (uint number = 1; number <= 3; number++)
        {
            writer.Write(number);
            await listener.Calls.WaitFor(calls => calls.Contains($"sample {number}"), $"the sample {number} after errors");
        }

        await listener.Calls.WaitFor(
            calls => new[] { "participant", "endpoint", "reader matched", "writer matched" }.All(calls.Contains), "all kinds of calls");
    }

    [Fact]
    public async Task Calls_come_on_the_loop_and_never_two_at_a_time()
    {
        var listener = new Overlap();
        var participant = Join("busy", listener);
        listener.Loop = participant.Loop;
        Topic[] topics = [.. Enumerable.Range(0, 4).Select(n => Blob.Topic($"contract/listener_{n}"))];
        foreach (var topic in topics) participant.CreateReader(topic, Qos.Reliable, listener);
        var writing = Join("writer");
        await Task.WhenAll(topics.Select(topic => Task.Run(async () =>
        {
            var writer = Write(writing, topic);
            await writer.Events.WaitForOne(e => e is Matched, "a match");
            for (uint number = 1; number <= 300; number++) await writer.WriteWhenRoom(number);
        })));
        await listener.Received.WaitForCount(1200, "samples of all topics");
        Assert.Equal((0, 0), (listener.Overlaps, listener.OffLoop));
    }

    [Fact]
    public async Task A_reader_disposed_on_its_loop_is_called_no_more()
    {
        var participant = Join("reader");
        var listener = new SelfDisposing();
        var writer = Write(Join("writer"), s_topic);
        listener.Reader = participant.CreateReader(s_topic, Qos.Reliable, listener);
        var witness = Read(participant, s_topic);
        await Match(writer, witness);
        await writer.Events.WaitFor(e => e.Count(x => x is Matched) == 2, "both readers");
        writer.WriteRange(1, 20);
        await listener.Disposed.Task.WaitAsync(Wait.Timeout);
        await writer.WriteWhenRoom(21);
        await witness.NumbersUpTo(21);
        Assert.Equal(0, listener.CallsAfterwards);
    }

    private sealed class Thrower : IParticipantListener, IReaderListener, IWriterListener
    {
        public Recorder<string> Calls { get; } = new();

        public void OnParticipantDiscovered(ParticipantInfo participant) => Throw("participant");

        public void OnEndpointDiscovered(EndpointInfo endpoint) => Throw("endpoint");

        void IReaderListener.OnMatched(EndpointInfo writer) => Throw("reader matched");

        void IWriterListener.OnMatched(EndpointInfo reader) => Throw("writer matched");

        public void OnSamples(ReadOnlySpan<Sample> samples) => Throw($"sample {Blob.Read(samples[0]).Number}");

        private void Throw(string call)
        {
            Calls.Add(call);
            throw new InvalidOperationException($"A listener fails on purpose: {call}.");
        }
    }

    private sealed class Overlap : IParticipantListener, IReaderListener
    {
        private int _inside;
        private int _overlaps;

        public EventLoop? Loop { get; set; }

        public int Overlaps => _overlaps;

        public int OffLoop { get; private set; }

        public Recorder<uint> Received { get; } = new();

        public void OnParticipantDiscovered(ParticipantInfo participant) => Enter(() => { });

        public void OnEndpointDiscovered(EndpointInfo endpoint) => Enter(() => { });

        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            uint[] numbers = new uint[samples.Length];
            for (int i = 0; i < numbers.Length; i++) numbers[i] = Blob.Read(samples[i]).Number;
            Enter(() => Array.ForEach(numbers, Received.Add));
        }

        private void Enter(Action action)
        {
            if (Interlocked.Increment(ref _inside) != 1) Interlocked.Increment(ref _overlaps);
            if (Loop?.IsCurrent == false) OffLoop++;
            action();
            Interlocked.Decrement(ref _inside);
        }
    }

    private sealed class SelfDisposing : IReaderListener
    {
        private bool _disposed;

        public IDataReader? Reader { get; set; }

        public int CallsAfterwards { get; private set; }

        public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            if (_disposed) CallsAfterwards++;
            if (_disposed) return;
            Reader!.Dispose();
            Reader.Dispose(); // again does nothing
            _disposed = true;
            Disposed.SetResult();
        }

        public void OnUnmatched(EndpointInfo writer)
        {
            if (_disposed) CallsAfterwards++;
        }
    }
}
