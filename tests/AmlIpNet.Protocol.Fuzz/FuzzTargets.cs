using System.Text;
using AmlIpNet.Dds;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>All codecs that take bytes or names from the network. A new codec is added here.</summary>
public static class FuzzTargets
{
    private static readonly NodeId s_main = NodeId.Create("main", 0x01020304);
    private static readonly NodeId s_server = NodeId.Create("cp", 0xa1a2a3a4);
    private static readonly NodeId s_long = NodeId.Create("a name of twenty-eight bytes", uint.MaxValue);

    /// <summary>The list.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new MessageTarget<StatusMessage>(AmlIpTypes.Status, StatusMessage.MaxSize, StatusMessage.TryRead,
            (in StatusMessage m, Span<byte> d) => m.Write(d), _ => 0,
            [
                Sample(new StatusMessage(s_main, NodeKind.Main, NodeState.Running).Write),
                Sample(new StatusMessage(s_long, (NodeKind)99, (NodeState)uint.MaxValue).Write),
                Sample(default(StatusMessage).Write),
            ]),
        new MessageTarget<MsRequest>(AmlIpTypes.MsRequest, MsRequest.MaxSize, MsRequest.TryRead,
            (in MsRequest m, Span<byte> d) => m.Write(d), _ => 0,
            [Sample(new MsRequest(s_main, 7).Write), Sample(new MsRequest(s_long, uint.MaxValue).Write)]),
        new MessageTarget<MsReference>(AmlIpTypes.MsReference, MsReference.MaxSize, MsReference.TryRead,
            (in MsReference m, Span<byte> d) => m.Write(d), _ => 0,
            [
                Sample(new MsReference(s_main, 7, s_server).Write),
                Sample(new MsReference(s_long, 0, s_long).Write),
                Sample(new MsReference(s_main, 7, NodeId.Undefined).Write),
            ]),
        Data(AmlIpTypes.MsData),
        Data(AmlIpTypes.RpcRequest),
        Data(AmlIpTypes.RpcReply),
        new MessageTarget<ModelStatisticsHeader>(AmlIpTypes.ModelStatistics, ModelStatisticsHeader.MaxSize, ModelStatisticsHeader.TryRead,
            (in ModelStatisticsHeader m, Span<byte> d) => m.Write(d), m => m.PayloadSize,
            [
                Sample(new ModelStatisticsHeader(new("stats"), s_server, 3).Write, 3),
                Sample(new ModelStatisticsHeader(new(new string('s', StatisticsName.MaxBytes)), s_long, 400).Write, 400),
                Sample(default(ModelStatisticsHeader).Write),
            ]),
        new NodeIdBytesTarget(),
        new NodeIdTarget(),
        new DirectTopicTarget(),
        new NativeTopicTarget(),
        .. NativeTargets.All,
        .. DataTargets.All,
    ];

    private delegate int Writer(Span<byte> destination);

    private static MessageTarget<MsDataHeader> Data(TypeDescription type) =>
        new(type, MsDataHeader.MaxSize, MsDataHeader.TryRead, (in MsDataHeader m, Span<byte> d) => m.Write(d), m => m.PayloadSize,
            [
                Sample(new MsDataHeader(s_main, 7, s_server, 5).Write, 5),
                Sample(new MsDataHeader(s_main, 7, s_server, 0).Write),
                Sample(new MsDataHeader(s_long, uint.MaxValue, s_long, 300).Write, 300),
            ]);

    private static byte[] Sample(Writer write, int payload = 0)
    {
        var header = new byte[TypeDescription.InlineHeaderSize];
        int length = write(header);
        return [.. header.AsSpan(0, length), .. Encoding.ASCII.GetBytes(new string('p', payload))];
    }
}
