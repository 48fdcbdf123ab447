using AmlIpNet.Protocol.Tests.Wire;

namespace AmlIpNet.Protocol.Tests.Parts;

/// <summary>What a server keeps of the parts that it gets, and what it makes of payloads that lack some.</summary>
public sealed class PartCacheTests
{
    private static readonly byte[] s_a = [.. Enumerable.Range(0, 1_000).Select(i => (byte)i)];
    private static readonly byte[] s_b = [.. Enumerable.Range(0, 700).Select(i => (byte)(i * 3))];
    private static readonly byte[] s_c = [.. Enumerable.Range(0, 900).Select(i => (byte)(i * 5))];
    private static readonly PayloadPart s_partA = PayloadPart.Of(s_a), s_partB = PayloadPart.Of(s_b), s_partC = PayloadPart.Of(s_c);

    [Fact]
    public void What_came_once_need_not_come_again_and_the_payload_is_the_same_each_time()
    {
        var cache = new PartCache(1 << 20);
        byte[] first = [.. s_a, .. s_b];
        Assert.True(cache.TryTake([s_partA, s_partB], first, out byte[] whole));
        Assert.Same(first, whole); // nothing was absent: the handler gets the array as it came
        first.AsSpan().Clear(); // and may do with it what it likes

        Assert.True(cache.TryTake([Absent(s_partA), s_partC, Absent(s_partB)], s_c, out whole));
        Assert.Equal([.. s_a, .. s_c, .. s_b], whole);
        whole.AsSpan().Clear();
        Assert.True(cache.TryTake([Absent(s_partB), Absent(s_partA), Absent(s_partB)], [], out whole));
        Assert.Equal([.. s_b, .. s_a, .. s_b], whole);
        Assert.Equal((5, 0, 0), (cache.Hits, cache.Misses, cache.Evictions));
        Assert.Equal(1_000 + 700 + 700 + 1_000 + 700, cache.HitBytes);
        Assert.Equal((3, 2_600 + 3 * 256), (cache.Count, cache.Bytes));
    }

    [Fact]
    public void The_part_unused_for_the_longest_goes_first_and_one_above_the_bound_is_not_kept()
    {
        var cache = new PartCache(1_000 + 900 + 2 * 256);
        Assert.True(cache.TryTake([s_partA, s_partB], [.. s_a, .. s_b], out _));
        Assert.True(cache.TryTake([Absent(s_partA)], [], out _));
        Assert.True(cache.TryTake([s_partC], s_c, out _));
        Assert.Equal((1, 2), (cache.Evictions, cache.Count));
        Assert.False(cache.TryTake([Absent(s_partA), Absent(s_partB)], [], out _));
        Assert.Equal([Absent(s_partB)], cache.Missing.ToArray());

        byte[] large = new byte[3_000];
        Assert.True(cache.TryTake([PayloadPart.Of(large)], large, out byte[] whole));
        Assert.Same(large, whole);
        Assert.Equal((1, 2), (cache.Evictions, cache.Count));
        Assert.True(new PartCache(0).TryTake([s_partA], s_a, out _));
    }

    [Fact]
    public void A_part_that_the_payload_needs_is_there_though_one_behind_it_takes_its_room()
    {
        var cache = new PartCache(1_000 + 256);
        Assert.True(cache.TryTake([s_partA], s_a, out _));
        Assert.True(cache.TryTake([Absent(s_partA), s_partC], s_c, out byte[] whole));
        Assert.Equal([.. s_a, .. s_c], whole);
        Assert.False(cache.TryTake([Absent(s_partA)], [], out _));
    }

    [Fact]
    public void Bytes_that_do_not_have_their_digest_are_neither_kept_nor_handed_on()
    {
        var cache = new PartCache(1 << 20);
        byte[] spoilt = [.. s_a];
        spoilt[500] ^= 1;
        Assert.False(cache.TryTake([s_partB, s_partA], [.. s_b, .. spoilt], out byte[] whole));
        Assert.Empty(whole);
        Assert.Equal([Absent(s_partA)], cache.Missing.ToArray());
        Assert.Equal((1, 1), (cache.Spoilt, cache.Count)); // the other part is kept all the same
        Assert.False(cache.TryTake([Absent(s_partA)], [], out _));
        Assert.True(cache.TryTake([s_partA], s_a, out _)); // it can still come as it is
        Assert.False(cache.TryTake([s_partA], spoilt, out _)); // that it is there is no reason not to look
    }

    [Fact]
    public void A_part_without_a_digest_is_not_kept_and_one_of_another_length_is_another_part()
    {
        var cache = new PartCache(1 << 20);
        Assert.True(cache.TryTake([new(1_000, 0)], s_a, out _));
        Assert.Equal(0, cache.Count);
        Assert.False(cache.TryTake([new(1_000, 0) { IsAbsent = true }], [], out _));
        Assert.True(cache.TryTake([s_partA], s_a, out _));
        Assert.False(cache.TryTake([s_partA with { IsAbsent = true, Length = 999 }], [], out _));
        Assert.True(cache.TryTake([], [1, 2], out byte[] whole));
        Assert.Equal([1, 2], whole);
    }

    [Fact]
    public void Known_parts_are_taken_without_memory_but_the_payload_s()
    {
        var cache = new PartCache(1 << 20);
        PayloadPart[] inline = [s_partA, s_partB], missing = [Absent(s_partC)];
        byte[] payload = [.. s_a, .. s_b];
        Assert.True(cache.TryTake(inline, payload, out _));
        AllocationTests.AssertNone(() => cache.TryTake(inline, payload, out byte[] whole) && whole == payload && !cache.TryTake(missing, [], out _));
    }

    private static PayloadPart Absent(PayloadPart part) => part with { IsAbsent = true };
}
