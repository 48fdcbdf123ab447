using AmlIpNet.Protocol;

namespace AmlIpNet;

/// <summary>The node was disposed before the call could end.</summary>
public sealed class NodeClosedException(string message) : AmlIpException(message);

/// <summary>A job ended without a solution.</summary>
public abstract class JobException(string message, IReadOnlyList<AttemptRecord> attempts) : AmlIpException(message)
{
    /// <summary>What became of its last attempts, oldest first.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; } = attempts;
}

/// <summary>The job was given up because the Computing nodes that may have been running it died.</summary>
public sealed class JobQuarantinedException(string message, IReadOnlyList<AttemptRecord> attempts) : JobException(message, attempts);

/// <summary>The job's handler failed as often as the job allows.</summary>
public sealed class JobFailedException(string message, int code, IReadOnlyList<AttemptRecord> attempts) : JobException(message, attempts)
{
    /// <summary>The handler's code; 1 if it gave none.</summary>
    public int Code { get; } = code;
}

/// <summary>For handlers to throw: the job failed, for a reason that its sender is to know.</summary>
/// <param name="code">A number that says why, for programs; not 0.</param>
/// <param name="message">What happened and what to do, for people; cut off after 4,096 bytes.</param>
public class HandlerException(int code, string message) : AmlIpException(message)
{
    /// <summary>Why, for programs.</summary>
    public int Code { get; } = code;
}

/// <summary>The job's time limit was over before it had a solution.</summary>
public sealed class JobTimedOutException(string message, IReadOnlyList<AttemptRecord> attempts) : JobException(message, attempts);

/// <summary>The Main node has as many jobs under way as it may, and was told not to wait.</summary>
public sealed class TooManyJobsException(string message) : AmlIpException(message);
