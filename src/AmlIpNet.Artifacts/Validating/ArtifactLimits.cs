namespace AmlIpNet.Artifacts;

/// <summary>How large artifacts may be.</summary>
internal sealed record ArtifactLimits
{
    /// <summary>Steps, those of iterations included.</summary>
    public int MaxSteps { get; init; } = 256;

    /// <summary>Iterations within iterations.</summary>
    public int MaxDepth { get; init; } = 4;

    /// <summary>Jobs, of all rounds.</summary>
    public int MaxJobs { get; init; } = 10_000;

    /// <summary>Workers that take part.</summary>
    public int MaxWorkers { get; init; } = 1_000;

    /// <summary>Characters of a name.</summary>
    public int MaxName { get; init; } = 128;
}
