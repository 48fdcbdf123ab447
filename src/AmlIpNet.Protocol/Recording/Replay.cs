using System.Collections;
using System.Runtime.InteropServices;

namespace AmlIpNet.Protocol;

/// <summary>An event that was replayed.</summary>
/// <param name="Number">1 for the first event of the recording.</param>
/// <param name="At">When, by the machine's time.</param>
/// <param name="Input">The event.</param>
/// <param name="Actions">What the machine wants done now. Good until the next step.</param>
/// <param name="Error">What the machine threw now.</param>
/// <param name="Divergence">How that differs from what was recorded; null if it does not.</param>
public readonly record struct ReplayStep<TEvent, TAction>(long Number, TimeSpan At, TEvent Input, IReadOnlyList<TAction> Actions, Exception? Error, string? Divergence);

/// <summary>Loads a machine from a snapshot.</summary>
internal delegate IMachine<TEvent, TAction> LoadMachine<TEvent, TAction>(ref StateReader reader)
    where TEvent : struct, IStateValue<TEvent>
    where TAction : struct, IStateValue<TAction>;

/// <summary>
/// Gives the events of a recording to a new machine that starts from the first snapshot. After each the hash of the actions is compared with the recorded
/// one, and at the start of each further segment the state with its snapshot. It ends at the first difference: what follows it means nothing.
/// </summary>
/// <exception cref="RecordingException">While it goes on: the recording is damaged.</exception>
public sealed class Replay<TEvent, TAction> : IEnumerable<ReplayStep<TEvent, TAction>>
    where TEvent : struct, IStateValue<TEvent>
    where TAction : struct, IStateValue<TAction>
{
    private readonly FlightRecording _recording;
    private readonly LoadMachine<TEvent, TAction> _load;
    private readonly List<TAction> _actions = [];
    private readonly StateWriter _scratch = new();

    internal Replay(FlightRecording recording, LoadMachine<TEvent, TAction> load)
    {
        _recording = recording;
        _load = load;
    }

    /// <inheritdoc/>
    public IEnumerator<ReplayStep<TEvent, TAction>> GetEnumerator()
    {
        if (_recording.Segments.Count == 0) yield break;
        var machine = Guard(() => Load(_recording.Segments[0].Snapshot));
        long number = 0;
        for (int i = 0; i < _recording.Segments.Count; i++)
        {
            var segment = _recording.Segments[i];
            string? divergence = i > 0 && !IsInState(machine, segment.Snapshot.Span) ? "the state before it is not the one of the snapshot that was taken then" : null;
            int position = 0;
            for (int left = segment.Events; left > 0; left--)
            {
                var entry = Guard(() => ReadEntry(segment.Entries.Span, ref position));
                var step = Do(machine, entry, ++number, divergence);
                yield return step;
                if (step.Divergence is not null) yield break;
            }

            if (position != segment.Entries.Length) throw new RecordingException($"The flight recording is damaged: segment {i + 1} has more bytes than events.");
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ReplayStep<TEvent, TAction> Do(IMachine<TEvent, TAction> machine, in Entry entry, long number, string? divergence)
    {
        _actions.Clear();
        Exception? error = null;
        try
        {
            machine.Handle(in entry.Input, entry.At, _actions);
        }
        catch (Exception thrown)
        {
            error = thrown;
        }

        ulong hash = FlightRecorder<TEvent, TAction>.Hash(CollectionsMarshal.AsSpan(_actions), _scratch);
        divergence ??= (error, entry.Threw) switch
        {
            (not null, false) => $"the machine throws now, and did not then: {error.Message}",
            (null, true) => "the machine threw then, and does not now",
            _ => hash == entry.Hash ? null : "the actions are not those that were recorded",
        };
        return new(number, entry.At, entry.Input, _actions, error, divergence);
    }

    private bool IsInState(IMachine<TEvent, TAction> machine, ReadOnlySpan<byte> snapshot)
    {
        _scratch.Clear();
        machine.Save(_scratch);
        return _scratch.Written.SequenceEqual(snapshot);
    }

    private IMachine<TEvent, TAction> Load(ReadOnlyMemory<byte> snapshot)
    {
        var reader = new StateReader(snapshot.Span);
        var machine = _load(ref reader);
        return reader.Remaining == 0 ? machine : throw new FormatException($"The snapshot has {reader.Remaining} bytes too many.");
    }

    private static Entry ReadEntry(ReadOnlySpan<byte> entries, ref int position)
    {
        var reader = new StateReader(entries[position..]);
        var entry = new Entry(reader.ReadTime(), reader.ReadBoolean(), reader.ReadUInt64(), TEvent.Read(ref reader));
        position = entries.Length - reader.Remaining;
        return entry;
    }

    // A snapshot that was made up can break a machine's own collections, too.
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOptionsException or OverflowException)
        {
            throw new RecordingException($"The flight recording is damaged, or of another version of the program. {error.Message}", error);
        }
    }

    private readonly struct Entry(TimeSpan at, bool threw, ulong hash, TEvent input)
    {
        public readonly TimeSpan At = at;
        public readonly bool Threw = threw;
        public readonly ulong Hash = hash;
        public readonly TEvent Input = input;
    }
}
