namespace AmlIpNet.Artifacts;

// What others put or delete: letters of their own. Resources are made by tasks, and forgotten by their scheduler's order; descriptions are their nodes' own.
internal sealed partial class ArtifactGuard
{
    private readonly Allowance _logged = new();

    /// <inheritdoc/>
    public string? RefusePut(string key, NodeId sender) => RefuseChange(key, sender, "put");

    /// <inheritdoc/>
    public string? RefuseDelete(string key, NodeId sender) => RefuseChange(key, sender, "delete");

    private string? RefuseChange(string key, NodeId sender, string what)
    {
        if (WhyClosed(key, sender) is not { } why) return null;
        Interlocked.Increment(ref _refused);
        if (_logged.MayTell()) ArtifactLog.ChangeRefused(logger, sender, what, key, why);
        return why;
    }

    private static string? WhyClosed(string key, NodeId sender) =>
        IsResource(key) ? $"{key} is kept for the task of an artifact"
        : IsLetter(key) && !IsLetterOf(key, sender) ? $"{key} is for another node"
        : key.StartsWith(ArtifactNames.Worker, StringComparison.Ordinal) || key.StartsWith(ArtifactNames.Scheduler, StringComparison.Ordinal) ? $"{key} is told by its node itself"
        : null;
}
