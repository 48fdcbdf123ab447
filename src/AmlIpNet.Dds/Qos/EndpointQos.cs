namespace AmlIpNet.Dds;

/// <summary>Whether lost samples are sent again.</summary>
public enum Reliability
{
    /// <summary>A lost sample stays lost.</summary>
    BestEffort,

    /// <summary>A sample is sent again until every matched reader has acknowledged it.</summary>
    Reliable,
}

/// <summary>What a reader that joins late receives; ordered as the specification orders them.</summary>
public enum Durability
{
    /// <summary>Only what is written after the match.</summary>
    Volatile,

    /// <summary>What the writer still has in its history.</summary>
    TransientLocal,

    /// <summary>What a durability service keeps in memory.</summary>
    Transient,

    /// <summary>What a durability service keeps on disk.</summary>
    Persistent,
}

/// <summary>Which samples a history keeps.</summary>
public enum HistoryKind
{
    /// <summary>The last <c>depth</c> samples.</summary>
    KeepLast,

    /// <summary>All samples, up to the resource limit.</summary>
    KeepAll,
}

/// <summary>Who says that a writer is alive; ordered as the specification orders them.</summary>
public enum LivelinessKind
{
    /// <summary>The engine, for as long as the process runs.</summary>
    Automatic,

    /// <summary>The application, once for all writers of the participant.</summary>
    ManualByParticipant,

    /// <summary>The application, for each writer.</summary>
    ManualByTopic,
}

/// <summary>Who may update an instance.</summary>
public enum Ownership
{
    /// <summary>Every writer.</summary>
    Shared,

    /// <summary>The strongest writer.</summary>
    Exclusive,
}

/// <summary>A history: its kind and, for <see cref="HistoryKind.KeepLast"/>, its depth.</summary>
public readonly record struct History(HistoryKind Kind, int Depth = 1)
{
    /// <summary>Keeps all samples.</summary>
    public static History KeepAll => new(HistoryKind.KeepAll, 1);

    /// <summary>Keeps the last samples.</summary>
    public static History KeepLast(int depth) => new(HistoryKind.KeepLast, depth);

    /// <inheritdoc/>
    public override string ToString() => Kind == HistoryKind.KeepAll ? "KEEP_ALL" : $"KEEP_LAST {Depth}";
}

/// <summary>
/// The QoS of a writer or a reader: the DDS policies that this library uses, with the specification's defaults but for
/// reliability (reliable on both sides). An infinite duration is null.
/// </summary>
public sealed record EndpointQos
{
    /// <summary>"Unlimited" in resource limits.</summary>
    public const int Unlimited = -1;

    /// <summary>Whether lost samples are sent again.</summary>
    public Reliability Reliability { get; init; } = Reliability.Reliable;

    /// <summary>What late joiners receive.</summary>
    public Durability Durability { get; init; } = Durability.Volatile;

    /// <summary>Which samples are kept.</summary>
    public History History { get; init; } = History.KeepLast(1);

    /// <summary>Writers only: which acknowledged samples are kept for late joiners. Null: as <see cref="History"/>.</summary>
    public History? DurabilityService { get; init; }

    /// <summary>The most samples that are kept; <see cref="Unlimited"/> for no limit.</summary>
    public int MaxSamples { get; init; } = Unlimited;

    /// <summary>Who says that the writer is alive.</summary>
    public LivelinessKind Liveliness { get; init; } = LivelinessKind.Automatic;

    /// <summary>Offered: the writer shows life at least this often. Requested: it must. Null: no promise.</summary>
    public TimeSpan? LivelinessLease { get; init; }

    /// <summary>Offered: a sample comes at least this often. Requested: it must. Null: no promise.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How long the transport may wait to send samples together. Zero: at once.</summary>
    public TimeSpan LatencyBudget { get; init; } = TimeSpan.Zero;

    /// <summary>Whether several writers may update an instance.</summary>
    public Ownership Ownership { get; init; } = Ownership.Shared;

    /// <summary>Partition names; two endpoints match when they share one. Empty: the default partition.</summary>
    public EquatableArray<string> Partitions { get; init; } = [];
}
