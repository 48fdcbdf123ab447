namespace AmlIpNet.Protocol;

/// <summary>What a <see cref="MultiServiceServer"/> wants done.</summary>
public enum ServerActionKind
{
    /// <summary>Send REPLY_AVAILABLE to the client.</summary>
    SendReply,

    /// <summary>Keep the data just received: its turn comes with <see cref="Start"/>.</summary>
    Keep,

    /// <summary>Run the handler on the data.</summary>
    Start,

    /// <summary>Send TASK_SOLUTION to the client.</summary>
    SendSolution,

    /// <summary>The client is gone: forget kept data, and let a running handler know that nobody waits for it.</summary>
    Abandon,

    /// <summary>The sample just received was a repeat, or not for this server: forget it.</summary>
    DropSample,
}

/// <summary>An output of a <see cref="MultiServiceServer"/>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Key">The task.</param>
public readonly record struct ServerAction(ServerActionKind Kind, TaskKey Key);
