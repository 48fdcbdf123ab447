using System.Globalization;
using System.Text;
using AmlIpNet.Dds;
using AmlIpNet.Protocol.Tests.Idl;
using AmlIpNet.Protocol.Tests.Wire;

namespace AmlIpNet.Protocol.Tests.Native;

/// <summary>Values of the native plane's types as the words of idl_peer and as our bytes: two values are the same when their words are.</summary>
internal static class NativeCases
{
    public static IdlCase Availability(AvailabilityMessage m, KeyValuePair<string, string>[]? attributes = null, (NodeId, ulong)[]? held = null)
    {
        var buffer = new byte[AvailabilityMessage.GetLargestSize(attributes, held?.Length ?? 0)];
        int length = m.Write(buffer, attributes, held);
        return new("availability", Words(m, attributes ?? [], held ?? []), buffer[..length]);
    }

    public static IdlCase Work(WorkMessage m, KeyValuePair<string, string>[]? metadata = null, PayloadPart[]? parts = null, byte[]? payload = null)
    {
        m = m with { PayloadSize = payload?.Length ?? 0 };
        var buffer = new byte[WorkMessage.GetLargestSize(metadata, parts?.Length ?? 0)];
        int length = m.Write(buffer, metadata, parts);
        return new("work", Words(m, metadata ?? [], parts ?? [], payload ?? []), [.. buffer[..length], .. payload ?? []]);
    }

    public static IdlCase Outcome(OutcomeMessage m, KeyValuePair<string, string>[]? metadata = null, PayloadPart[]? parts = null, byte[]? payload = null)
    {
        m = m with { PayloadSize = payload?.Length ?? 0 };
        var buffer = new byte[m.GetLargestSize(metadata, parts?.Length ?? 0)];
        int length = m.Write(buffer, metadata, parts);
        return new("outcome", Words(m, metadata ?? [], parts ?? [], payload ?? []), [.. buffer[..length], .. payload ?? []]);
    }

    public static TypeDescription? TypeOf(string name) => name switch
    {
        "availability" => NativeTypes.Availability,
        "work" => NativeTypes.Work,
        "outcome" => NativeTypes.Outcome,
        _ => null,
    };

    /// <summary>What our codec reads, as words; null for malformed bytes.</summary>
    public static string? Read(string type, ReadOnlySpan<byte> sample)
    {
        if (!TypeOf(type)!.TrySplit(sample, sample.Length, out int header, out int payloadSize)) return null;
        var payload = sample.Slice(header, payloadSize);
        switch (type)
        {
            case "availability":
                return AvailabilityMessage.TryRead(sample[..header], out var availability, out var attributes, out var held)
                    ? Words(availability, attributes.ToArray(), held.ToArray()) : null;
            case "work":
                if (!WorkMessage.TryRead(sample[..header], out var work, out var metadata, out var parts)) return null;
                Assert.True(work.Describes(payload));
                return Words(work, metadata.ToArray(), parts.ToArray(), payload);
            default:
                if (!OutcomeMessage.TryRead(sample[..header], out var outcome, out metadata, out parts)) return null;
                Assert.True(outcome.Describes(payload));
                return Words(outcome, metadata.ToArray(), parts.ToArray(), payload);
        }
    }

