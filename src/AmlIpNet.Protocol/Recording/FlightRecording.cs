namespace AmlIpNet.Protocol;

/// <summary>What a <see cref="FlightRecorder{TEvent, TAction}"/> wrote.</summary>
public sealed class FlightRecording
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxFileBytes = 300 << 20;

    internal FlightRecording(RecordingHeader header, TimeSpan now, DateTimeOffset clock, RecordedSegment[] segments)
    {
        Header = header;
        Now = now;
        Clock = clock;
        Segments = segments;
    }

    /// <summary>Whose machine it was.</summary>
    public RecordingHeader Header { get; }

    /// <summary>The machine's time when the recording was written.</summary>
    public TimeSpan Now { get; }

    /// <summary>The same moment by the clock.</summary>
    public DateTimeOffset Clock { get; }

    /// <summary>How many events it has.</summary>
    public long Events => Segments.Sum(segment => (long)segment.Events);

    internal IReadOnlyList<RecordedSegment> Segments { get; }

    /// <summary>A moment of the machine's time by the clock.</summary>
    public DateTimeOffset ToClock(TimeSpan at)
    {
        try
        {
            return Clock + (at - Now);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            return Clock; // a time that no clock shows
        }
    }

    /// <summary>Reads a file's bytes. Lengths are checked before anything is made room for.</summary>
    /// <exception cref="RecordingException">They are no recording, or a damaged one.</exception>
    public static FlightRecording Read(ReadOnlySpan<byte> file)
    {
        try
        {
            return RecordingFile.Read(file);
        }
        catch (FormatException error)
        {
            throw new RecordingException($"This is no flight recording, or a damaged one. {error.Message} Have the node write it again.", error);
        }
    }

    /// <summary>Gives the recorded events of a client to a new machine, one after the other.</summary>
    /// <exception cref="RecordingException">It is not of a client, or cannot be replayed.</exception>
    public Replay<JobClientEvent, JobClientAction> ReplayClient()
    {
        Expect(RecordedMachine.Client);
        var strategy = Header.FindStrategy();
        return new(this, (ref StateReader reader) => JobClient.Load(Header.Node, Header.ClientOptions, strategy, ref reader));
    }

    /// <summary>Gives the recorded events of a server to a new machine, one after the other.</summary>
    /// <exception cref="RecordingException">It is not of a server, or cannot be replayed.</exception>
    public Replay<JobServerEvent, JobServerAction> ReplayServer()
    {
        Expect(RecordedMachine.Server);
        return new(this, (ref StateReader reader) => JobServer.Load(ref reader, Header.ServerOptions));
    }

    private void Expect(RecordedMachine machine)
    {
        if (Header.Machine != machine) throw new RecordingException($"The recording is of a {Header.Machine}, not of a {machine}.");
    }
}

/// <summary>A snapshot and the events after it.</summary>
internal sealed record RecordedSegment(int Events, ReadOnlyMemory<byte> Snapshot, ReadOnlyMemory<byte> Entries)
{
    /// <summary>The least bytes of an event: its time, whether the machine threw, the hash of its actions, its kind, and which members follow.</summary>
    private const int SmallestEntry = 8 + 1 + 8 + 1 + 4;

    /// <exception cref="FormatException">The bytes are no segment.</exception>
    public static RecordedSegment Of(ReadOnlyMemory<byte> bytes)
    {
        var reader = new StateReader(bytes.Span);
        int snapshot = reader.ReadInt32(), events = reader.ReadInt32();
        if (snapshot < 0 || snapshot > reader.Remaining) throw new FormatException($"A snapshot of {snapshot} bytes does not fit into its segment.");
        if (events < 0 || (long)events * SmallestEntry > reader.Remaining - snapshot) throw new FormatException($"{events} events do not fit into their segment.");
        return new(events, bytes.Slice(8, snapshot), bytes[(8 + snapshot)..]);
    }
}
