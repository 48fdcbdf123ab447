namespace AmlIpNet.Protocol;

/// <summary>Bounds and patience of a <see cref="MultiServiceServer"/>.</summary>
public sealed record MultiServiceServerOptions
{
    /// <summary>How many unanswered requests are remembered; beyond it the oldest is forgotten and counted. Default 65,536.</summary>
    public int MaxPendingRequests { get; init; } = 65_536;

    /// <summary>How many closed tasks, and how many executed ones, are remembered to recognise repeats: more than a history
    /// of AML-IP (5,000) can send again. Default 16,384.</summary>
    public int TaskMemory { get; init; } = 16_384;

    /// <summary>How long a reply may stay without a target before it is sent again, doubling each time up to 16 times this.
    /// Default 2 s.</summary>
    public TimeSpan ReplyPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a target that names this server may stay without its data before it stops to hold a slot. The data
    /// is still served if it comes. Default 30 s.</summary>
    public TimeSpan DataPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many targets that no longer hold a slot are remembered; beyond it the oldest is forgotten. Default 1,024.</summary>
    public int MaxOverdue { get; init; } = 1024;
}
