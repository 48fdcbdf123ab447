using System.Buffers;

namespace AmlIpNet.Dds;

/// <summary>A writer: its face. Its history is in the other part.</summary>
internal sealed partial class InProcessWriter(
    InProcessParticipant participant, Topic topic, EndpointQos qos, IWriterListener listener, EntityGuid guid, ulong handle)
    : InProcessEndpoint(EndpointKind.Writer, participant, topic, qos, guid, handle), IDataWriter
{
    private readonly List<(long Next, TaskCompletionSource Acknowledged)> _waiters = [];
    private volatile int _matchedReaders;

    public int MatchedReaders => _matchedReaders;

    public WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => TryWrite(header, payload, default);

    public WriteResult TryWrite(ReadOnlySpan<byte> header, in ReadOnlySequence<byte> payload) =>
        payload.IsSingleSegment ? TryWrite(header, payload.FirstSpan, default) : TryWrite(header, default, payload);

    // The payload is the one or the other.
    private WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, in ReadOnlySequence<byte> pieces)
    {
        long size = payload.Length + pieces.Length;
        if (header.Length is < TypeDescription.EncapsulationSize or > TypeDescription.MaxHeaderSize)
            throw new ArgumentException($"The header for {Topic} has {header.Length} bytes, allowed are {TypeDescription.EncapsulationSize} to {TypeDescription.MaxHeaderSize}.", nameof(header));
        PayloadTooLargeException.ThrowIf(Topic, size, Participant.Options.MaxPayloadBytes);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(IsDeleted, this);
            if (IsFull) return WriteResult.Full;
            if (_matches.Count == 0 && Durable == 0) return WriteResult.Accepted; // nobody will ever see it
        }

        byte[] copy = size == 0 ? [] : GC.AllocateUninitializedArray<byte>((int)size);
        payload.CopyTo(copy); // outside the lock: it may be large
        pieces.CopyTo(copy.AsSpan(payload.Length));
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(IsDeleted, this);
            if (IsFull) return WriteResult.Full;
            Append(header, copy);
        }

        return WriteResult.Accepted;
    }

    public async ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        (long Next, TaskCompletionSource Acknowledged) waiter;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(IsDeleted, this);
            if (_firstUnacknowledged == _next) return true;
            waiter = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
        }

        try
        {
            await waiter.Acknowledged.Task.WaitAsync(timeout, Participant.Loop.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_lock) _waiters.Remove(waiter);
        }
    }

    public override void TellMatched(EndpointInfo other)
    {
        _matchedReaders = Matches.Count;
        Tell(() => listener.OnMatched(other));
    }

    public override void TellUnmatched(EndpointInfo other)
    {
        _matchedReaders = Matches.Count;
        Tell(() => listener.OnUnmatched(other));
    }

    public override void TellMismatch(EndpointMismatch mismatch) => Tell(() => listener.OnMismatch(mismatch));

    public override void Delete()
    {
        lock (_lock)
        {
            base.Delete();
            _first = _next;
            _history.Clear();
            foreach (var waiter in _waiters) waiter.Acknowledged.TrySetException(new ObjectDisposedException($"The writer of {Topic} was disposed before all was acknowledged."));
        }
    }

    private void WakeWaiters()
    {
        foreach (var waiter in _waiters)
        {
            if (waiter.Next <= _firstUnacknowledged) waiter.Acknowledged.TrySetResult();
        }
    }
}
