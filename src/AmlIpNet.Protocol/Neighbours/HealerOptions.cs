namespace AmlIpNet.Protocol;

/// <summary>Bounds and patience of a <see cref="Healer"/>.</summary>
public sealed record HealerOptions
{
    /// <summary>How long a client must be gone before its requests are closed: one that comes back closes them itself. Default 20 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How much longer each further healer waits, in the order of their ids, in case those before it missed the requests. Default 1 s.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many open requests are remembered; beyond it the oldest is forgotten and counted. At least 1. Default 65,536.</summary>
    public int MaxRequests { get; init; } = 65_536;

    /// <summary>How many closed tasks are remembered, since a target may overtake its request. At least 1. Default 16,384.</summary>
    public int TaskMemory { get; init; } = 16_384;

    /// <summary>How many lost clients are remembered; beyond it the earliest is forgotten and counted. At least 1. Default 1,024.</summary>
    public int MaxLost { get; init; } = 1024;

    /// <summary>How many of a client's last targets are remembered, to be repeated when it dies: as many as it may have requests open. 0 for none. Default 128.</summary>
    public int RepeatedTargets { get; init; } = 128;

    /// <summary>Of how many clients; beyond it the least recently heard one's are forgotten. At least 1. Default 1,024.</summary>
    public int MaxClients { get; init; } = 1024;

    /// <exception cref="InvalidOptionsException">A value is out of its bounds.</exception>
    internal HealerOptions Validated()
    {
        InvalidOptionsException.ThrowUnless(Grace >= TimeSpan.Zero, nameof(Grace), Grace, "use zero or more");
        InvalidOptionsException.ThrowUnless(Step >= TimeSpan.Zero, nameof(Step), Step, "use zero or more");
        InvalidOptionsException.ThrowUnless(MaxRequests >= 1, nameof(MaxRequests), MaxRequests, "use 1 or more");
        InvalidOptionsException.ThrowUnless(TaskMemory >= 1, nameof(TaskMemory), TaskMemory, "use 1 or more");
        InvalidOptionsException.ThrowUnless(MaxLost >= 1, nameof(MaxLost), MaxLost, "use 1 or more");
        InvalidOptionsException.ThrowUnless(RepeatedTargets >= 0, nameof(RepeatedTargets), RepeatedTargets, "use 0 or more");
        InvalidOptionsException.ThrowUnless(MaxClients >= 1, nameof(MaxClients), MaxClients, "use 1 or more");
        return this;
    }
}
