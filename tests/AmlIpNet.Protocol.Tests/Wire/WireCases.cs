using AmlIpNet.Dds;

namespace AmlIpNet.Protocol.Tests.Wire;

/// <summary>The golden bytes of AML-IP: client main/01020304, server cp/a1a2a3a4, task 7.</summary>
internal static class WireCases
{
    public static readonly NodeId Main = NodeId.Create("main", 0x01020304);
    public static readonly NodeId Server = NodeId.Create("cp", 0xa1a2a3a4);

    private const string Reference = "00010000 05000000 6d61696e 00010203 04000000 07000000 03000000 637000a1 a2a3a4";
    private const string ReferenceBig = "00000000 00000005 6d61696e 00010203 04000000 00000007 00000003 637000a1 a2a3a4";

    public static readonly WireCase[] All =
    [
        Of("status", AmlIpTypes.Status, new StatusMessage(Main, NodeKind.Main, NodeState.Running),
            "00010000 05000000 6d61696e 00010203 04000000 03000000 01000000",
            "00000000 00000005 6d61696e 00010203 04000000 00000003 00000001", 0, m => m.Write, StatusMessage.TryRead),
        Of("status, unknown numbers", AmlIpTypes.Status, new StatusMessage(Main, (NodeKind)0x01020304, (NodeState)uint.MaxValue),
            "00010000 05000000 6d61696e 00010203 04000000 04030201 ffffffff",
            "00000000 00000005 6d61696e 00010203 04000000 01020304 ffffffff", 0, m => m.Write, StatusMessage.TryRead),
        Of("ms_request", AmlIpTypes.MsRequest, new MsRequest(Main, 7),
            "00010000 05000000 6d61696e 00010203 04000000 07000000",
            "00000000 00000005 6d61696e 00010203 04000000 00000007", 0, m => m.Write, MsRequest.TryRead),
        Of("ms_reference", AmlIpTypes.MsReference, new MsReference(Main, 7, Server), Reference, ReferenceBig, 0, m => m.Write, MsReference.TryRead),
        Of("ms_reference, nobody chosen", AmlIpTypes.MsReference, new MsReference(Main, 7, NodeId.Undefined),
            "00010000 05000000 6d61696e 00010203 04000000 07000000 01000000 00000000 00",
            "00000000 00000005 6d61696e 00010203 04000000 00000007 00000001 00000000 00", 0, m => m.Write, MsReference.TryRead),
        Data("ms_data", AmlIpTypes.MsData, 5, "00 05000000 01 68656c6c6f", "00 00000005 01 68656c6c6f"),
        Data("ms_data, empty", AmlIpTypes.MsData, 0, "00 00000000 01", "00 00000000 01"),
        Data("rpc_request", AmlIpTypes.RpcRequest, 5, "00 05000000 01 68656c6c6f", "00 00000005 01 68656c6c6f"),
        Data("rpc_reply", AmlIpTypes.RpcReply, 5, "00 05000000 01 68656c6c6f", "00 00000005 01 68656c6c6f"),
        Of("model statistics", AmlIpTypes.ModelStatistics, new ModelStatisticsHeader(new("stats"), Server, 3),
            "00010000 06000000 73746174 73000000 03000000 03000000 637000a1 a2a3a461 6263",
            "00000000 00000006 73746174 73000000 00000003 00000003 637000a1 a2a3a461 6263", 3, m => m.Write, ModelStatisticsHeader.TryRead),
    ];

    private delegate bool Reader<T>(ReadOnlySpan<byte> header, out T message);

    public static WireCase Get(string name) => All.Single(c => c.Name == name);

    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    private static WireCase Data(string name, TypeDescription type, int payload, string tail, string bigTail) =>
        Of(name, type, new MsDataHeader(Main, 7, Server, payload), Reference + tail, ReferenceBig + bigTail, payload, m => m.Write, MsDataHeader.TryRead);

    private static WireCase Of<T>(
        string name, TypeDescription type, T value, string golden, string big, int payload, Func<T, HeaderWrite> write, Reader<T> read)
        where T : struct, IEquatable<T> =>
        new(name, type, Hex(golden), Hex(big), payload, write(value), header => read(header, out var message) && message.Equals(value), header => read(header, out _));

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
