namespace AmlIpNet.Protocol;

/// <summary>What a <see cref="MultiServiceClient"/> wants done.</summary>
public enum ClientActionKind
{
    /// <summary>Publish REQUEST_AVAILABILITY for <see cref="ClientAction.Task"/>.</summary>
    SendRequest,

    /// <summary>Publish TASK_TARGET: <see cref="ClientAction.Server"/> is to do <see cref="ClientAction.Task"/>; the undefined id: nobody is.</summary>
    SendTarget,

    /// <summary>Send TASK_DATA with the payload of <see cref="ClientAction.Job"/> to <see cref="ClientAction.Server"/>.</summary>
    SendData,

    /// <summary>The job's memory is no longer borrowed: data of <see cref="ClientAction.Task"/> that is still unsent goes out empty
    /// (an AML-IP server counts on exactly one data sample).</summary>
    EmptyData,

    /// <summary>The solution just received is the one of <see cref="ClientAction.Job"/>: hand it to the user.</summary>
    Complete,

    /// <summary>The server that has <see cref="ClientAction.Task"/> is gone. Should its solution come after all, it still counts. To find another server, submit the job again.</summary>
    Lost,

    /// <summary>The task numbers of this client's id are used up: give the job to a client with a new id.</summary>
    HandOver,

    /// <summary>The sample just received was a repeat, late or not asked for.</summary>
    DropSample,
}

/// <summary>An output of a <see cref="MultiServiceClient"/>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Job">The user's job.</param>
/// <param name="Task">The task.</param>
/// <param name="Server">The server.</param>
public readonly record struct ClientAction(ClientActionKind Kind, ulong Job = 0, uint Task = 0, NodeId Server = default);
