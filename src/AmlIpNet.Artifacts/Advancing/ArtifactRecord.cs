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

    /// <summary>Where the parts of the context's workers are worked on now.</summary>
    public ImmutableArray<NodeId> Homes { get; init; } = [];

    /// <summary>How many answers came of attempts that counted no more.</summary>
    public long Dropped { get; init; }

    /// <summary>How often completed jobs ran again because what they had made was lost.</summary>
    public long Reruns { get; init; }

    /// <inheritdoc/>
    public bool Equals(ArtifactRecord? other) => ReferenceEquals(this, other) || other is not null && RecordBytes.Write(this).AsSpan().SequenceEqual(RecordBytes.Write(other));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(State, Submitted, Decisions.Length, Dropped, Reruns);
}

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

    /// <summary>Whether the last attempt came to nothing at its worker, so that another one is better.</summary>
    public bool Avoids { get; init; }

    /// <summary>Who has, or had, the last attempt, and keeps its variables; undefined: nobody, or the scheduler.</summary>
    public NodeId Worker { get; init; }

    /// <summary>What the last attempt made; null: nothing. Its holder is undefined when only others have it still.</summary>
    public JobProduct? Product { get; init; }

    /// <summary>Whether the product is gone: nobody needed it yet, otherwise the job would wait for another attempt.</summary>
    public bool IsLost { get; init; }

    /// <summary>Whether it has set variables that stay on its node, under <see cref="ResourceKeys.Kept"/>.</summary>
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
