namespace AmlIpNet.Protocol;

/// <summary>Bounds, budgets and patience of a <see cref="JobClient"/>.</summary>
public sealed record JobClientOptions
{
    /// <summary>How long a native attempt may go without a sign that its server has it, before another one is started. Default 3 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many servers may die while they may be running a job before it is given up. Default 3.</summary>
    public int MaxDeaths { get; init; } = 3;

    /// <summary>How many attempts of one job may be open at a time, those in doubt included; the oldest in doubt gives way. Default 4; at least 2.</summary>
    public int MaxOpenAttempts { get; init; } = 4;

    /// <summary>How many servers are known at a time; what more of them say is ignored and counted. Default 4,096.</summary>
    public int MaxServers { get; init; } = 4_096;

    /// <summary>How many lines the account of a job keeps: its last attempts. Default 16.</summary>
    public int AccountLines { get; init; } = 16;

    /// <summary>Whether to send work to servers that have no free slot but room to keep it. Default true.</summary>
    public bool Prefetch { get; init; } = true;

    /// <summary>The auctions' options.</summary>
    public MultiServiceClientOptions Auction { get; init; } = new();

    /// <summary>Checks every option; each error names the option and the remedy.</summary>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    public JobClientOptions Validate()
    {
        InvalidOptionsException.ThrowUnless(Lease >= TimeSpan.FromMilliseconds(10) && Lease <= TimeSpan.FromHours(1), nameof(Lease), Lease, "use 10 ms to 1 h");
        InvalidOptionsException.ThrowUnless(MaxDeaths is >= 1 and <= 1_000, nameof(MaxDeaths), MaxDeaths, "use 1 to 1,000");
        InvalidOptionsException.ThrowUnless(MaxOpenAttempts is >= 2 and <= 64, nameof(MaxOpenAttempts), MaxOpenAttempts, "use 2 to 64");
        InvalidOptionsException.ThrowUnless(MaxServers is >= 1 and <= 1_000_000, nameof(MaxServers), MaxServers, "use 1 to 1,000,000");
        InvalidOptionsException.ThrowUnless(AccountLines is >= 1 and <= 1_000, nameof(AccountLines), AccountLines, "use 1 to 1,000");
        return this;
    }
}
