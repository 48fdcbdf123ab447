using AmlIpNet.Protocol.Tests.Idl;
using AmlIpNet.Protocol.Tests.Wire;

namespace AmlIpNet.Protocol.Tests.Native;

/// <summary>The bytes that Cyclone DDS's serializer made of the IDL, once and for all.</summary>
public sealed class GoldenBytesTests
{
    private static readonly ServerLoad s_load = new(300, 12, 4, 3, 2);
    private static readonly PayloadPart[] s_parts =
    [
        new(3, UInt128.Parse("000102030405060708090a0b0c0d0e0f", System.Globalization.NumberStyles.HexNumber)),
        new(2, UInt128.Parse("101112131415161718191a1b1c1d1e1f", System.Globalization.NumberStyles.HexNumber)),
    ];

    private static readonly Golden[] s_all =
    [
        new("availability", NativeCases.Availability(new(WireCases.Server, new(9, 300, 4, 3, 2, ServerState.Draining), 5, 6), [new("host", "lab")], [(WireCases.Main, 7), (WireCases.Server, 8)]),
            "00010000 01000100 03000000 637000a1 a2a3a400 09000000 00000000 2c010000 00000000 04000000 03000000 02000000 01000000 05000000 686f7374 00000000 04000000 6c616200 02000000 05000000 6d61696e 00010203 04000000 07000000 00000000 03000000 637000a1 a2a3a400 00000000 08000000 00000000 05000000 00000000 06000000 00000000",
            "00000000 00010001 00000003 637000a1 a2a3a400 00000000 00000009 00000000 0000012c 00000004 00000003 00000002 00000001 00000005 686f7374 00000000 00000004 6c616200 00000002 00000005 6d61696e 00010203 04000000 00000000 00000007 00000003 637000a1 a2a3a400 00000000 00000000 00000008 00000000 00000005 00000000 00000006"),
        new("availability, all empty", NativeCases.Availability(default),
            "00010000 01000000 01000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000",
            "00000000 00010000 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000"),
        new("work", NativeCases.Work(new(WorkKind.Job, WireCases.Main, 9, 300, 11, 7, TimeSpan.FromMilliseconds(1500), -5), [new("k", "v")], s_parts, [.. "hello"u8]),
            "00010000 01000000 05000000 6d61696e 00010203 04000000 00000000 09000000 00000000 2c010000 00000000 0b000000 00000000 07000000 00000000 dc050000 fbffffff 01000000 02000000 6b000000 02000000 76000000 02000000 03000000 00010203 04050607 08090a0b 0c0d0e0f 02000000 10111213 14151617 18191a1b 1c1d1e1f 05000000 68656c6c 6f",
            "00000000 00010000 00000005 6d61696e 00010203 04000000 00000000 00000000 00000009 00000000 0000012c 00000000 0000000b 00000000 00000007 000005dc fffffffb 00000001 00000002 6b000000 00000002 76000000 00000002 00000003 00010203 04050607 08090a0b 0c0d0e0f 00000002 10111213 14151617 18191a1b 1c1d1e1f 00000005 68656c6c 6f"),
        new("work, a part absent", NativeCases.Work(new(WorkKind.Job, WireCases.Main, 9, 300, 11, 7), null, [s_parts[0] with { IsAbsent = true }, s_parts[1]], [.. "lo"u8]),
            "00010000 01000000 05000000 6d61696e 00010203 04000000 00000000 09000000 00000000 2c010000 00000000 0b000000 00000000 07000000 00000000 ffffffff 00000000 00000000 02000000 03000080 00010203 04050607 08090a0b 0c0d0e0f 02000000 10111213 14151617 18191a1b 1c1d1e1f 02000000 6c6f",
            "00000000 00010000 00000005 6d61696e 00010203 04000000 00000000 00000000 00000009 00000000 0000012c 00000000 0000000b 00000000 00000007 ffffffff 00000000 00000000 00000002 80000003 00010203 04050607 08090a0b 0c0d0e0f 00000002 10111213 14151617 18191a1b 1c1d1e1f 00000002 6c6f"),
        new("work, recall", NativeCases.Work(new(WorkKind.Recall, WireCases.Main, 9, 300, 11, 7)),
            "00010000 01000200 05000000 6d61696e 00010203 04000000 00000000 09000000 00000000 2c010000 00000000 0b000000 00000000 07000000 00000000 ffffffff 00000000 00000000 00000000 00000000",
            "00000000 00010002 00000005 6d61696e 00010203 04000000 00000000 00000000 00000009 00000000 0000012c 00000000 0000000b 00000000 00000007 ffffffff 00000000 00000000 00000000 00000000"),
        new("work, probe", NativeCases.Work(new(WorkKind.Probe, WireCases.Main, 9, 0, 0, 0)),
            "00010000 01000300 05000000 6d61696e 00010203 04000000 00000000 09000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 ffffffff 00000000 00000000 00000000 00000000",
            "00000000 00010003 00000005 6d61696e 00010203 04000000 00000000 00000000 00000009 00000000 00000000 00000000 00000000 00000000 00000000 ffffffff 00000000 00000000 00000000 00000000"),
        new("outcome, solution", NativeCases.Outcome(new(OutcomeKind.Solution, WireCases.Server, s_load, 9, 11, 7, 8, Progress: 0.5), [new("k", "v")], s_parts[..1], [.. "hello"u8]),
            "00010000 01000400 03000000 637000a1 a2a3a400 2c010000 00000000 09000000 00000000 0b000000 00000000 07000000 00000000 08000000 00000000 0c000000 00000000 04000000 03000000 02000000 00000000 00000000 01000000 00000000 00000000 00000000 0000e03f 01000000 02000000 6b000000 02000000 76000000 01000000 03000000 00010203 04050607 08090a0b 0c0d0e0f 05000000 68656c6c 6f",
            "00000000 00010004 00000003 637000a1 a2a3a400 00000000 0000012c 00000000 00000009 00000000 0000000b 00000000 00000007 00000000 00000008 00000000 0000000c 00000004 00000003 00000002 00000000 00000000 00000001 00000000 00000000 3fe00000 00000000 00000001 00000002 6b000000 00000002 76000000 00000001 00000003 00010203 04050607 08090a0b 0c0d0e0f 00000005 68656c6c 6f"),
        new("outcome, parts missing", NativeCases.Outcome(new(OutcomeKind.Refused, WireCases.Server, s_load, 9, 11, 7, 8, (int)RefusalReason.PartsMissing), null, [s_parts[0] with { IsAbsent = true }]),
            "00010000 01000300 03000000 637000a1 a2a3a400 2c010000 00000000 09000000 00000000 0b000000 00000000 07000000 00000000 08000000 00000000 0c000000 00000000 04000000 03000000 02000000 00000000 07000000 01000000 00000000 00000000 00000000 0000f0bf 00000000 01000000 03000080 00010203 04050607 08090a0b 0c0d0e0f 00000000",
            "00000000 00010003 00000003 637000a1 a2a3a400 00000000 0000012c 00000000 00000009 00000000 0000000b 00000000 00000007 00000000 00000008 00000000 0000000c 00000004 00000003 00000002 00000000 00000007 00000001 00000000 00000000 bff00000 00000000 00000000 00000001 80000003 00010203 04050607 08090a0b 0c0d0e0f 00000000"),
        new("outcome, failed", NativeCases.Outcome(new(OutcomeKind.Failed, WireCases.Server, s_load with { State = ServerState.Left }, 9, 11, 7, 8, -3, "no")),
            "00010000 01000500 03000000 637000a1 a2a3a400 2c010000 00000000 09000000 00000000 0b000000 00000000 07000000 00000000 08000000 00000000 0c000000 00000000 04000000 03000000 02000000 02000000 fdffffff 03000000 6e6f0000 00000000 00000000 0000f0bf 00000000 00000000 00000000",
            "00000000 00010005 00000003 637000a1 a2a3a400 00000000 0000012c 00000000 00000009 00000000 0000000b 00000000 00000007 00000000 00000008 00000000 0000000c 00000004 00000003 00000002 00020000 fffffffd 00000003 6e6f0000 00000000 bff00000 00000000 00000000 00000000 00000000"),
    ];

