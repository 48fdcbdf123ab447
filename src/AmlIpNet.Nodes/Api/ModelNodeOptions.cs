using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet;

/// <summary>The options of a model sender.</summary>
public sealed record ModelSenderNodeOptions : NodeOptions
{
    /// <summary>How many requests are answered at a time. Default 1.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>How many requests may wait for their turn; further ones are dropped and counted, since AML-IP knows no refusal. Default 1,000.</summary>
    public int MaxWaitingRequests { get; init; } = 1_000;

    /// <summary>The largest statistics, in bytes, their name left out. AML-IP's own receivers lose those of more than 268 bytes, name and id included. Default 64 KiB.</summary>
    public int MaxStatisticsBytes { get; init; } = ModelBounds.StatisticsBytes;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ModelBounds.Validate(this, MaxStatisticsBytes);
        ThrowUnless(Slots is >= 1 and <= 10_000, nameof(Slots), Slots, "use 1 to 10,000");
        ThrowUnless(MaxWaitingRequests is >= 1 and <= 1_000_000, nameof(MaxWaitingRequests), MaxWaitingRequests, "use 1 to 1,000,000");
    }
}

/// <summary>The options of a model receiver.</summary>
public sealed record ModelReceiverNodeOptions : NodeOptions
{
    /// <summary>How long a model is waited for, once there is room for the request. Default 2.5 s, as in AML-IP.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How many requests may be open at a time; further calls wait for their turn. Default 1,000.</summary>
    public int MaxRequests { get; init; } = 1_000;

    /// <summary>Of how many senders the last statistics are remembered; beyond it those heard of longest ago are forgotten. Default 1,024.</summary>
    public int MaxSenders { get; init; } = 1_024;

    /// <summary>The largest statistics that are taken, in bytes; larger ones are dropped and counted. Default 64 KiB.</summary>
    public int MaxStatisticsBytes { get; init; } = ModelBounds.StatisticsBytes;

    /// <summary>How many statistics a slow reader of the stream may lag behind; beyond it the oldest are dropped and counted. Default 1,024.</summary>
    public int MaxBufferedStatistics { get; init; } = 1_024;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ModelBounds.Validate(this, MaxStatisticsBytes);
        ThrowUnless(RequestTimeout >= TimeSpan.FromMilliseconds(1) && RequestTimeout <= TimeSpan.FromDays(1), nameof(RequestTimeout), RequestTimeout, "use 1 ms to 1 day");
        ThrowUnless(MaxRequests is >= 1 and <= 1_000_000, nameof(MaxRequests), MaxRequests, "use 1 to 1,000,000");
        ThrowUnless(MaxSenders is >= 1 and <= 1_000_000, nameof(MaxSenders), MaxSenders, "use 1 to 1,000,000");
        ThrowUnless(MaxBufferedStatistics is >= 1 and <= 1_000_000, nameof(MaxBufferedStatistics), MaxBufferedStatistics, "use 1 to 1,000,000");
    }
}

/// <summary>What both sides of the model exchange agree on.</summary>
internal static class ModelBounds
{
    public const int StatisticsBytes = 64 << 10;

    public static void Validate(NodeOptions options, int statisticsBytes)
    {
        ThrowUnless(options.AmlIpPlane, nameof(options.AmlIpPlane), options.AmlIpPlane, "leave it on: models are exchanged by AML-IP's protocol only");
        ThrowUnless(statisticsBytes is >= 1 and <= 16 << 20, nameof(ModelSenderNodeOptions.MaxStatisticsBytes), statisticsBytes, "use 1 to 16,777,216");
    }
}
