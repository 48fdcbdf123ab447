using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>What an artifact's machine wants done, in this order. <see cref="Save"/> comes first: it must be durable before the others are done.</summary>
internal abstract record ArtifactAction
{
    private ArtifactAction()
    {
    }

    /// <summary>Make durable what has changed, in one transaction.</summary>
    /// <param name="Artifact">The artifact's record.</param>
    /// <param name="Jobs">Those that changed or are new; the other ones are as they were saved.</param>
    public sealed record Save(ArtifactRecord Artifact, ImmutableArray<JobRecord> Jobs) : ArtifactAction;

    /// <summary>Have an attempt done. Once for each attempt; after a restart once more for those that were under way.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Attempt">The attempt: its product is to lie under <see cref="ResourceKeys.Of"/>.</param>
    /// <param name="Worker">By whom; null: by the scheduler itself.</param>
    /// <param name="Task">What to tell the node.</param>
    /// <param name="Needed">The resources that it is given, in the order of the task's groups.</param>
    public sealed record Dispatch(uint Job, uint Attempt, NodeId? Worker, JobTask Task, ImmutableArray<string> Needed) : ArtifactAction;

    /// <summary>Stop an attempt, if it still runs; its answer does not matter any more.</summary>
    public sealed record Abort(uint Job, uint Attempt, NodeId? Worker) : ArtifactAction;

    /// <summary>A node stands in for another one: it may read a resource too, besides those in <see cref="JobTask.Next"/>.</summary>
    /// <param name="Resource">What.</param>
    /// <param name="Holder">Who has it; null: the scheduler.</param>
    /// <param name="Reader">Who may read it.</param>
    public sealed record Permit(string Resource, NodeId? Holder, NodeId Reader) : ArtifactAction;

    /// <summary>Nobody will need this resource: an attempt that counts no more made it.</summary>
    /// <param name="Resource">What.</param>
    /// <param name="Holder">Who has it; null: the scheduler.</param>
    public sealed record Forget(string Resource, NodeId? Holder) : ArtifactAction;

    /// <summary>The artifact has ended: tell who waits; nodes may drop the variables that they keep for it (after <see cref="ArtifactState.ArtifactCompleted"/>).</summary>
    public sealed record Ended(ArtifactState State, string Error) : ArtifactAction;
}
