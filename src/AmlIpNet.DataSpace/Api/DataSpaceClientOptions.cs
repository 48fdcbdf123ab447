using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet;

/// <summary>The options of a client of a data space.</summary>
public sealed record DataSpaceClientOptions : NodeOptions
{
    /// <summary>Writes and reads typed values. Default JSON.</summary>
    public IPayloadSerializer Serializer { get; init; } = JsonPayloadSerializer.Default;

    /// <summary>How long a call waits for a Center, or for a worker, when there is none. Default 30 s.</summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Values that are brought at a time. Default 128.</summary>
    public int MaxTransfers { get; init; } = 128;

    /// <summary>Bytes of the values that are brought at a time; a larger value is brought alone. Default 256 MiB.</summary>
    public long TransferBytes { get; init; } = 256 << 20;

    /// <summary>Bytes in which a value travels at a time. Default 1 MiB.</summary>
    public int PartBytes { get; init; } = 1 << 20;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ThrowUnless(Serializer is not null, nameof(Serializer), null, $"use {nameof(JsonPayloadSerializer)}.{nameof(JsonPayloadSerializer.Default)}, or another one");
        ThrowUnless(PeerTimeout > TimeSpan.Zero && PeerTimeout <= TimeSpan.FromDays(1), nameof(PeerTimeout), PeerTimeout, "use more than 0 s, up to 1 day");
        DataSpace.Names.CheckTransfers(this, MaxTransfers, TransferBytes, PartBytes);
    }
}
