using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>The distributions that are built in. Nodes may register others beside them.</summary>
public static class Distributions
{
    /// <summary>One job's product goes to all.</summary>
    public const string Distribute = nameof(Distribute);

    /// <summary>All products go to one job, which fetches them.</summary>
    public const string Collect = nameof(Collect);

    /// <summary>All products go to all jobs.</summary>
    public const string Arrange = nameof(Arrange);

    /// <summary>Job i's product goes to job i + 1. Also called <see cref="Sequential"/>.</summary>
    public const string DirectToNext = nameof(DirectToNext);

    /// <summary>The same as <see cref="DirectToNext"/>.</summary>
    public const string Sequential = nameof(Sequential);

    /// <summary>Job i's product goes to job i + 1, the last one's to the first.</summary>
    public const string RoundRobin = nameof(RoundRobin);

    /// <summary>Job i's product goes to job i.</summary>
    public const string Stay = nameof(Stay);

    private static readonly Linked s_next = new(
        (n, m) => m == n || m == n + 1 ? null : $"DirectToNext hands on to as many jobs or to one more, not from {n} to {m}.", (n, m) => Enumerable.Range(0, Math.Min(n, m - 1)).Select(i => (i, i + 1)));

    /// <summary>All that are built in, by name. Names are compared without case.</summary>
    public static ImmutableDictionary<string, IDistribution> BuiltIn { get; } = new Dictionary<string, IDistribution>
    {
        [Distribute] = new Linked((n, m) => n == 1 ? null : $"Distribute takes the product of 1 job, not of {n}: collect them first, or use {Arrange}.", (n, m) => Enumerable.Range(0, m).Select(j => (0, j))),
        [Collect] = new Linked((n, m) => m == 1 ? null : $"Collect brings products to 1 job, not to {m}: use {Arrange}, or a step on the scheduler next.", (n, m) => Enumerable.Range(0, n).Select(i => (i, 0))),
        [Arrange] = new Linked((n, m) => null, (n, m) => Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, m).Select(j => (i, j)))),
        [DirectToNext] = s_next,
        [Sequential] = s_next,
        [RoundRobin] = new Linked((n, m) => n == m ? null : $"RoundRobin goes round among equally many jobs, not from {n} to {m}.", (n, m) => Enumerable.Range(0, n).Select(i => (i, (i + 1) % n))),
        [Stay] = new Linked((n, m) => n == m ? null : $"Stay hands on to equally many jobs, not from {n} to {m}.", (n, m) => Enumerable.Range(0, n).Select(i => (i, i))),
    }.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What fits the numbers: one to all, all to one, each to its like, otherwise all to all.</summary>
    public static string Fitting(int sources, int sinks) => sources == sinks ? Stay : sources == 1 ? Distribute : sinks == 1 ? Collect : Arrange;

    private sealed class Linked(Func<int, int, string?> faultOf, Func<int, int, IEnumerable<(int, int)>> links) : IDistribution
    {
        public string? FaultOf(int sources, int sinks) => faultOf(sources, sinks);

        public IEnumerable<(int Source, int Sink)> Links(int sources, int sinks) => links(sources, sinks);
    }
}
