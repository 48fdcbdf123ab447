using System.Collections.Immutable;
using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet.Artifacts;

/// <summary>The options of a worker of artifacts.</summary>
public sealed record ArtifactWorkerOptions : NodeOptions
{
    /// <summary>The operations that it runs, by name.</summary>
    public ImmutableDictionary<string, ArtifactOperation> Operations { get; init; } = ImmutableDictionary<string, ArtifactOperation>.Empty;

    /// <summary>Its local data: parts of sources that artifacts name.</summary>
    public ImmutableArray<DataSource> Sources { get; init; } = [];

    /// <summary>What it tells of itself besides <c>host</c>, <c>cores</c> and <c>memory</c> (in MiB), which it may overwrite. At most 48. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Jobs that run at a time. Default 1.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>The schedulers whose jobs it takes: fingerprints of their keys (16 hexadecimal digits, which <see cref="SchedulerNode.Fingerprint"/> tells), or names,
    /// which prove nothing. Default: none, which means all.</summary>
    public ImmutableHashSet<string> Schedulers { get; init; } = [];

    /// <summary>Whether nodes that have no part in an artifact may have the resources that this worker makes, here or wherever a copy is. Default off.</summary>
    public bool AllowDownload { get; init; }

    /// <summary>Whether others are told what exceptions of operations say, beside their type: it may have data in it. The messages of <see cref="OperationException"/> are
    /// told in any case. Default off: it is in this node's log only.</summary>
    public bool AllowErrorText { get; init; }

    /// <summary>The file that tells of each download, and of each that was refused, as lines of JSON. Required with <see cref="AllowDownload"/>; null, the default: none.</summary>
    public string? AuditFile { get; init; }

    /// <summary>Bytes of resources that are kept in memory; those used longest ago go to disk. Default 1 GiB.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Bytes of resources that are kept on disk; beyond it new ones are refused. Default 16 GiB.</summary>
    public long SpillBytes { get; init; } = 16L << 30;

    /// <summary>The folder for resources on disk; null, the default, for the system's folder for temporary files.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Bytes of variables that stay here until their artifact ends; beyond it those used longest ago are forgotten, and made again when they are needed. Default 1 GiB.</summary>
    public long LocalBytes { get; init; } = 1L << 30;

    /// <summary>How many jobs may have left variables here at a time. Default 1,000.</summary>
    public int MaxLocalJobs { get; init; } = 1_000;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArtifactNames.CheckOperations(Operations);
        ArtifactNames.CheckSources(Sources);
        ThrowUnless(Attributes is not null && Attributes.Count <= 48 && Attributes.All(one => ArtifactNames.IsName(one.Key) && one.Value is { Length: <= 512 }), nameof(Attributes),
            Attributes is null ? null : string.Join(", ", Attributes.Keys), "use at most 48, with names of 1 to 128 bytes and values of at most 512 characters");
        ThrowUnless(Slots is >= 1 and <= ArtifactNames.MaxSlots, nameof(Slots), Slots, "use 1 to 1,000");
        ThrowUnless(Schedulers is not null && Schedulers.All(ArtifactNames.IsName), nameof(Schedulers), Schedulers is null ? null : string.Join(", ", Schedulers), "give fingerprints of schedulers or their names, or none for all");
        ThrowUnless(!AllowDownload || !string.IsNullOrWhiteSpace(AuditFile), nameof(AuditFile), null, $"name a file that each download is written to, or turn {nameof(AllowDownload)} off");
        ThrowUnless(LocalBytes is >= 64 << 10 and <= 1L << 44, nameof(LocalBytes), LocalBytes, "use 64 KiB to 16 TiB (65,536 to 17,592,186,044,416)");
        ThrowUnless(MaxLocalJobs is >= 1 and <= 1_000_000, nameof(MaxLocalJobs), MaxLocalJobs, "use 1 to 1,000,000");
    }

    /// <summary>Whether orders of a node, signed by the key of a fingerprint, are taken. A name that looks like a fingerprint is none.</summary>
    internal bool Takes(NodeId caller, string fingerprint) => Schedulers.Count == 0 || Schedulers.Contains(fingerprint) || (!SchedulerKey.IsFingerprint(caller.Name) && Schedulers.Contains(caller.Name));
}
