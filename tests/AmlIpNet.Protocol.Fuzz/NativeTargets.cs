using System.Text;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>The native plane's types.</summary>
public static class NativeTargets
{
    private static readonly NodeId s_main = NodeId.Create("main", 0x01020304);
    private static readonly NodeId s_server = NodeId.Create("cp", 0xa1a2a3a4);
    private static readonly NodeId s_long = NodeId.Create("a name of twenty-eight bytes", uint.MaxValue);
    private static readonly ServerLoad s_load = new(300, 12, 4, 3, 2);
    private static readonly KeyValuePair<string, string>[] s_attributes = [new("host", "lab"), new("\u2602", "r\u00e9sum\u00e9"), new("empty", "")];
    private static readonly PayloadPart[] s_parts = [new(3, 1), new(2, UInt128.MaxValue)];
    private static readonly PayloadPart[] s_absent = [new(1 << 20, 1) { IsAbsent = true }, new(5, 0), new(PayloadPart.MaxLength, UInt128.MaxValue) { IsAbsent = true }];
    private static readonly (NodeId, ulong)[] s_held = [(s_main, 7), (s_server, 8), (s_long, ulong.MaxValue)];

    /// <summary>The list.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new NativeTarget(NativeTypes.Availability, Availability,
        [
            Of(default(AvailabilityMessage), [], []),
            Of(new AvailabilityMessage(s_server, s_load, 5, 6), s_attributes, []),
            Of(new AvailabilityMessage(s_long, s_load, 5, 6), [], s_held),
            Of(new AvailabilityMessage(s_server, s_load, 5, 6), s_attributes, s_held),
        ]),
        new NativeTarget(NativeTypes.Work, Work,
        [
            Of(new WorkMessage(WorkKind.Recall, s_main, 9, 300, 11, 7), [], []),
            Of(new WorkMessage(WorkKind.Job, s_main, 9, 300, 11, 7, TimeSpan.FromSeconds(1.5), -5, 5), s_attributes, s_parts),
            Of(new WorkMessage(WorkKind.Job, s_main, 9, 300, 11, 7, PayloadSize: 5), [], s_absent),
            Of(new WorkMessage(WorkKind.Job, s_long, 9, 300, 11, 7, TimeSpan.Zero, 0, 300), [], s_parts),
        ]),
        new NativeTarget(NativeTypes.Outcome, Outcome,
        [
            Of(new OutcomeMessage(OutcomeKind.Refused, s_server, s_load, 9, 11, 7, 8, (int)RefusalReason.PartsMissing), [], s_absent[..1]),
            Of(new OutcomeMessage(OutcomeKind.Accepted, s_server, s_load, 9, 11, 7, 8), [], []),
            Of(new OutcomeMessage(OutcomeKind.Failed, s_server, s_load, 9, 11, 7, 8, -3, "no r\u00e9sum\u00e9 \u2602"), s_attributes, []),
            Of(new OutcomeMessage(OutcomeKind.Progress, s_long, s_load, 9, 11, 7, 8, 0, "half", 0.5), [], []),
            Of(new OutcomeMessage(OutcomeKind.Solution, s_server, s_load, 9, 11, 7, 8, PayloadSize: 5), s_attributes, s_parts),
        ]),
    ];

    private static void Availability(ReadOnlySpan<byte> header, out byte[]? again, out int largest, out int payloadSize)
    {
        (again, largest, payloadSize) = (null, 0, 0);
        if (!AvailabilityMessage.TryRead(header, out var message, out var attributes, out var held)) return;
        largest = AvailabilityMessage.GetLargestSize(attributes.ToArray(), held.Count);
        again = Of(message, attributes.ToArray(), held.ToArray());
    }

    private static void Work(ReadOnlySpan<byte> header, out byte[]? again, out int largest, out int payloadSize)
    {
        (again, largest, payloadSize) = (null, 0, 0);
        if (!WorkMessage.TryRead(header, out var message, out var metadata, out var parts)) return;
        largest = WorkMessage.GetLargestSize(metadata.ToArray(), parts.Count);
        payloadSize = message.PayloadSize;
        again = Of(message with { PayloadSize = 0 }, metadata.ToArray(), parts.ToArray());
        BitConverter.TryWriteBytes(again.AsSpan(again.Length - 4), payloadSize);
    }

    private static void Outcome(ReadOnlySpan<byte> header, out byte[]? again, out int largest, out int payloadSize)
    {
        (again, largest, payloadSize) = (null, 0, 0);
        if (!OutcomeMessage.TryRead(header, out var message, out var metadata, out var parts)) return;
        largest = message.GetLargestSize(metadata.ToArray(), parts.Count);
        payloadSize = message.PayloadSize;
        again = Of(message with { PayloadSize = 0 }, metadata.ToArray(), parts.ToArray());
        BitConverter.TryWriteBytes(again.AsSpan(again.Length - 4), payloadSize);
    }

    private static byte[] Of(AvailabilityMessage m, KeyValuePair<string, string>[] attributes, (NodeId, ulong)[] held)
    {
        var bytes = new byte[AvailabilityMessage.GetLargestSize(attributes, held.Length)];
        return bytes[..m.Write(bytes, attributes, held)];
    }

    private static byte[] Of(WorkMessage m, KeyValuePair<string, string>[] metadata, PayloadPart[] parts)
    {
        var bytes = new byte[WorkMessage.GetLargestSize(metadata, parts.Length)];
        return [.. bytes.AsSpan(0, m.Write(bytes, metadata, parts)), .. Encoding.ASCII.GetBytes(new string('p', m.PayloadSize))];
    }

    private static byte[] Of(OutcomeMessage m, KeyValuePair<string, string>[] metadata, PayloadPart[] parts)
    {
        var bytes = new byte[m.GetLargestSize(metadata, parts.Length)];
        return [.. bytes.AsSpan(0, m.Write(bytes, metadata, parts)), .. Encoding.ASCII.GetBytes(new string('p', m.PayloadSize))];
    }
}
