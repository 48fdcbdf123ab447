using System.Collections.Immutable;

namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>Plants a bug. The tests plant bugs to prove that the checks find them.</summary>
internal class Sabotage
{
    /// <summary>What the machine is told; null: nothing.</summary>
    public virtual ArtifactInput? OnInput(ArtifactInput input, ArtifactMachine machine) => input;

    /// <summary>What is done; null: nothing.</summary>
    public virtual ArtifactAction? OnAction(ArtifactAction action) => action;

    /// <summary>The order in which it is done.</summary>
    public virtual IReadOnlyList<ArtifactAction> OnActions(IReadOnlyList<ArtifactAction> actions) => actions;

    /// <summary>What the machine has for bounds.</summary>
    public virtual ArtifactMachineOptions OnOptions(ArtifactMachineOptions options) => options;

    /// <summary>How steps are linked.</summary>
    public virtual ImmutableDictionary<string, IDistribution> Distributions => AmlIpNet.Artifacts.Distributions.BuiltIn;

    /// <summary>From what a restarted scheduler goes on.</summary>
    public virtual JobRecord OnRestore(JobRecord record) => record;
}
