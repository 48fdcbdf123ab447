using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>Checks artifacts without a network.</summary>
public static class ArtifactCheck
{
    /// <summary>What is wrong with an artifact whoever runs it: names, circles, distributions that do not fit, too many jobs. Empty when nothing is. Who has the operations and sources is checked when it is submitted.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="workers">How many workers there would be.</param>
    /// <param name="distributions">By name; null: those that are built in.</param>
    public static IReadOnlyList<string> FindFaults(Artifact artifact, int workers = 2, ImmutableDictionary<string, IDistribution>? distributions = null)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        return ArtifactValidator.FaultsOf(ArtifactDefaults.Fill(artifact), workers, distributions ?? Distributions.BuiltIn, new ArtifactLimits());
    }
}
