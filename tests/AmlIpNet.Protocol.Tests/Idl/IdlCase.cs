using System.Globalization;
using AmlIpNet.Protocol.Tests.Wire;

namespace AmlIpNet.Protocol.Tests.Idl;

/// <summary>A value of a type in the IDL: as the fields that idl_peer writes and reads, and as our bytes.</summary>
/// <param name="Type">The type's name in idl_peer.</param>
/// <param name="Fields">Its fields as words.</param>
/// <param name="Sample">What our codec makes of it, with the payload.</param>
internal sealed record IdlCase(string Type, string Fields, byte[] Sample)
{
    private static readonly byte[] s_hello = [.. "hello"u8], s_thousand = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    public static IdlCase Status(StatusMessage m) => new("status", Of(m), Bytes(m.Write));

    public static IdlCase Request(MsRequest m) => new("ms_request", Of(m), Bytes(m.Write));

    public static IdlCase Reference(MsReference m) => new("ms_reference", Of(m), Bytes(m.Write));

    public static IEnumerable<IdlCase> Data(NodeId client, uint task, NodeId server) =>
        new byte[][] { [], s_hello, s_thousand }.Select(payload =>
        {
            var header = new MsDataHeader(client, task, server, payload.Length);
            return new IdlCase($"ms_data_{payload.Length}", $"{Of(header)}{(payload.Length > 0 ? " " + Hex(payload) : "")}", Bytes(header.Write, payload));
        });

    public static IdlCase Statistics(StatisticsName name, NodeId server)
    {
        var header = new ModelStatisticsHeader(name, server, 3);
        return new("statistics_3", $"{Of(header)} {Hex("abc"u8)}", Bytes(header.Write, [.. "abc"u8]));
    }

    /// <summary>The golden values, and random ones.</summary>
    public static IEnumerable<IdlCase> Some(Random random, int count)
    {
        NodeId client = WireCases.Main, server = WireCases.Server;
        uint task = 7;
        for (int i = 0; i < count; i++)
        {
            yield return Status(i == 0 ? new(client, NodeKind.Main, NodeState.Running) : new(client, (NodeKind)task, (NodeState)RandomValues.UInt32(random)));
            yield return Request(new(client, task));
            yield return Reference(new(client, task, server));
            foreach (var data in Data(client, task, server)) yield return data;
            yield return Statistics(i == 0 ? new("stats") : RandomValues.StatisticsName(random), server);
            (client, task, server) = (RandomValues.NodeId(random), RandomValues.UInt32(random), RandomValues.NodeId(random));
        }
    }

    public static string Of(StatusMessage m) => Join(Of(m.Id), (uint)m.Kind, (uint)m.State);

    public static string Of(MsRequest m) => Join(Of(m.Client), m.Task);

    public static string Of(MsReference m) => Join(Of(m.Client), m.Task, Of(m.Server));

    public static string Of(MsDataHeader m) => Join(Of(m.Client), m.Task, Of(m.Server), m.PayloadSize, 1);

    public static string Of(ModelStatisticsHeader m)
    {
        var name = m.Name;
        return Join(Hex(name.Utf8), m.PayloadSize, Of(m.Server));
    }

    public static string Hex(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? "-" : Convert.ToHexStringLower(bytes);

    public static string Of(NodeId id)
    {
        Span<byte> name = stackalloc byte[NodeId.MaxNameBytes], random = stackalloc byte[NodeId.RandomBytes];
        id.CopyRandomTo(random);
        return $"{Hex(name[..id.CopyNameTo(name)])} {Hex(random)}";
    }

    private static string Join(params object[] words) => string.Join(' ', words.Select(word => Convert.ToString(word, CultureInfo.InvariantCulture)));

    private static byte[] Bytes(HeaderWrite write, params byte[] payload)
    {
        var buffer = new byte[Dds.TypeDescription.InlineHeaderSize];
        return [.. buffer.AsSpan(0, write(buffer)), .. payload];
    }
}
