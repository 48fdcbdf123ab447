namespace AmlIpNet.Artifacts;

/// <summary>The bounds of an artifact's machine.</summary>
internal sealed record ArtifactMachineOptions
{
    /// <summary>How often a job's operations may fail.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How many of a job's attempts may be lost with their workers, or for resources that were lost.</summary>
    public int MaxLosses { get; init; } = 10;

    /// <summary>How long a job waits for somebody who can do it.</summary>
    public TimeSpan WorkerWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an attempt may take, unless its step says otherwise; null: as long as it likes.</summary>
    public TimeSpan? JobTimeout { get; init; }

    /// <summary>How long a job rests after a loss that nothing explains, before it is given out again.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);
}
