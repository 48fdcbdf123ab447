namespace AmlIpNet.Artifacts;

/// <summary>An operation cannot do its work. The message goes to the scheduler, and to whoever asks how the artifact is: let it tell places and numbers of rows, but
/// nothing that is in them. What other exceptions say, and the inner one of this, stays in the node's log.</summary>
public sealed class OperationException(string message, Exception? inner = null) : AmlIpException(message, inner);

/// <summary>An artifact cannot run. It says all that is wrong with it.</summary>
public sealed class InvalidArtifactException(IReadOnlyList<string> faults)
    : AmlIpException($"The artifact cannot run, for {faults.Count} reason{(faults.Count == 1 ? "" : "s")}:{string.Concat(faults.Select(fault => $"{Environment.NewLine}- {fault}"))}")
{
    /// <summary>What is wrong, one by one.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>An artifact has ended in an error, or was cancelled.</summary>
public sealed class ArtifactFailedException(string message, ArtifactStatus status) : AmlIpException(message)
{
    /// <summary>How it ended.</summary>
    public ArtifactStatus Status { get; } = status;
}

/// <summary>A resource may not be had from this node.</summary>
public sealed class DownloadRefusedException(string message) : AmlIpException(message);

/// <summary>The scheduler knows no such artifact or resource.</summary>
public sealed class UnknownArtifactException(string message) : AmlIpException(message);

/// <summary>A scheduler's database, or an audit log, cannot be used.</summary>
public sealed class ArtifactStoreException(string message, Exception? inner = null) : AmlIpException(message, inner);

/// <summary>The scheduler did not do what it was asked.</summary>
public sealed class SchedulerException(string message) : AmlIpException(message);
