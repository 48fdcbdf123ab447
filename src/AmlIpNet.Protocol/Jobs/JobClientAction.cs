namespace AmlIpNet.Protocol;

/// <summary>What a <see cref="JobClient"/> wants done.</summary>
public enum JobClientActionKind
{
    /// <summary>Send the job's payload as attempt <see cref="JobClientAction.Task"/> to <see cref="JobClientAction.Server"/>, natively.</summary>
    SendWork = 0,

    /// <summary>Tell the native server to stop attempt <see cref="JobClientAction.Task"/>; with <see cref="JobClientAction.Flag"/> only if it has not started.
    /// Work that is still unsent is not sent instead.</summary>
    SendCancel = 1,

    /// <summary>Publish REQUEST_AVAILABILITY for <see cref="JobClientAction.Task"/>.</summary>
    SendRequest = 2,

    /// <summary>Publish TASK_TARGET: <see cref="JobClientAction.Server"/> is to do <see cref="JobClientAction.Task"/>; the undefined id: nobody is.</summary>
    SendTarget = 3,

    /// <summary>Send TASK_DATA with the job's payload to <see cref="JobClientAction.Server"/>.</summary>
    SendData = 4,

    /// <summary>The job's memory is no longer borrowed: TASK_DATA of <see cref="JobClientAction.Task"/> that is still unsent goes out empty.</summary>
    EmptyData = 5,

    /// <summary>The sample just received is the job's solution: hand it to the user.</summary>
    Complete = 6,

    /// <summary>The job ends without a solution; <see cref="JobClientAction.Account"/> says why.</summary>
    Fail = 7,

    /// <summary>The sample just received says how far the job is.</summary>
    Progress = 8,

    /// <summary>The task numbers of this client's id are used up: give the job to a client with a new id.</summary>
    HandOver = 9,

    /// <summary>The sample just received was a repeat, late or not asked for.</summary>
    DropSample = 10,
}

/// <summary>An output of a <see cref="JobClient"/>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Job">The user's job.</param>
/// <param name="Task">The attempt.</param>
/// <param name="Server">The server.</param>
/// <param name="Incarnation">Of native work and cancels: the server's incarnation that is meant.</param>
/// <param name="TimeLeft">Of native work: how much of the job's time limit is left; null for any time.</param>
/// <param name="Flag">Of a cancel: only if the attempt has not started. Of native work: with all its bytes and no list of parts, since a server missed some.</param>
/// <param name="Account">Of a failure: why, and what became of the attempts.</param>
public readonly partial record struct JobClientAction(
    JobClientActionKind Kind, ulong Job = 0, ulong Task = 0, NodeId Server = default, ulong Incarnation = 0, TimeSpan? TimeLeft = null, bool Flag = false, JobAccount? Account = null);
