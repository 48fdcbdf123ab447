namespace AmlIpNet.Protocol;

/// <summary>Bounds and patience of a <see cref="DataCenter"/>.</summary>
public sealed record DataCenterMachineOptions
{
    /// <summary>How many workers may die while they compute a key before it is blamed.</summary>
    public int MaxDeaths { get; init; } = 3;

    /// <summary>How long after its start a Center waits for workers before it says that nobody has a key, or chooses a worker.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After which time a worker that has not registered is asked again.</summary>
    public TimeSpan HelloPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a worker that does not register is waited for.</summary>
    public TimeSpan RegisterPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Keys without a value that are remembered: lost ones, those that failed, and deleted ones. Beyond it the oldest are forgotten.</summary>
    public int MaxLostKeys { get; init; } = 65_536;
}
