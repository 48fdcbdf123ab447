using Microsoft.Extensions.Logging;

namespace AmlIpNet.Artifacts;

/// <summary>What the nodes of artifacts log. The event ids are stable.</summary>
internal static partial class ArtifactLog
{
    [LoggerMessage(EventId = 1701, Level = LogLevel.Information, Message = "The scheduler {Scheduler} has the artifact {Artifact}, with {Steps} steps for {Workers} workers.")]
    public static partial void Submitted(ILogger logger, NodeId scheduler, string artifact, int steps, int workers);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Information, Message = "The artifact {Artifact} is completed.")]
    public static partial void Completed(ILogger logger, string artifact);

    [LoggerMessage(EventId = 1703, Level = LogLevel.Warning, Message = "The artifact {Artifact} has ended ({State}): {Error}")]
    public static partial void Ended(ILogger logger, string artifact, ArtifactState state, string error);

    [LoggerMessage(EventId = 1704, Level = LogLevel.Warning, Message = "Attempt {Attempt} of job {Job} of the artifact {Artifact} at {Worker} came to nothing ({Fault}): {Text}")]
    public static partial void AttemptFailed(ILogger logger, string artifact, uint job, uint attempt, string worker, JobFault fault, string text);

    [LoggerMessage(EventId = 1705, Level = LogLevel.Information, Message = "The scheduler {Scheduler} goes on with {Artifacts} artifacts, of whose jobs {Completed} are completed.")]
    public static partial void Restored(ILogger logger, NodeId scheduler, int artifacts, int completed);

    [LoggerMessage(EventId = 1706, Level = LogLevel.Information, Message = "The scheduler knows the worker {Worker}, with the sources {Sources}.")]
    public static partial void WorkerKnown(ILogger logger, NodeId worker, string sources);

    [LoggerMessage(EventId = 1707, Level = LogLevel.Warning, Message = "The worker {Worker} is gone.")]
    public static partial void WorkerLost(ILogger logger, NodeId worker);

    [LoggerMessage(EventId = 1708, Level = LogLevel.Critical, Message = "The scheduler's database {Database} cannot be written; nothing goes on until it can.")]
    public static partial void StoreFailed(ILogger logger, string database, Exception error);

    [LoggerMessage(EventId = 1709, Level = LogLevel.Warning, Message = "{Caller} may not call {Function} for {Key}: {Why}.")]
    public static partial void UseRefused(ILogger logger, NodeId caller, string function, string key, string why);

    [LoggerMessage(EventId = 1710, Level = LogLevel.Information, Message = "{Reader} downloads {Resource}.")]
    public static partial void Downloaded(ILogger logger, NodeId reader, string resource);

    [LoggerMessage(EventId = 1711, Level = LogLevel.Warning, Message = "{Reader} may not download {Resource}.")]
    public static partial void DownloadRefused(ILogger logger, NodeId reader, string resource);

    [LoggerMessage(EventId = 1712, Level = LogLevel.Warning, Message = "The variables that job {Job} of the artifact {Artifact} left are forgotten: there is no more room.")]
    public static partial void VariablesForgotten(ILogger logger, string artifact, string job);

    [LoggerMessage(EventId = 1713, Level = LogLevel.Warning, Message = "{What} failed; the node goes on.")]
    public static partial void Failed(ILogger logger, string what, Exception error);

    [LoggerMessage(EventId = 1715, Level = LogLevel.Error, Message = "The artifact {Artifact} was not taken up: {Fault}")]
    public static partial void NotRestored(ILogger logger, string artifact, string fault, Exception error);

    [LoggerMessage(EventId = 1716, Level = LogLevel.Warning, Message = "The scheduler {Scheduler} has no room for {Products} products that it has stored, of artifacts that ended first: forget artifacts, or give it more room.")]
    public static partial void NotPutBack(ILogger logger, NodeId scheduler, int products);

    [LoggerMessage(EventId = 1714, Level = LogLevel.Information, Message = "The artifact {Artifact} is forgotten.")]
    public static partial void Forgotten(ILogger logger, string artifact);

    [LoggerMessage(EventId = 1720, Level = LogLevel.Warning, Message = "{Sender} may not {What} {Key}: {Why}.")]
    public static partial void ChangeRefused(ILogger logger, NodeId sender, string what, string key, string why);

    [LoggerMessage(EventId = 1721, Level = LogLevel.Warning, Message = "Others than its owner may use the file {File} ({Mode}), which tells of resources or holds them: chmod 600 it, if that is not meant.")]
    public static partial void FileIsWide(ILogger logger, string file, UnixFileMode mode);
}
