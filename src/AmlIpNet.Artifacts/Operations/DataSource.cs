namespace AmlIpNet.Artifacts;

/// <summary>Local data of a worker under a name. It never leaves the node by itself: only what operations make of it does.</summary>
/// <param name="Name">The name that artifacts use. Other workers have other parts of the data under the same name.</param>
/// <param name="Path">The file.</param>
/// <param name="IsReplica">A copy of another node's part: not a reason to take part in an artifact, but this worker can stand in for that node.</param>
public sealed record DataSource(string Name, string Path, bool IsReplica = false)
{
    /// <summary>Opens the file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public FileStream Open() => new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
}
