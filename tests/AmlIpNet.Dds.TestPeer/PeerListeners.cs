namespace AmlIpNet.Dds.TestPeer;

/// <summary>Reports what a reader hears.</summary>
internal sealed class PeerReader(string name, int every, Action<PeerEvent> report) : IReaderListener
{
    private long _received;

    public IDataReader? Reader { get; set; }

    public long Received => Volatile.Read(ref _received);

    public void OnSamples(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            long count = ++_received;
            if (count % every != 0) continue;
            uint number = PeerSample.Number(sample);
            report(new()
            {
                Event = "sample",
                Name = name,
                Number = number,
                Size = sample.Payload.Length,
                Good = PeerSample.IsGood(number, sample.Payload),
                Count = count,
            });
        }
    }

    public void OnMatched(EndpointInfo writer) => report(new() { Event = "matched", Name = name });

    public void OnUnmatched(EndpointInfo writer) => report(new() { Event = "unmatched", Name = name });

    public void OnLivelinessChanged(EndpointInfo writer, bool alive) => report(new() { Event = alive ? "alive" : "not-alive", Name = name });

    public void OnMismatch(EndpointMismatch mismatch) =>
        report(new() { Event = "mismatch", Name = name, Detail = mismatch.Policy, Offered = mismatch.Offered, Requested = mismatch.Requested });
}

/// <summary>Reports what a writer hears.</summary>
internal sealed class PeerWriterListener(string name, Action<PeerEvent> report) : IWriterListener
{
    public void OnMatched(EndpointInfo reader) => report(new() { Event = "matched", Name = name });

    public void OnUnmatched(EndpointInfo reader) => report(new() { Event = "unmatched", Name = name });

    public void OnMismatch(EndpointMismatch mismatch) =>
        report(new() { Event = "mismatch", Name = name, Detail = mismatch.Policy, Offered = mismatch.Offered, Requested = mismatch.Requested });
}
