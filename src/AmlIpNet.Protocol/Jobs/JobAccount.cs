namespace AmlIpNet.Protocol;

/// <summary>How an attempt ended.</summary>
public enum AttemptEnd
{
    /// <summary>It has not ended.</summary>
    Open = 0,

    /// <summary>The server refused, or gave it back.</summary>
    Refused = 1,

    /// <summary>The handler failed.</summary>
    Failed = 2,

    /// <summary>The server died while it may have been running.</summary>
    Died = 3,

    /// <summary>The server left, or died before the attempt can have started.</summary>
    Gone = 4,

    /// <summary>The server neither accepted it nor listed it as held in time; another attempt was started.</summary>
    Unheard = 5,

    /// <summary>The job ended otherwise.</summary>
    Cancelled = 6,
}

/// <summary>One line of a job's account.</summary>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Server">Who had it.</param>
/// <param name="End">How it ended.</param>
/// <param name="Code">The handler's code when it failed.</param>
/// <param name="Text">The handler's message when it failed.</param>
public sealed record AttemptRecord(ulong Attempt, NodeId Server, AttemptEnd End, int Code = 0, string? Text = null);

/// <summary>Why a job ended without a solution.</summary>
public enum JobEnd
{
    /// <summary>The handler failed as often as the job allows.</summary>
    Failed = 0,

    /// <summary>Servers died with it as often as the client allows.</summary>
    Quarantined = 1,

    /// <summary>Its time limit is over.</summary>
    TimedOut = 2,
}

/// <summary>Why a job ended, and what became of its attempts.</summary>
/// <param name="End">Why.</param>
/// <param name="Attempts">The last attempts, oldest first; bounded.</param>
public sealed record JobAccount(JobEnd End, IReadOnlyList<AttemptRecord> Attempts);
