using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet;

/// <summary>What a job asks for besides its solution. Immutable: change a copy with <c>with</c>.</summary>
public sealed record JobOptions
{
    /// <summary>Nothing but the defaults.</summary>
    public static JobOptions Default { get; } = new();

    /// <summary>Jobs of a higher priority go first, also where a Computing node keeps several. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>How long the job may take from the call on, waiting for room and for a Computing node included; after it the job ends with <see cref="JobTimedOutException"/>.
    /// Null, the default: any time.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How many executions may fail by their handler before the job fails. Deaths, refusals and cut-offs do not count. Default 2.</summary>
    public int MaxAttempts { get; init; } = 2;

    /// <summary>Hears how far the job is, on the node's loop: return quickly. Null for nobody.</summary>
    public IProgress<JobProgress>? Progress { get; init; }

    /// <summary>What the job is called: the strategy that chooses its Computing node sees it, a plan knows its tasks by it. At most 256 characters.
    /// Null, the default: nothing.</summary>
    public string? Label { get; init; }

    /// <summary>Checks every option; each error names the option and the remedy.</summary>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    public void Validate()
    {
        ThrowUnless(TimeLimit is null || TimeLimit > TimeSpan.Zero, nameof(TimeLimit), TimeLimit, "use a time above 0, or null for any time");
        ThrowUnless(MaxAttempts is >= 1 and <= 1_000, nameof(MaxAttempts), MaxAttempts, "use 1 to 1,000");
        ThrowUnless(Label is null || Label.Length <= 256, nameof(Label), Label?.Length + " characters", "use at most 256");
    }
}

/// <summary>How far a job is.</summary>
/// <param name="Server">Who executes it.</param>
/// <param name="Attempt">The number of the attempt.</param>
/// <param name="Fraction">What share is done, 0 to 1; null when the handler did not say.</param>
/// <param name="Text">The handler's words; empty when it only started.</param>
public readonly record struct JobProgress(NodeId Server, ulong Attempt, double? Fraction, string Text);
