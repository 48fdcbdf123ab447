namespace AmlIpNet.Dds;

/// <summary>A reader: a cache that its writers fill and its participant's loop empties into the listener.</summary>
internal sealed partial class InProcessReader(
    InProcessParticipant participant, Topic topic, EndpointQos qos, IReaderListener listener, EntityGuid guid, ulong handle)
    : InProcessEndpoint(EndpointKind.Reader, participant, topic, qos, guid, handle), IDataReader, ILoopItem
{
    private const int BatchSize = 64;
    private readonly Lock _lock = new();
    private readonly SampleRing _cache = new();
    private readonly Sample[] _batch = new Sample[BatchSize];
    private readonly byte[][] _batchHeaders = new byte[BatchSize][];
    private List<InProcessMatch> _waiting = [];
    private List<InProcessMatch> _resuming = [];
    private bool _posted;
    private volatile int _matchedWriters;
    private long _malformedSamples;

    public int MatchedWriters => _matchedWriters;

    public long MalformedSamples => Interlocked.Read(ref _malformedSamples);

    /// <summary>Takes a sample into the cache. Called under the writer's lock.</summary>
    /// <returns>False when there is no room: a reliable match is resumed once there is.</returns>
    public bool TryAccept(in StoredSample sample, InProcessMatch match)
    {
        bool sameType = Topic.Type.TrySplit(sample.Header, PaddedSize(sample), out int headerSize, out int payloadSize)
            && headerSize == sample.HeaderLength && payloadSize == sample.Payload.Length;
        if (!sameType) return TryAcceptAnew(sample, match);
        return payloadSize > Participant.Options.MaxPayloadBytes ? Skip() : TryStore(sample.Header, sample.Payload, sample, match);
    }

    void ILoopItem.Run()
    {
        int count = Take(out bool more);
        foreach (var match in _resuming) match.Writer.Resume(match);
        _resuming.Clear();
        try
        {
            if (count > 0) listener.OnSamples(_batch.AsSpan(0, count));
        }
        finally
        {
            Array.Clear(_batch, 0, count); // the payloads belong to the listener now
            if (more) Participant.Loop.Post(this);
        }
    }

    public override void TellMatched(EndpointInfo other)
    {
        _matchedWriters = Matches.Count;
        Tell(() => listener.OnMatched(other));
    }

    public override void TellUnmatched(EndpointInfo other)
    {
        _matchedWriters = Matches.Count;
        Tell(() => listener.OnUnmatched(other));
    }

    public override void TellMismatch(EndpointMismatch mismatch) => Tell(() => listener.OnMismatch(mismatch));

    public void TellAlive(EndpointInfo writer, bool alive) => Tell(() => listener.OnLivelinessChanged(writer, alive));

    public override void Delete()
    {
        lock (_lock)
        {
            base.Delete();
            _cache.Clear();
            _waiting.Clear();
        }
    }

    private bool TryStore(ReadOnlySpan<byte> header, byte[] payload, in StoredSample sample, InProcessMatch match)
    {
        lock (_lock)
        {
            if (IsDeleted) return true;
            if (_cache.Count >= Limit)
            {
                if (Qos.History.Kind == HistoryKind.KeepAll)
                {
                    if (match.Reliable && !match.WaitsForRoom) _waiting.Add(match);
                    match.WaitsForRoom = match.Reliable;
                    return false;
                }

                _cache.RemoveFirst(1);
            }

            ref var stored = ref _cache.Append(header, payload);
            stored.Writer = sample.Writer;
            stored.Timestamp = sample.Timestamp;
            if (_posted) return true;
            _posted = true;
        }

        Participant.Loop.Post(this);
        return true;
    }

    private int Limit => Qos.History.Kind == HistoryKind.KeepLast ? Qos.History.Depth
        : Qos.MaxSamples == EndpointQos.Unlimited ? int.MaxValue : Qos.MaxSamples;

    /// <summary>Moves samples from the cache to the batch, by changing header buffers with it, and picks up the matches that wait for room.</summary>
    private int Take(out bool more)
    {
        lock (_lock)
        {
            int count = Math.Min(_cache.Count, BatchSize);
            for (int i = 0; i < count; i++)
            {
                ref var stored = ref _cache[i];
                (_batchHeaders[i], stored.HeaderBuffer) = (stored.HeaderBuffer, _batchHeaders[i]);
                _batch[i] = new Sample(_batchHeaders[i].AsMemory(0, stored.HeaderLength), stored.Payload, stored.Writer, stored.Timestamp);
            }

            if (count > 0) _cache.RemoveFirst(count);
            (_resuming, _waiting) = (_waiting, _resuming);
            foreach (var match in _resuming) match.WaitsForRoom = false;
            more = _posted = _cache.Count > 0;
            return count;
        }
    }

    private static int Padding(long size) => (int)(-size & 3);

    private static long PaddedSize(in StoredSample sample)
    {
        long size = sample.HeaderLength + sample.Payload.LongLength;
        return size + Padding(size);
    }
}
