namespace AmlIpNet.Dds;

/// <summary>A writer's history: numbered samples, from the oldest that someone may still need to the newest.</summary>
internal sealed partial class InProcessWriter
{
    private readonly Lock _lock = new();
    private readonly SampleRing _history = new();
    private readonly List<InProcessMatch> _matches = [];
    private long _first = 1;
    private long _next = 1;
    private long _firstUnacknowledged = 1;
    private long _totalBytes;

    /// <summary>How many samples are kept for late joiners.</summary>
    private long Durable => Qos.Durability == Durability.Volatile
        ? 0
        : (Qos.DurabilityService ?? Qos.History) is { Kind: HistoryKind.KeepLast } kept ? kept.Depth : Limit;

    private long Limit => Qos.MaxSamples == EndpointQos.Unlimited ? long.MaxValue : Qos.MaxSamples;

    // KEEP_LAST is never full: it drops its oldest sample instead.
    private bool IsFull => Qos.History.Kind == HistoryKind.KeepAll && _firstUnacknowledged < _next
        && (_next - _firstUnacknowledged >= Limit || UnacknowledgedBytes >= Participant.Options.WriterHistoryBytes);

    private long UnacknowledgedBytes => _totalBytes - Stored(_firstUnacknowledged).BytesBefore;

    /// <summary>Starts to serve a reader: with the history when both sides want that, else from now on.</summary>
    public void Connect(InProcessMatch match)
    {
        lock (_lock)
        {
            bool history = match.Reliable && Qos.Durability != Durability.Volatile && match.Reader.Qos.Durability != Durability.Volatile;
            match.Next = history ? _first : _next;
            _matches.Add(match);
            Push(match);
            Trim();
        }
    }

    public void Disconnect(InProcessMatch match)
    {
        lock (_lock)
        {
            match.Ended = true;
            _matches.Remove(match);
            Trim();
        }
    }

    public void SetPaused(InProcessMatch match, bool paused)
    {
        lock (_lock)
        {
            match.Paused = paused;
            Push(match);
            Trim();
        }
    }

    /// <summary>The reader has room again.</summary>
    public void Resume(InProcessMatch match)
    {
        lock (_lock)
        {
            if (match.Ended || IsDeleted) return;
            Push(match);
            Trim();
        }
    }

    private void Append(ReadOnlySpan<byte> header, byte[] payload)
    {
        ref var sample = ref _history.Append(header, payload);
        sample.Writer = Info.Handle;
        sample.Timestamp = (Participant.Loop.Time.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks) * 100;
        sample.BytesBefore = _totalBytes;
        _totalBytes += header.Length + payload.Length;
        _next++;
        foreach (var match in _matches) Push(match);
        Trim();
    }

    /// <summary>Hands the reader what it has not got, as far as it has room.</summary>
    private void Push(InProcessMatch match)
    {
        if (!match.Reliable && match.Paused) match.Next = _next;
        while (!match.Paused && match.Next < _next)
        {
            if (!match.Reader.TryAccept(in Stored(match.Next), match) && match.Reliable) return;
            match.Next++;
        }
    }

    /// <summary>Drops what nobody needs any more, or what KEEP_LAST has no room for.</summary>
    private void Trim()
    {
        long unacknowledged = _next;
        foreach (var match in _matches)
        {
            if (match.Reliable) unacknowledged = Math.Min(unacknowledged, match.Next);
        }

        long keep = Math.Min(unacknowledged, _next - Math.Min(_next, Durable));
        if (Qos.History.Kind == HistoryKind.KeepLast) keep = Math.Max(keep, _next - Qos.History.Depth);
        if (keep > _first)
        {
            _history.RemoveFirst((int)(keep - _first));
            _first = keep;
        }

        foreach (var match in _matches) match.Next = Math.Max(match.Next, _first);
        _firstUnacknowledged = Math.Max(unacknowledged, _first);
        if (_waiters.Count > 0) WakeWaiters();
    }

    private ref StoredSample Stored(long number) => ref _history[(int)(number - _first)];
}
