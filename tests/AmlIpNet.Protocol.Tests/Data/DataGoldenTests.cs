using AmlIpNet.Protocol.Tests.Idl;
using AmlIpNet.Protocol.Tests.Wire;

namespace AmlIpNet.Protocol.Tests.Data;

/// <summary>The bytes that Cyclone DDS's serializer made of the IDL, once and for all; and what is refused.</summary>
public sealed class DataGoldenTests
{
    private static readonly ValueInfo s_info = new(5, UInt128.Parse("000102030405060708090a0b0c0d0e0f", System.Globalization.NumberStyles.HexNumber), "text/plain", 7);

    private static readonly (string Name, IdlCase Value, string Little, string Big)[] s_all =
    [
        ("entries", DataCases.Entries(new DataEntry("x") { State = KeyState.Memory, Code = DataCode.Lost, Info = s_info, Offset = 8, Length = 9, Deaths = 2, Text = "why", Nodes = [WireCases.Main, WireCases.Server], Recipe = new("add", "hi"u8.ToArray(), ["a", "bc"]) }, new DataEntry("y")),
            "00010000 01000000 02000000 02000000 78000400 04000000 00000000 05000000 00000000 00010203 04050607 08090a0b 0c0d0e0f 0b000000 74657874 2f706c61 696e0000 07000000 00000000 08000000 00000000 09000000 02000000 04000000 77687900 02000000 05000000 6d61696e 00010203 04000000 03000000 637000a1 a2a3a400 01000000 04000000 61646400 02000000 68690000 02000000 02000000 61000000 03000000 62630000 02000000 79000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 01000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 01000000 00000000 00000000 00000000",
            "00000000 00010000 00000002 00000002 78000004 00040000 00000000 00000000 00000005 00010203 04050607 08090a0b 0c0d0e0f 0000000b 74657874 2f706c61 696e0000 00000000 00000007 00000000 00000008 00000009 00000002 00000004 77687900 00000002 00000005 6d61696e 00010203 04000000 00000003 637000a1 a2a3a400 00000001 00000004 61646400 00000002 68690000 00000002 00000002 61000000 00000003 62630000 00000002 79000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 00000000 00000000 00000000"),
        ("control", DataCases.Control(new(DataKind.Report, new(WireCases.Server, DataRole.Worker), 11, 3, 6), [1, 2, 3]),
            "00010000 01000200 00000300 03000000 637000a1 a2a3a400 00000000 0b000000 00000000 06000000 03000000 010203",
            "00000000 00010002 00000003 00000003 637000a1 a2a3a400 00000000 00000000 0000000b 00000006 00000003 010203"),
        ("part", DataCases.Part(new(new(WireCases.Main, DataRole.Client), "key", DataCode.Ok, s_info, 1), [.. "ello"u8]),
            "00010000 01000000 01000000 05000000 6d61696e 00010203 04000000 04000000 6b657900 05000000 00000000 00010203 04050607 08090a0b 0c0d0e0f 0b000000 74657874 2f706c61 696e0000 07000000 00000000 01000000 00000000 04000000 656c6c6f",
            "00000000 00010000 00010000 00000005 6d61696e 00010203 04000000 00000004 6b657900 00000000 00000005 00010203 04050607 08090a0b 0c0d0e0f 0000000b 74657874 2f706c61 696e0000 00000000 00000007 00000000 00000001 00000004 656c6c6f"),
    ];

    public static TheoryData<string> Names => [.. s_all.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes_these_bytes(string name)
    {
        var (_, value, little, _) = Get(name);
        Assert.Equal(Plain(little), Convert.ToHexStringLower(value.Sample));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_these_bytes_of_either_byte_order_and_refuses_every_truncation(string name)
    {
        var (_, value, little, big) = Get(name);
        foreach (byte[] sample in new[] { Convert.FromHexString(Plain(little)), Convert.FromHexString(Plain(big)) })
        {
            Assert.Equal(value.Fields, DataCases.Read(value.Type, sample));
            Assert.Equal(value.Fields, DataCases.Read(value.Type, [.. sample, 0, 0, 0]));
            for (int length = 0; length < sample.Length; length++)
                Assert.True(DataCases.Read(value.Type, sample.AsSpan(0, length)) is null, $"{length} of {sample.Length} bytes were taken for all");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_version_is_refused(string name)
    {
        byte[] sample = [.. Get(name).Value.Sample];
        sample[4] = 2;
        Assert.Null(DataCases.Read(Get(name).Value.Type, sample));
    }

    [Fact]
    public void A_count_of_entries_that_cannot_be_there_is_refused_before_anything_is_allocated()
    {
        byte[] sample = new byte[12];
        sample[1] = 1;
        sample[4] = 1;
        BitConverter.TryWriteBytes(sample.AsSpan(8), DataBounds.MaxEntries);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(DataEntries.TryRead(sample, out _));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000);
    }

    [Fact]
    public void Long_lists_go_in_pages()
    {
        DataEntry[] entries = [.. Enumerable.Range(0, 3_000).Select(i => new DataEntry($"key {i}"))];
        var pages = DataEntries.Pages(entries).ToArray();
        Assert.All(pages, page => Assert.InRange(DataEntries.ToBytes(page).Length, 1, DataBounds.PageBytes + 1_000));
        Assert.Equal(entries, pages.SelectMany(page => page));
        Assert.Single(DataEntries.Pages([]));
    }

    private static (string Name, IdlCase Value, string Little, string Big) Get(string name) => s_all.Single(golden => golden.Name == name);

    private static string Plain(string hex) => hex.Replace(" ", "", StringComparison.Ordinal);
}
