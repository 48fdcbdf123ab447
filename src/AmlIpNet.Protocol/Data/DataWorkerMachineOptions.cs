namespace AmlIpNet.Protocol;

/// <summary>Bounds and patience of a <see cref="DataWorker"/>.</summary>
public sealed record DataWorkerMachineOptions
{
    /// <summary>Computations that run at a time.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>How long a Center may leave a report without an acknowledgement before others are answered without it.</summary>
    public TimeSpan AckPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Functions of whose keys no Center is told how they are computed: they are not computed again elsewhere.</summary>
    public IReadOnlySet<string> LocalFunctions { get; init; } = new HashSet<string>();

    /// <summary>Bounds and patience of bringing values.</summary>
    public FetchOptions Fetch { get; init; } = new();
}