    /// <summary>Random values, those at the bounds among them.</summary>
    public static IEnumerable<IdlCase> Some(Random random, int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return Availability(new(RandomValues.NodeId(random), Load(random), UInt64(random), UInt64(random)), Attributes(random, NativeBounds.MaxAttributes),
                [.. Many(random, NativeBounds.MaxHeld, () => (RandomValues.NodeId(random), UInt64(random)))]);
            yield return Work(
                new((WorkKind)random.Next(3), RandomValues.NodeId(random), UInt64(random), UInt64(random), UInt64(random), UInt64(random),
                    random.Next(2) == 0 ? null : TimeSpan.FromMilliseconds(Math.Min(RandomValues.UInt32(random), uint.MaxValue - 1)), (int)RandomValues.UInt32(random)),
                Attributes(random, NativeBounds.MaxMetadata), Parts(random), Payload(random));
            yield return Outcome(
                new((OutcomeKind)random.Next(6), RandomValues.NodeId(random), Load(random), UInt64(random), UInt64(random), UInt64(random), UInt64(random),
                    (int)RandomValues.UInt32(random), random.Next(2) == 0 ? null : Text(random, NativeBounds.MaxTextBytes), random.Next(3) == 0 ? null : random.NextDouble()),
                Attributes(random, NativeBounds.MaxMetadata), Parts(random), Payload(random));
        }
    }

    private static string Words(AvailabilityMessage m, KeyValuePair<string, string>[] attributes, (NodeId Client, ulong Task)[] held) => Join(
        1, (int)m.Load.State, IdlCase.Of(m.Server), m.Load.Incarnation, m.Load.Version, m.Load.Slots, m.Load.Free, m.Load.QueueRoom, Words(attributes),
        Join([held.Length, .. held.Select(h => Join(IdlCase.Of(h.Client), h.Task))]), m.Done, m.Failed);

    private static string Words(WorkMessage m, KeyValuePair<string, string>[] metadata, PayloadPart[] parts, ReadOnlySpan<byte> payload) => Join(
        1, (int)m.Kind, IdlCase.Of(m.Client), m.ClientIncarnation, m.ServerIncarnation, m.Job, m.Task, (uint)(m.TimeLeft?.TotalMilliseconds ?? uint.MaxValue),
        (uint)m.Priority, Body(metadata, parts, payload));

    private static string Words(OutcomeMessage m, KeyValuePair<string, string>[] metadata, PayloadPart[] parts, ReadOnlySpan<byte> payload) => Join(
        1, (int)m.Kind, IdlCase.Of(m.Server), m.Load.Incarnation, m.ClientIncarnation, m.Job, m.Task, m.LastTask, m.Load.Version, m.Load.Slots, m.Load.Free,
        m.Load.QueueRoom, (int)m.Load.State, (uint)m.Code, IdlCase.Hex(Encoding.UTF8.GetBytes(m.Text ?? "")), BitConverter.DoubleToUInt64Bits(m.Progress ?? -1),
        Body(metadata, parts, payload));

    private static string Body(KeyValuePair<string, string>[] metadata, PayloadPart[] parts, ReadOnlySpan<byte> payload) => Join(
        Words(metadata), Join([parts.Length, .. parts.Select(p => Join(p.IsAbsent ? p.Length | 0x8000_0000 : p.Length, p.Digest.ToString("x32", CultureInfo.InvariantCulture)))]), payload.Length, IdlCase.Hex(payload));

    private static string Words(KeyValuePair<string, string>[] attributes) => Join([attributes.Length, .. attributes.Select(a => Join(Hex(a.Key), Hex(a.Value)))]);

    private static string Hex(string text) => IdlCase.Hex(Encoding.UTF8.GetBytes(text));

    private static string Join(params IEnumerable<object> words) => string.Join(' ', words.Select(word => Convert.ToString(word, CultureInfo.InvariantCulture)));

    private static ServerLoad Load(Random random) => new(UInt64(random), UInt64(random), Slots(random), Slots(random), Slots(random), (ServerState)random.Next(3));

    private static int Slots(Random random) => random.Next(4) == 0 ? NativeBounds.MaxSlots : random.Next(20);

    private static ulong UInt64(Random random) => random.Next(4) switch { 0 => 0, 1 => ulong.MaxValue, _ => (ulong)random.NextInt64() };

    private static byte[] Payload(Random random) => [.. Enumerable.Range(0, random.Next(3) * random.Next(50)).Select(i => (byte)i)];

    private static KeyValuePair<string, string>[] Attributes(Random random, int bound) =>
        [.. Many(random, bound, () => KeyValuePair.Create(Text(random, NativeBounds.MaxKeyBytes), Text(random, NativeBounds.MaxValueBytes)))];

    private static PayloadPart[] Parts(Random random) => [.. Many(random, NativeBounds.MaxParts, () => new PayloadPart(RandomValues.UInt32(random) & PayloadPart.MaxLength, new(UInt64(random), UInt64(random))) { IsAbsent = random.Next(3) == 0 })];

    /// <summary>Mostly none or few, at times as many as may be.</summary>
    private static IEnumerable<T> Many<T>(Random random, int bound, Func<T> make)
    {
        int count = random.Next(20) == 0 ? bound : random.Next(4);
        for (int i = 0; i < count; i++) yield return make();
    }

    /// <summary>Text of one to three bytes for each character, mostly short, at times as long as may be; never empty.</summary>
    private static string Text(Random random, int maxBytes)
    {
        string[] characters = ["a", "é", "☂"];
        string c = characters[random.Next(3)];
        int most = maxBytes / Encoding.UTF8.GetByteCount(c);
        return string.Concat(Enumerable.Repeat(c, random.Next(20) == 0 ? most : random.Next(1, 9)));
    }
}
