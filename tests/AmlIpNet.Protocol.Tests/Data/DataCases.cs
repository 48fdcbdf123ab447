using System.Globalization;
using System.Text;
using AmlIpNet.Protocol.Tests.Idl;
using AmlIpNet.Protocol.Tests.Wire;

namespace AmlIpNet.Protocol.Tests.Data;

/// <summary>Values of the data space's types as the words of idl_peer and as our bytes.</summary>
internal static class DataCases
{
    public static IdlCase Entries(params DataEntry[] entries) => new("data_entries", Join(1, entries.Length, Join(entries.Select(Words))), DataEntries.ToBytes(entries));

    public static IdlCase Control(DataControlMessage m, byte[]? body = null)
    {
        body ??= [];
        m = m with { BodySize = body.Length };
        var buffer = new byte[DataControlMessage.MaxSize];
        return new("data_control", Words(m, body), [.. buffer.AsSpan(0, m.Write(buffer)), .. body]);
    }

    public static IdlCase Part(DataPartMessage m, byte[]? bytes = null)
    {
        bytes ??= [];
        m = m with { PartSize = bytes.Length };
        var buffer = new byte[DataPartMessage.MaxSize];
        return new("data_part", Words(m, bytes), [.. buffer.AsSpan(0, m.Write(buffer)), .. bytes]);
    }

    /// <summary>What our codec reads, as words; null for malformed bytes.</summary>
    public static string? Read(string type, ReadOnlySpan<byte> sample)
    {
        if (type == "data_entries") return DataEntries.TryRead(sample, out var entries) ? Join(1, entries.Length, Join(entries.Select(Words))) : null;
        var description = type == "data_control" ? DataTypes.Control : DataTypes.Part;
        if (!description.TrySplit(sample, sample.Length, out int header, out int size)) return null;
        var payload = sample.Slice(header, size);
        if (type == "data_part") return DataPartMessage.TryRead(sample[..header], out var part) ? Words(part, payload) : null;
        if (!DataControlMessage.TryRead(sample[..header], out var control)) return null;
        Assert.True(control.Describes(payload));
        return Words(control, payload);
    }

    /// <summary>Random values, those at the bounds among them.</summary>
    public static IEnumerable<IdlCase> Some(Random random, int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return Entries([.. Many(random, i == 0 ? DataBounds.MaxEntries : 20, () => Entry(random))]);
            yield return Control(
                new((DataKind)random.Next(12), Address(random), UInt64(random), (ushort)random.Next(ushort.MaxValue), RandomValues.UInt32(random)), Bytes(random, 100));
            yield return Part(new(Address(random), Text(random, DataBounds.MaxKeyBytes), (DataCode)random.Next(11), Info(random), random.NextInt64()), Bytes(random, 100));
        }
    }

    private static DataEntry Entry(Random random) => new(Text(random, DataBounds.MaxKeyBytes))
    {
        State = (KeyState)random.Next(7),
        Code = (DataCode)random.Next(11),
        Info = Info(random),
        Offset = UInt64(random),
        Length = RandomValues.UInt32(random),
        Deaths = RandomValues.UInt32(random),
        Text = Text(random, DataBounds.MaxTextBytes / 3),
        Nodes = [.. Many(random, random.Next(50) == 0 ? DataBounds.MaxNodes : 4, () => RandomValues.NodeId(random))],
        Recipe = random.Next(2) == 0 ? null : new Recipe(Text(random, DataBounds.MaxFunctionBytes), Bytes(random, 300),
            [.. Many(random, random.Next(50) == 0 ? DataBounds.MaxNeeded : 4, () => Text(random, 30))]),
    };

    private static ValueInfo Info(Random random) => new(random.NextInt64(), new(UInt64(random), UInt64(random)), Text(random, DataBounds.MaxContentTypeBytes), UInt64(random));

    private static DataAddress Address(Random random) => new(RandomValues.NodeId(random), (DataRole)random.Next(3));

    private static string Words(DataEntry e) => Join(
        Hex(e.Key), (int)e.State, (int)e.Code, Words(e.Info), e.Offset, e.Length, e.Deaths, Hex(e.Text), e.Nodes.Count, Join(e.Nodes.Select(IdlCase.Of)),
        e.Recipe is null ? "0" : Join(1, Hex(e.Recipe.Function), e.Recipe.Arguments.Length, IdlCase.Hex(e.Recipe.Arguments.Span), e.Recipe.Needed.Count, Join(e.Recipe.Needed.Select(Hex))));

    private static string Words(DataControlMessage m, ReadOnlySpan<byte> body) => Join(
        1, (int)m.Kind, (int)m.Sender.Role, m.Code, IdlCase.Of(m.Sender.Node), m.Request, m.Number, body.Length, IdlCase.Hex(body));

    private static string Words(DataPartMessage m, ReadOnlySpan<byte> bytes) => Join(
        1, (int)m.Code, (int)m.Sender.Role, IdlCase.Of(m.Sender.Node), Hex(m.Key), Words(m.Info), m.Offset, bytes.Length, IdlCase.Hex(bytes));

    private static string Words(ValueInfo i) => Join(i.Size, i.Digest.ToString("x32", CultureInfo.InvariantCulture), Hex(i.ContentType), i.Version);

    private static string Hex(string text) => IdlCase.Hex(Encoding.UTF8.GetBytes(text));

    private static string Join(params IEnumerable<object> words) =>
        string.Join(' ', words.Select(word => Convert.ToString(word, CultureInfo.InvariantCulture)).Where(word => word!.Length > 0));

    private static ulong UInt64(Random random) => random.Next(4) switch { 0 => 0, 1 => ulong.MaxValue, _ => (ulong)random.NextInt64() };

    private static byte[] Bytes(Random random, int most)
    {
        byte[] bytes = new byte[random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IEnumerable<T> Many<T>(Random random, int bound, Func<T> make)
    {
        int count = random.Next(10) == 0 ? bound : random.Next(Math.Min(4, bound + 1));
        for (int i = 0; i < count; i++) yield return make();
    }

    private static string Text(Random random, int maxBytes)
    {
        string[] characters = ["a", "é", "☂"];
        string c = characters[random.Next(3)];
        int most = maxBytes / Encoding.UTF8.GetByteCount(c);
        return string.Concat(Enumerable.Repeat(c, random.Next(20) == 0 ? most : random.Next(1, Math.Min(9, most))));
    }
}
