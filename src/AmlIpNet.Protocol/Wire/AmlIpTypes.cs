using System.Collections.Immutable;
using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>The types of AML-IP's topics, under their exact DDS type names.</summary>
public static class AmlIpTypes
{
    /// <summary>The type of <see cref="StatusMessage"/>.</summary>
    public static TypeDescription Status { get; } = new("amlip::status",
        [.. Id("id"), UInt32("kind"), UInt32("state")]);

    /// <summary>The type of <see cref="Protocol.MsRequest"/>.</summary>
    public static TypeDescription MsRequest { get; } = new("amlip::ms_request",
        [.. Id("client"), UInt32("task")]);

    /// <summary>The type of <see cref="Protocol.MsReference"/>.</summary>
    public static TypeDescription MsReference { get; } = new("amlip::ms_reference",
        [.. Id("client"), UInt32("task"), .. Id("server")]);

    /// <summary>The type of a job's data and of its solution: <see cref="MsDataHeader"/> and a payload.</summary>
    public static TypeDescription MsData { get; } = new("amlip::ms_data_GENERIC", DataMembers());

    /// <summary>The type of a request for a model: <see cref="MsDataHeader"/> and a payload.</summary>
    public static TypeDescription RpcRequest { get; } = new("amlip::rpc_requestGENERIC", DataMembers());

    /// <summary>The type of the answer to a request for a model: <see cref="MsDataHeader"/> and a payload.</summary>
    public static TypeDescription RpcReply { get; } = new("amlip::rpc_replyGENERIC", DataMembers());

    /// <summary>The type of a model's statistics: <see cref="ModelStatisticsHeader"/> and a payload.</summary>
    public static TypeDescription ModelStatistics { get; } = new("amlip::AMLIP-MODEL-STATISTICS",
        [new("name", MemberKind.String, StatisticsName.MaxBytes), new("size", MemberKind.PayloadLength), .. Id("server"), Payload]);

    /// <summary>All of them.</summary>
    public static ImmutableArray<TypeDescription> All { get; } = [Status, MsRequest, MsReference, MsData, RpcRequest, RpcReply, ModelStatistics];

    private static Member Payload => new("data", MemberKind.Payload);

    private static ImmutableArray<Member> DataMembers() =>
        [.. Id("client"), UInt32("task"), .. Id("server"), new("size", MemberKind.PayloadLength), new("owned", MemberKind.Octets, 1), Payload];

    private static Member UInt32(string name) => new(name, MemberKind.UInt32);

    private static ReadOnlySpan<Member> Id(string name) => new Member[]
    {
        new(name + ".name", MemberKind.String, NodeId.MaxNameBytes),
        new(name + ".id", MemberKind.Octets, NodeId.RandomBytes),
    };
}
