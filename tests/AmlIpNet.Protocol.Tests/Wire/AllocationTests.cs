namespace AmlIpNet.Protocol.Tests.Wire;

/// <summary>What runs for each message allocates nothing.</summary>
public sealed class AllocationTests
{
    private const int Times = 10_000;

    internal delegate bool Step();

    public static TheoryData<string> Names => WireCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Encoding_and_decoding_allocate_nothing(string name)
    {
        var wire = WireCases.Get(name);
        var buffer = new byte[Dds.TypeDescription.InlineHeaderSize];
        AssertNone(() => wire.Type.TrySplit(wire.Golden, wire.Golden.Length, out int header, out _)
            && wire.Reads(wire.Golden.AsSpan(0, header))
            && wire.Write(buffer) == header);
    }

    [Fact]
    public void Ids_compare_hash_show_and_parse_without_allocating()
    {
        NodeId a = NodeId.Create("main", 1), b = NodeId.Create("main", 2);
        var known = new Dictionary<NodeId, int> { [a] = 1, [b] = 2 };
        var text = new char[NodeId.MaxTextLength];
        AssertNone(() => a != b && a.CompareTo(b) < 0 && known[a] == 1 && known.ContainsKey(b)
            && a.TryFormat(text, out int length, default, null) && NodeId.TryParse(text.AsSpan(0, length), out var again) && again == a);
    }

    [Fact]
    public void Finding_the_owner_of_a_topic_allocates_nothing() => AssertNone(() =>
        AmlIpTopics.TryParseDirect("amlip/rpc_reply_model_main.01.02.03.04", out _, out var owner) && owner == WireCases.Main
        && !AmlIpTopics.TryParseDirect("rt/other_topic", out _, out _));

    [Fact]
    public void The_measure_sees_one_allocation_in_a_round()
    {
        object? kept = null;
        int round = 0;
        Assert.NotEqual(0, Measure(() => (round++ % Times == 0 ? kept = new object() : kept) is not null));
    }

    internal static void AssertNone(Step step) => Assert.Equal(0, Measure(step));

    /// <summary>The least of three rounds: the runtime itself allocates at times, what our code allocates comes every time.</summary>
    private static long Measure(Step step)
    {
        Assert.True(step());
        long least = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            bool all = true;
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Times; i++) all &= step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(all);
        }

        return least;
    }
}
