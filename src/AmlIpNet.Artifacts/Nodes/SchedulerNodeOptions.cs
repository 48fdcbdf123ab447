using System.Collections.Immutable;
using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet.Artifacts;

/// <summary>The options of a scheduler of artifacts.</summary>
public sealed record SchedulerNodeOptions : NodeOptions
{
    /// <summary>The file of its SQLite database: the authority for its jobs. A scheduler that is started anew with it goes on where the last one stopped.</summary>
    public required string Database { get; init; }

    /// <summary>The operations that it runs itself (initialize, finalize, first, last, until), by name.</summary>
    public ImmutableDictionary<string, ArtifactOperation> Operations { get; init; } = ImmutableDictionary<string, ArtifactOperation>.Empty;

    /// <summary>Local data of its own.</summary>
    public ImmutableArray<DataSource> Sources { get; init; } = [];

    /// <summary>Distributions besides the built-in ones, by name.</summary>
    public ImmutableDictionary<string, IDistribution> Distributions { get; init; } = ImmutableDictionary<string, IDistribution>.Empty;

    /// <summary>Jobs that it runs itself at a time. Default 4.</summary>
    public int Slots { get; init; } = 4;

    /// <summary>Whether nodes that have no part in an artifact may have its result, when this scheduler made it. What else it makes nobody may have; what workers make follows their own options. Default off.</summary>
    public bool AllowDownload { get; init; }

    /// <summary>Whether others are told what exceptions of operations say, beside their type: it may have data in it. The messages of <see cref="OperationException"/> are
    /// told in any case. Default off: it is in this node's log only.</summary>
    public bool AllowErrorText { get; init; }

    /// <summary>The file that tells of each download, and of each that was refused, as lines of JSON. Null, the default: the database's name with <c>.audit.jsonl</c>.</summary>
    public string? AuditFile { get; init; }

    /// <summary>How often a job's operations may fail before the artifact ends in error. Default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How many of a job's attempts may be lost with their workers or their data. Default 10.</summary>
    public int MaxLosses { get; init; } = 10;

    /// <summary>How long an attempt at a job may take from when its node is given it, fetching included, unless its step has a timeout: then it is stopped, and counts as
    /// one that failed. Default: null, as long as it likes.</summary>
    public TimeSpan? JobTimeout { get; init; }

    /// <summary>How long a job waits for a worker that can do it, before the artifact ends in error; and how long a scheduler
    /// that starts anew waits for the workers that it knew. Default 30 s.</summary>
    public TimeSpan WorkerWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Artifacts that it keeps. Beyond it those that ended first are forgotten with their resources; when none has ended, new ones are refused. Default 1,000.</summary>
    public int MaxArtifacts { get; init; } = 1_000;

    /// <summary>Jobs of one artifact. Default 10,000.</summary>
    public int MaxJobs { get; init; } = 10_000;

    /// <summary>Bytes of resources that are kept in memory; those used longest ago go to disk. Default 1 GiB.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Bytes of resources that are kept on disk; beyond it new ones are refused. Default 16 GiB.</summary>
    public long SpillBytes { get; init; } = 16L << 30;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ThrowUnless(!string.IsNullOrWhiteSpace(Database), nameof(Database), $"'{Database}'", "name the file of the scheduler's database; it is made when it is not there");
        ThrowUnless(Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(Database))), nameof(Database), Database, "name a file in a folder that exists");
        ArtifactNames.CheckOperations(Operations);
        ArtifactNames.CheckSources(Sources);
        ThrowUnless(Distributions is not null && Distributions.All(one => one.Value is not null && ArtifactNames.IsName(one.Key)), nameof(Distributions),
            Distributions is null ? null : string.Join(", ", Distributions.Keys), "give each distribution a name of 1 to 128 bytes of UTF-8 without control characters");
        ThrowUnless(Slots is >= 1 and <= ArtifactNames.MaxSlots, nameof(Slots), Slots, "use 1 to 1,000");
        ThrowUnless(MaxAttempts is >= 1 and <= 1_000, nameof(MaxAttempts), MaxAttempts, "use 1 to 1,000");
        ThrowUnless(MaxLosses is >= 1 and <= 1_000, nameof(MaxLosses), MaxLosses, "use 1 to 1,000");
        ThrowUnless(JobTimeout is null || (JobTimeout > TimeSpan.Zero && JobTimeout <= TimeSpan.FromDays(30)), nameof(JobTimeout), JobTimeout, "use more than 0 s, up to 30 days, or null for no limit");
        ThrowUnless(WorkerWait >= TimeSpan.Zero && WorkerWait <= TimeSpan.FromDays(1), nameof(WorkerWait), WorkerWait, "use 0 s to 1 day");
        ThrowUnless(MaxArtifacts is >= 1 and <= 1_000_000, nameof(MaxArtifacts), MaxArtifacts, "use 1 to 1,000,000");
        ThrowUnless(MaxJobs is >= 1 and <= 1_000_000, nameof(MaxJobs), MaxJobs, "use 1 to 1,000,000");
    }
}
