using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AmlIpNet.Protocol;

/// <summary>
/// Remembers what a machine was last given, and a hash of what it wanted done each time, so that it can be replayed: a bounded ring in memory. It is cut into
/// segments that begin with a snapshot of the state, of which the oldest are dropped. Once full it allocates nothing. Not thread-safe: it lives where its machine does.
/// </summary>
/// <typeparam name="TEvent">What can happen to the machine.</typeparam>
/// <typeparam name="TAction">What the machine wants done.</typeparam>
public sealed class FlightRecorder<TEvent, TAction>
    where TEvent : struct, IStateValue<TEvent>
    where TAction : struct, IStateValue<TAction>
{
    /// <summary>A segment ends at this part of the memory: so that much of it is filled when the oldest is dropped.</summary>
    private const int SegmentsInMemory = 8;

    /// <summary>Events until the next attempt at a snapshot that did not fit.</summary>
    private const int PauseEvents = 1024;

    private readonly RecordingHeader _header;
    private readonly int _maxChunks;
    private readonly int _segmentBytes;
    private readonly Queue<Segment> _segments = new();
    private readonly Stack<byte[]> _spareChunks = new();
    private readonly Stack<Segment> _spareSegments = new();
    private readonly StateWriter _scratch = new();
    private Segment? _current;
    private int _chunks;
    private int _pause;

    /// <summary>A recorder without memories.</summary>
    /// <param name="header">Whose machine it is, and what a replay needs besides its state.</param>
    /// <param name="options">How much is remembered.</param>
    /// <exception cref="InvalidOptionsException">An option is out of its bounds.</exception>
    public FlightRecorder(RecordingHeader header, FlightRecorderOptions? options = null)
    {
        _header = header;
        int bytes = (options ?? new FlightRecorderOptions()).Validate().Bytes;
        _maxChunks = bytes / Segment.ChunkSize;
        _segmentBytes = bytes / SegmentsInMemory;
    }

    /// <summary>Events in memory.</summary>
    public int Events => _segments.Sum(segment => segment.Events);

    /// <summary>Bytes of memory in use.</summary>
    public int Bytes => _chunks * Segment.ChunkSize;

    /// <summary>Events that were handled but not recorded, because a snapshot or an event alone is larger than the memory: make it larger.</summary>
    public long Unrecorded { get; private set; }

    /// <summary>Gives an event to the machine and remembers it. What the machine throws is remembered, too, and thrown.</summary>
    /// <param name="machine">The machine; always the same.</param>
    /// <param name="input">What happened.</param>
    /// <param name="now">When.</param>
    /// <param name="actions">Receives the machine's actions.</param>
    public void Handle(IMachine<TEvent, TAction> machine, in TEvent input, TimeSpan now, List<TAction> actions)
    {
        if (_current is null || _current.Length >= Math.Max(_segmentBytes, 2 * _current.SnapshotLength)) StartSegment(machine);
        int before = actions.Count;
        bool returned = false;
        try
        {
            machine.Handle(in input, now, actions);
            returned = true;
        }
        finally
        {
            Remember(in input, now, CollectionsMarshal.AsSpan(actions)[Math.Min(before, actions.Count)..], !returned);
        }
    }

    /// <summary>Everything in memory as a file's bytes, for <c>amlip replay</c>.</summary>
    /// <param name="now">The machine's time.</param>
    /// <param name="clock">The same moment by the clock.</param>
    public byte[] ToFile(TimeSpan now, DateTimeOffset clock) => RecordingFile.Write(_header, _segments, now, clock);

    /// <summary>A hash that is the same for the same actions in every process.</summary>
    internal static ulong Hash(ReadOnlySpan<TAction> actions, StateWriter scratch)
    {
        if (actions.IsEmpty) return 0;
        scratch.Clear();
        foreach (ref readonly var action in actions) action.Write(scratch);
        return XxHash3.HashToUInt64(scratch.Written);
    }

    private void StartSegment(IMachine<TEvent, TAction> machine)
    {
        if (_pause > 0)
        {
            _pause--;
            return;
        }

        _scratch.Clear();
        machine.Save(_scratch);
        var segment = _spareSegments.TryPop(out var spare) ? spare : new Segment();
        _segments.Enqueue(segment);
        _current = segment;
        if (TryAppend(_scratch.Written)) segment.SnapshotLength = _scratch.Length;
        else Forget(PauseEvents);
    }

    private void Remember(in TEvent input, TimeSpan now, ReadOnlySpan<TAction> actions, bool threw)
    {
        if (_current is null)
        {
            Unrecorded++;
            return;
        }

        ulong hash = Hash(actions, _scratch);
        _scratch.Clear();
        _scratch.Write(now);
        _scratch.Write(threw);
        _scratch.Write(hash);
        input.Write(_scratch);
        if (TryAppend(_scratch.Written))
        {
            _current.Events++;
        }
        else
        {
            Forget(0); // a gap: what comes before it leads nowhere
            Unrecorded++;
        }
    }

    /// <summary>Appends to the current segment, dropping older ones for it.</summary>
    private bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        for (int missing = _current!.ChunksFor(bytes.Length); missing > 0; missing--)
        {
            if (NewChunk() is not { } chunk) return false;
            _current.Add(chunk);
        }

        _current.Append(bytes);
        return true;
    }

    private byte[]? NewChunk()
    {
        while (_spareChunks.Count == 0 && _chunks == _maxChunks && _segments.Count > 1) Drop(_segments.Dequeue());
        if (_spareChunks.TryPop(out byte[]? chunk)) return chunk;
        if (_chunks == _maxChunks) return null;
        _chunks++;
        return GC.AllocateUninitializedArray<byte>(Segment.ChunkSize);
    }

    private void Forget(int pause)
    {
        _pause = pause;
        while (_segments.TryDequeue(out var segment)) Drop(segment);
        _current = null;
    }

    private void Drop(Segment segment)
    {
        segment.Clear(_spareChunks);
        _spareSegments.Push(segment);
    }
}
