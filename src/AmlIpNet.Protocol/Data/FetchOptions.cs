namespace AmlIpNet.Protocol;

/// <summary>Bounds and patience of a <see cref="Fetcher"/>.</summary>
public sealed record FetchOptions
{
    /// <summary>Bytes of a part.</summary>
    public int PartBytes { get; init; } = 1 << 20;

    /// <summary>Parts of one value that are asked for at a time.</summary>
    public int Window { get; init; } = 4;

    /// <summary>Values that are brought at a time.</summary>
    public int MaxFlights { get; init; } = 128;

    /// <summary>Bytes of the values that are brought at a time; a larger value is brought alone.</summary>
    public long MaxFlightBytes { get; init; } = 256 << 20;

    /// <summary>The largest value.</summary>
    public long MaxValueBytes { get; init; } = DataBounds.MaxValueBytes;

    /// <summary>How long a holder may send nothing at all before a value that others hold too is asked of one of them: what is late comes twice, what is lost comes soon.</summary>
    public TimeSpan Hedge { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a holder may send nothing at all before it counts as failed; while it sends other values one may take ten times as long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a key that is to be computed is waited for while there is no worker that could.</summary>
    public TimeSpan WorkerPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After which time the Center is asked again.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a Center that knows all workers must say that nobody has a key before it counts as lost.</summary>
    public int LostAfter { get; init; } = 2;

    /// <summary>How many holders may fail, though the Center names them, before the key counts as lost.</summary>
    public int MaxFailures { get; init; } = 8;

    /// <summary>How often the Center may name only holders that this node does not see before the key counts as lost.</summary>
    public int MaxAbsences { get; init; } = 50;
}