    public static TheoryData<string> Names => [.. s_all.Select(g => g.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Writes_these_bytes(string name)
    {
        var golden = Get(name);
        Assert.Equal(Convert.ToHexStringLower(golden.LittleEndian), Convert.ToHexStringLower(golden.Value.Sample));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_these_bytes_of_either_byte_order_and_ignores_padding(string name)
    {
        var golden = Get(name);
        foreach (byte[] sample in new[] { golden.LittleEndian, golden.BigEndian })
        {
            Assert.Equal(golden.Value.Fields, NativeCases.Read(golden.Value.Type, sample));
            Assert.Equal(golden.Value.Fields, NativeCases.Read(golden.Value.Type, [.. sample, 0, 0, 0]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_truncation_is_refused(string name)
    {
        var golden = Get(name);
        foreach (byte[] sample in new[] { golden.LittleEndian, golden.BigEndian })
        {
            for (int length = 0; length < sample.Length; length++)
                Assert.True(NativeCases.Read(golden.Value.Type, sample.AsSpan(0, length)) is null, $"{length} of {sample.Length} bytes were taken for all");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_version_kind_or_state_is_refused(string name)
    {
        var golden = Get(name);
        foreach (var (at, values) in new[] { (4, new byte[] { 0, 2, 255 }), (5, [1]), (6, [6, 7, 255]), (7, [1]) })
        {
            foreach (byte value in values)
            {
                byte[] sample = [.. golden.LittleEndian];
                sample[at] = value;
                Assert.True(NativeCases.Read(golden.Value.Type, sample) is null, $"byte {at} is {value}");
            }
        }
    }

    private static Golden Get(string name) => s_all.Single(g => g.Name == name);

    private sealed record Golden(string Name, IdlCase Value, string Little, string Big)
    {
        public byte[] LittleEndian => Convert.FromHexString(Little.Replace(" ", "", StringComparison.Ordinal));

        public byte[] BigEndian => Convert.FromHexString(Big.Replace(" ", "", StringComparison.Ordinal));
    }
}
