using System.Text;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>The data space: its two types, the entries in the body of one of them, and the machines that take what they say.</summary>
public static class DataTargets
{
    private static readonly NodeId s_long = NodeId.Create("a name of twenty-eight bytes", uint.MaxValue);
    private static readonly ValueInfo s_info = new(20, UInt128.MaxValue / 3, "text/plain; charset=utf-8", 7);
    private static readonly Recipe s_recipe = new("add", new byte[] { 1, 2, 3 }, ["x", "r\u00e9sum\u00e9 \u2602"]);

    private static readonly DataEntry[] s_entries =
    [
        new("x") { State = KeyState.Memory, Info = s_info, Nodes = [DataMachines.Alice, DataMachines.Bob] },
        new("y") { State = KeyState.Memory, Info = new(long.MaxValue, 1, "", ulong.MaxValue), Nodes = [s_long], Offset = ulong.MaxValue, Length = uint.MaxValue },
        new("z") { State = KeyState.Executing, Recipe = s_recipe, Deaths = 2, Nodes = [DataMachines.Alice] },
        new("w") { State = KeyState.Error, Code = DataCode.Failed, Text = "no r\u00e9sum\u00e9 \u2602\n", Deaths = uint.MaxValue },
        new("v") { Recipe = new Recipe("", default, []), Info = s_info },
        new("x") { Code = DataCode.Deleted, Info = new(0, 0, "", ulong.MaxValue) },
        new("y") { Offset = 10, Length = 10, Info = s_info },
    ];

    private static readonly byte[][] s_controls =
    [
        .. Enum.GetValues<DataKind>().SelectMany(kind => new[]
        {
            Of(new DataControlMessage(kind, DataAddress.Worker(DataMachines.Bob), 3, 3, 4), s_entries),
            Of(new DataControlMessage(kind, DataAddress.Client(DataMachines.Client), 9), [s_entries[(int)kind % s_entries.Length], s_entries[2]]),
            Of(new DataControlMessage(kind, DataAddress.Center(DataMachines.Center), 1, 1, 1), [s_entries[((int)kind + 3) % s_entries.Length]]),
        }),
        Of(new DataControlMessage(DataKind.Ask, DataAddress.Client(s_long), ulong.MaxValue, 2, uint.MaxValue), []),
    ];

    private static readonly byte[][] s_parts =
    [
        Of(new DataPartMessage(DataAddress.Worker(DataMachines.Bob), "y", DataCode.Ok, s_info, 0, 10)),
        Of(new DataPartMessage(DataAddress.Worker(DataMachines.Bob), "y", DataCode.Ok, s_info, 10, 10)),
        Of(new DataPartMessage(DataAddress.Client(DataMachines.Client), "p", DataCode.Ok, s_info with { Size = 5 }, 0, 5)),
        Of(new DataPartMessage(DataAddress.Worker(s_long), "y", DataCode.Absent, new(0, 0, "", 0))),
        Of(new DataPartMessage(DataAddress.Worker(DataMachines.Bob), "y", DataCode.Ok, new(long.MaxValue, 0, "", ulong.MaxValue), 0, 10)),
    ];

    /// <summary>The list.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new NativeTarget(DataTypes.Control, Control, s_controls),
        new NativeTarget(DataTypes.Part, Part, s_parts),
        new DataEntriesTarget([.. s_entries.Select(entry => DataEntries.ToBytes([entry])), DataEntries.ToBytes(s_entries), DataEntries.ToBytes([])]),
        new DataMachineTarget("DataCenter", DataMachines.TellCenter, s_controls),
        new DataMachineTarget("DataWorker", DataMachines.TellWorker, [.. s_controls, .. s_parts]),
        new DataMachineTarget("Fetcher", DataMachines.TellFetcher, [.. s_controls, .. s_parts]),
    ];

    private static void Control(ReadOnlySpan<byte> header, out byte[]? again, out int largest, out int payloadSize)
    {
        (again, largest, payloadSize) = (null, DataControlMessage.MaxSize, 0);
        if (!DataControlMessage.TryRead(header, out var message)) return;
        payloadSize = message.BodySize;
        var bytes = new byte[DataControlMessage.MaxSize];
        again = bytes[..message.Write(bytes)];
    }

    private static void Part(ReadOnlySpan<byte> header, out byte[]? again, out int largest, out int payloadSize)
    {
        (again, largest, payloadSize) = (null, DataPartMessage.MaxSize, 0);
        if (!DataPartMessage.TryRead(header, out var message)) return;
        payloadSize = message.PartSize;
        var bytes = new byte[DataPartMessage.MaxSize];
        again = bytes[..message.Write(bytes)];
    }

    private static byte[] Of(DataControlMessage message, DataEntry[] entries)
    {
        byte[] bytes = new byte[DataControlMessage.MaxSize], body = DataEntries.ToBytes(entries);
        return [.. bytes.AsSpan(0, (message with { BodySize = body.Length }).Write(bytes)), .. body];
    }

    private static byte[] Of(DataPartMessage message)
    {
        var bytes = new byte[DataPartMessage.MaxSize];
        return [.. bytes.AsSpan(0, message.Write(bytes)), .. Encoding.ASCII.GetBytes(new string('p', message.PartSize))];
    }
}

/// <summary><see cref="DataEntries"/>: what is read is written to bytes that read the same, and fits into a message.</summary>
public sealed class DataEntriesTarget(IReadOnlyList<byte[]> samples) : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => nameof(DataEntries);

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Samples => samples;

    /// <summary>Of an input of 1 KiB: at most 14 entries, their texts as strings, and the bytes three times.</summary>
    public override long AllocationBound => 64 << 10;

    /// <inheritdoc/>
    public override bool Accepts(ReadOnlySpan<byte> input)
    {
        if (!DataEntries.TryRead(input, out var entries)) return false;
        byte[] again = DataEntries.ToBytes(entries);
        Require(DataEntries.TryRead(again, out var twice) && twice.Length == entries.Length, "what was written cannot be read");
        Require(DataEntries.ToBytes(twice).AsSpan().SequenceEqual(again), "what was written reads differently");
        foreach (var entry in entries) Require(!entry.Key.Any(char.IsControl), "a key would control a terminal");
        return true;
    }
}
