using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>The types of the data space's topics, as <c>idl/amlipnet.idl</c> has them.</summary>
public static class DataTypes
{
    /// <summary>The type of <see cref="DataControlMessage"/> and its entries.</summary>
    public static TypeDescription Control { get; } = new("amlipnet::v1::data_control",
    [
        new("version", MemberKind.UInt16), new("kind", MemberKind.UInt16), new("role", MemberKind.UInt16), new("code", MemberKind.UInt16),
        new("sender.name", MemberKind.String, NodeId.MaxNameBytes), new("sender.id", MemberKind.Octets, NodeId.RandomBytes),
        new("request", MemberKind.UInt64), new("number", MemberKind.UInt32),
        new("body_length", MemberKind.PayloadLength), new("body", MemberKind.Payload),
    ]);

    /// <summary>The type of <see cref="DataPartMessage"/> and the bytes.</summary>
    public static TypeDescription Part { get; } = new("amlipnet::v1::data_part",
    [
        new("version", MemberKind.UInt16), new("code", MemberKind.UInt16), new("role", MemberKind.UInt16),
        new("sender.name", MemberKind.String, NodeId.MaxNameBytes), new("sender.id", MemberKind.Octets, NodeId.RandomBytes),
        new("key", MemberKind.String, DataBounds.MaxKeyBytes),
        new("info.size", MemberKind.UInt64), new("info.digest", MemberKind.Octets, ValueInfo.DigestBytes),
        new("info.content_type", MemberKind.String, DataBounds.MaxContentTypeBytes), new("info.version", MemberKind.UInt64),
        new("offset", MemberKind.UInt64),
        new("bytes_length", MemberKind.PayloadLength), new("bytes", MemberKind.Payload),
    ]);
}

/// <summary>The topics of a data space. Each node reads those that end in its id; a Center has none for values.</summary>
public static class DataTopics
{
    /// <summary><c>amlipnet/v1/data_worker_</c>, <c>data_client_</c> or <c>data_center_</c> and the node: control messages to it.</summary>
    public static Topic Control(DataAddress to) => new(to.Node.AppendTo(Prefix(to.Role)), DataTypes.Control);

    /// <summary><c>amlipnet/v1/data_parts_worker_</c> or <c>data_parts_client_</c> and the node: bytes of values to it.</summary>
    public static Topic Parts(DataAddress to) => to.Role == DataRole.Center
        ? throw new ArgumentException("A Center takes no values.", nameof(to))
        : new(to.Node.AppendTo($"amlipnet/v1/data_parts_{Name(to.Role)}_"), DataTypes.Part);

    /// <summary>How the topics for control messages to nodes of a role begin.</summary>
    public static string Prefix(DataRole role) => $"amlipnet/v1/data_{Name(role)}_";

    private static string Name(DataRole role) => role switch { DataRole.Worker => "worker", DataRole.Client => "client", _ => "center" };
}
