namespace AmlIpNet.Artifacts;

/// <summary>What a worker is to be told, sooner or later: that an artifact is over, or that nobody needs a resource, or an attempt, any more.</summary>
/// <param name="Node">Who.</param>
/// <param name="Artifact">Of which artifact.</param>
/// <param name="Resource">The resource, or what the ids of all resources of the artifact begin with; empty: the artifact is over.</param>
internal sealed record Owed(NodeId Node, string Artifact, string Resource)
{
    /// <summary>What follows from a step of an artifact's machine.</summary>
    public static IReadOnlyCollection<Owed> Of(ArtifactMachine machine, IEnumerable<ArtifactAction> actions) => [.. actions.SelectMany(action => Of(machine, action))];

    /// <summary>The workers that may have kept something for an artifact.</summary>
    public static IEnumerable<NodeId> WorkersOf(ArtifactMachine machine) =>
        machine.Context.Workers.Select(worker => worker.Id()).Concat(machine.Jobs.Select(job => job.Worker)).Where(node => !node.IsUndefined).Distinct();

    private static IEnumerable<Owed> Of(ArtifactMachine machine, ArtifactAction action)
    {
        string id = machine.Artifact.Id;
        return action switch
        {
            ArtifactAction.Abort { Worker: { } worker } abort => [new Owed(worker, id, ResourceKeys.Of(id, abort.Job, abort.Attempt))],
            ArtifactAction.Forget { Holder: { } holder } forget => [new Owed(holder, id, forget.Resource)],
            ArtifactAction.Ended { State: ArtifactState.ArtifactCompleted } => WorkersOf(machine).Select(worker => new Owed(worker, id, "")),
            _ => [],
        };
    }
}
