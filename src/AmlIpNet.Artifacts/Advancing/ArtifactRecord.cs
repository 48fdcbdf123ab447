using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>What is durable of an artifact besides its jobs.</summary>
internal sealed record ArtifactRecord
{
    /// <summary>Where it stands.</summary>
    public required ArtifactState State { get; init; }

    /// <summary>What it ended with.</summary>
    public string Error { get; init; } = "";

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset Submitted { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What was decided at the ends of rounds: whether another one was wanted.</summary>
    public ImmutableArray<bool> Decisions { get; init; } = [];

    /// <summary>Where the parts are at home, the scheduler's first, then those of the context's workers.</summary>
    public ImmutableArray<PlaceRecord> Places { get; init; } = [];

    /// <summary>How many answers came of attempts that counted no more.</summary>
    public long Dropped { get; init; }

    /// <summary>How often completed jobs ran again because what they had made was lost.</summary>
    public long Reruns { get; init; }
}

/// <summary>Where a part of the data is worked on.</summary>
/// <param name="Home">The node; undefined for the scheduler.</param>
/// <param name="Life">Counts how often variables that were kept there were given up.</param>
internal sealed record PlaceRecord(NodeId Home, uint Life);

/// <summary>What is durable of a job.</summary>
internal sealed record JobRecord
{
    /// <summary>Which one.</summary>
    public required uint Number { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; } = JobState.JobWaiting;

    /// <summary>The last attempt, counted from 1; 0: none yet.</summary>
    public uint Attempt { get; init; }

    /// <summary>How many attempts failed by their operations since it last completed or was resumed.</summary>
    public uint Failures { get; init; }

    /// <summary>How many came to nothing by losses, likewise.</summary>
    public uint Losses { get; init; }

    /// <summary>Who has, or had, the last attempt; undefined: nobody, or the scheduler.</summary>
    public NodeId Worker { get; init; }

    /// <summary>What it made; null: nothing yet, or it is lost and wanted again.</summary>
    public JobProduct? Product { get; init; }

    /// <summary>Whether the product is gone.</summary>
    public bool IsLost { get; init; }

    /// <summary>Whether it has set variables that stay on its node.</summary>
    public bool Keeps { get; init; }

    /// <summary>Of a job that decides: what it decided.</summary>
    public bool Ends { get; init; }

    /// <summary>When the last attempt was given out.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it completed or failed.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What the last attempt that came to nothing ended with.</summary>
    public string Error { get; init; } = "";
}
