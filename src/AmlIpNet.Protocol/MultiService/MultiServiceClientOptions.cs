namespace AmlIpNet.Protocol;

/// <summary>Bounds and patience of a <see cref="MultiServiceClient"/>.</summary>
public sealed record MultiServiceClientOptions
{
    /// <summary>How many requests may be without a target at a time. At most the history depth of the request writer, so
    /// that a node that joins late still sees each of them. Default 128.</summary>
    public int MaxOpenRequests { get; init; } = 128;

    /// <summary>The depth of the request and target writers' histories (profiles <c>amlip::request</c> and <c>amlip::target</c>). Default 256.</summary>
    public int HistoryDepth { get; init; } = 256;

    /// <summary>For how many of the last tasks the chosen server is remembered, to repeat a target that a late node missed.
    /// Older ones are answered with the undefined id. Default 16,384.</summary>
    public int TargetMemory { get; init; } = 16_384;

    /// <summary>How long the oldest request may go without an offer while later ones have some, before it is closed and asked
    /// anew. Default 1 s.</summary>
    public TimeSpan HeadPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first task number that is not used any more. Default: the last u32.</summary>
    public uint TaskLimit { get; init; } = uint.MaxValue;
}
