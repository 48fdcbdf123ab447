using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet;

/// <summary>The options of a Center of a data space.</summary>
public sealed record CenterNodeOptions : NodeOptions
{
    /// <summary>How many workers may die while they compute a key before it is blamed and not computed again. Default 3.</summary>
    public int MaxDeaths { get; init; } = 3;

    /// <summary>How long after its start a Center waits for workers before it says that nobody has a key, or chooses a worker. Default 1 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Keys without a value that are remembered: lost ones, and those that failed. Default 65,536.</summary>
    public int MaxLostKeys { get; init; } = 65_536;

    /// <summary>Remembers what workers cannot tell a Center that starts anew: how the keys of dead workers are computed. Null, the default: nobody does.</summary>
    public ICenterStore? Store { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ThrowUnless(MaxDeaths is >= 1 and <= 1_000, nameof(MaxDeaths), MaxDeaths, "use 1 to 1,000");
        ThrowUnless(Grace >= TimeSpan.Zero && Grace <= TimeSpan.FromMinutes(10), nameof(Grace), Grace, "use 0 s to 10 min");
        ThrowUnless(MaxLostKeys is >= 1 and <= 100_000_000, nameof(MaxLostKeys), MaxLostKeys, "use 1 to 100,000,000");
    }
}
