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

    /// <summary>Writers only: which acknowledged samples are kept for late joiners when the writer is transient local. Without a matched
    /// reader every sample counts as acknowledged. Null: as <see cref="History"/>.</summary>
    public History? DurabilityService { get; init; }

    /// <summary>The most samples that are kept; <see cref="Unlimited"/> for no limit. A writer drops acknowledged samples to stay below it.</summary>
    public int MaxSamples { get; init; } = Unlimited;

    /// <summary>Who says that the writer is alive.</summary>
    public LivelinessKind Liveliness { get; init; } = LivelinessKind.Automatic;

    /// <summary>Offered: the writer shows life at least this often. Requested: it must. Null: no promise.</summary>
    public TimeSpan? LivelinessLease { get; init; }

    /// <summary>Offered: a sample comes at least this often. Requested: it must. Null: no promise.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How long the transport may wait to send samples together. Zero: at once.</summary>
    public TimeSpan LatencyBudget { get; init; } = TimeSpan.Zero;

    /// <summary>Whether several writers may update an instance. Which of several exclusive writers is heard is the engine's choice: there is
    /// no strength.</summary>
    public Ownership Ownership { get; init; } = Ownership.Shared;

    /// <summary>Partition names; two endpoints match when they share one. Empty: the default partition.</summary>
    public EquatableArray<string> Partitions { get; init; } = [];

    /// <summary>Checks that the values go together.</summary>
    /// <exception cref="QosException">They do not: the message names the topic and the values.</exception>
    public void Validate(Topic topic)
    {
        if (FindContradiction() is { } problem) throw new QosException($"The QoS for the topic {topic} has {problem}.");
    }

    internal string? FindContradiction()
    {
        if (MaxSamples is < 1 and not Unlimited) return $"max_samples {MaxSamples}: use 1 or more, or unlimited ({Unlimited})";
        if (Deadline <= TimeSpan.Zero) return $"a deadline of {Deadline}: use more than zero, or none";
        if (LivelinessLease <= TimeSpan.Zero) return $"a liveliness lease of {LivelinessLease}: use more than zero, or none";
        if (LatencyBudget < TimeSpan.Zero) return $"a latency budget of {LatencyBudget}: use zero or more";
        return FindContradiction("history depth", History)
            ?? (DurabilityService is { } service ? FindContradiction("durability_service history_depth", service) : null)
            ?? (History.Kind == HistoryKind.KeepLast && DurabilityService is { Kind: HistoryKind.KeepLast } kept && kept.Depth > History.Depth
                ? $"a durability_service history_depth of {kept.Depth} above its history depth of {History.Depth}: raise depth, or lower history_depth"
                : null);
    }

    private string? FindContradiction(string name, History history)
    {
        if (history.Kind == HistoryKind.KeepAll && history.Depth != 1) return $"a {name}, which KEEP_ALL does not use: leave it out, or use KEEP_LAST";
        if (history.Depth < 1) return $"a {name} of {history.Depth}: use 1 or more";
        return history.Kind == HistoryKind.KeepLast && MaxSamples != Unlimited && history.Depth > MaxSamples
            ? $"a {name} of {history.Depth} above its max_samples of {MaxSamples}: raise max_samples, or lower the depth"
            : null;
    }
}
