namespace AmlIpNet.Protocol;

/// <summary>How much a <see cref="FlightRecorder{TEvent, TAction}"/> remembers.</summary>
public sealed record FlightRecorderOptions
{
    /// <summary>The most memory for snapshots and events, in bytes; the oldest are dropped beyond it. 64 KiB to 256 MiB, default 4 MiB.</summary>
    public int Bytes { get; init; } = 4 << 20;

    /// <summary>Checks the option.</summary>
    /// <exception cref="InvalidOptionsException">It is out of its bounds.</exception>
    public FlightRecorderOptions Validate()
    {
        InvalidOptionsException.ThrowUnless(Bytes is >= 64 << 10 and <= 256 << 20, nameof(Bytes), Bytes, "use 64 KiB to 256 MiB (65,536 to 268,435,456)");
        return this;
    }
}
