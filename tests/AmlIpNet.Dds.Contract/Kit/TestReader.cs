namespace AmlIpNet.Dds.Contract;

/// <summary>A reader that records what its listener hears.</summary>
public sealed class TestReader : IReaderListener
{
    private readonly EventLoop _loop;

    public TestReader(IDomainParticipant participant, Topic topic, EndpointQos qos)
    {
        _loop = participant.Loop;
        Reader = participant.CreateReader(topic, qos, this);
    }

    public IDataReader Reader { get; }

    public EntityGuid Guid => Reader.Guid;

    public Recorder<EndpointEvent> Events { get; } = new();

    public Recorder<Blob> Samples { get; } = new();

    /// <summary>Calls of OnSamples that did not come on the participant's loop.</summary>
    public int CallsOffLoop { get; private set; }

    /// <summary>Waits for a sample, which must be the last one then.</summary>
    /// <returns>The numbers of all samples so far.</returns>
    public async Task<uint[]> NumbersUpTo(uint last)
    {
        var samples = await Samples.WaitFor(s => s.Length > 0 && s[^1].Number == last, $"the sample {last} as the latest of {this}");
        return [.. samples.Select(s => s.Number)];
    }

    /// <summary>Waits for the last of these samples, and checks that exactly these have come, in this order.</summary>
    public async Task Expect(IEnumerable<uint> numbers)
    {
        uint[] expected = [.. numbers];
        Assert.Equal(expected, await NumbersUpTo(expected[^1]));
    }

    void ISampleSink.OnSamples(ReadOnlySpan<Sample> samples)
    {
        if (!_loop.IsCurrent) CallsOffLoop++;
        foreach (ref readonly var sample in samples) Samples.Add(Blob.Read(sample));
    }

    void IReaderListener.OnMatched(EndpointInfo writer) => Events.Add(new Matched(writer));

    void IReaderListener.OnUnmatched(EndpointInfo writer) => Events.Add(new Unmatched(writer));

    void IReaderListener.OnLivelinessChanged(EndpointInfo writer, bool alive) => Events.Add(new LivelinessChanged(writer, alive));

    void IReaderListener.OnMismatch(EndpointMismatch mismatch) => Events.Add(new Mismatched(mismatch));

    public override string ToString() => $"{Reader.Topic} {Reader.Guid}";
}
