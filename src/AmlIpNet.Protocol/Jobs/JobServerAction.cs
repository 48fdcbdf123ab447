namespace AmlIpNet.Protocol;

/// <summary>What a <see cref="JobServer"/> wants done.</summary>
public enum JobServerActionKind
{
    /// <summary>Send an outcome of <see cref="JobServerAction.Key"/> to its client, natively, with the load as it is now
    /// (<see cref="JobServer.LoadFor"/>); a solution with the handler's bytes.</summary>
    SendOutcome = 0,

    /// <summary>Publish the availability: the load, and what is held.</summary>
    PublishAvailability = 1,

    /// <summary>Send REPLY_AVAILABLE to the client (auction).</summary>
    SendReply = 2,

    /// <summary>Send TASK_SOLUTION to the client (auction).</summary>
    SendSolution = 3,

    /// <summary>Keep the payload just received: its turn comes with <see cref="Start"/>.</summary>
    Keep = 4,

    /// <summary>Run the handler on the payload.</summary>
    Start = 5,

    /// <summary>Fire the token of the running handler: nobody waits for it.</summary>
    CancelHandler = 6,

    /// <summary>The kept payload is not needed any more.</summary>
    Forget = 7,

    /// <summary>The sample just received was a repeat, late, or not for this server.</summary>
    DropSample = 8,
}

/// <summary>An output of a <see cref="JobServer"/>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Key">The attempt.</param>
/// <param name="Job">Of an outcome: the client's number for the job.</param>
/// <param name="What">Of an outcome: what to say.</param>
/// <param name="Code">Of a failed outcome: the handler's code. Of a refused one: the <see cref="RefusalReason"/>.</param>
/// <param name="Text">Of a failed outcome: the handler's message.</param>
public readonly partial record struct JobServerAction(
    JobServerActionKind Kind, ExecutionKey Key = default, ulong Job = 0, OutcomeKind What = default, int Code = 0, string? Text = null);
