namespace AmlIpNet.Protocol.Tests.Wire;

/// <summary>Random values of the wire types, the extremes among them.</summary>
internal static class RandomValues
{
    public static NodeId NodeId(Random random)
    {
        if (random.Next(10) == 0) return AmlIpNet.NodeId.Undefined;
        Span<byte> name = stackalloc byte[Choose(random, 0, 1, AmlIpNet.NodeId.MaxNameBytes, random.Next(AmlIpNet.NodeId.MaxNameBytes + 1))];
        Bytes(random, name);
        Span<byte> id = stackalloc byte[AmlIpNet.NodeId.RandomBytes];
        random.NextBytes(id);
        Assert.True(AmlIpNet.NodeId.TryCreate(name, id, out var result));
        return result;
    }

    public static uint UInt32(Random random) => random.Next(4) switch
    {
        0 => 0,
        1 => uint.MaxValue,
        _ => (uint)random.NextInt64(1L << 32),
    };

    public static StatisticsName StatisticsName(Random random)
    {
        Span<byte> name = stackalloc byte[Choose(random, 0, 1, Protocol.StatisticsName.MaxBytes, random.Next(Protocol.StatisticsName.MaxBytes + 1))];
        Bytes(random, name);
        Assert.True(Protocol.StatisticsName.TryCreate(name, out var result));
        return result;
    }

    private static int Choose(Random random, params ReadOnlySpan<int> values) => values[random.Next(values.Length)];

    private static void Bytes(Random random, Span<byte> bytes)
    {
        foreach (ref byte b in bytes) b = (byte)random.Next(1, 256);
    }
}
