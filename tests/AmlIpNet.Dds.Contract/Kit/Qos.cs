namespace AmlIpNet.Dds.Contract;

/// <summary>The QoS that most tests use.</summary>
public static class Qos
{
    /// <summary>Reliable, volatile, keep all.</summary>
    public static EndpointQos Reliable { get; } = new() { History = History.KeepAll };

    /// <summary>Reliable, transient local, keep all.</summary>
    public static EndpointQos Durable { get; } = Reliable with { Durability = Durability.TransientLocal };

    /// <summary>The policies that discovery announces; the rest stays with the endpoint.</summary>
    public static EndpointQos Announced(EndpointQos qos) => qos with { History = default, DurabilityService = null, MaxSamples = EndpointQos.Unlimited };
}
