using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>The operations that come with the library. Whatever is counted on several nodes is added without any error: counts are whole numbers of 64 bits, sums are kept exactly
/// and rounded once at the end, a mean is a sum and a count until then.</summary>
public static class BuiltInOperations
{
    /// <summary>All of them, by the names that artifacts use.</summary>
    public static ImmutableDictionary<string, ArtifactOperation> All { get; } = new Dictionary<string, ArtifactOperation>
    {
        ["csv.load"] = TableOperations.LoadAsync,
        ["filter"] = TableOperations.FilterAsync,
        ["count"] = TallyOperations.CountAsync,
        ["sum"] = TallyOperations.SumAsync,
        ["mean"] = TallyOperations.SumAsync,
        ["histogram"] = TallyOperations.HistogramAsync,
        ["add"] = TallyOperations.AddAsync,
        ["count.total"] = TallyOperations.TotalCountAsync,
        ["sum.total"] = TallyOperations.TotalSumAsync,
        ["mean.total"] = TallyOperations.TotalMeanAsync,
        ["histogram.total"] = TallyOperations.TotalHistogramAsync,
        ["list"] = Listing.ListAsync,
        ["mean.start"] = MaskedMean.StartAsync,
        ["mean.step"] = MaskedMean.StepAsync,
        ["mean.end"] = MaskedMean.EndAsync,
    }.ToImmutableDictionary(StringComparer.Ordinal);
}
