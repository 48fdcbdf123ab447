namespace AmlIpNet.CycloneDds.Tests;

public sealed unsafe class NativePoolTests
{
    [Fact]
    public void The_class_of_every_size_holds_it_and_wastes_a_quarter_at_most()
    {
        for (long size = 1; size < 1L << 31; size += 1 + size / 37)
        {
            foreach (long near in new[] { size, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)size) })
            {
                long capacity = (long)NativePool.CapacityOf(NativePool.BinOf((nuint)near));
                Assert.InRange(capacity, near, Math.Max(128, near + near / 4 + 1));
            }
        }
    }

    [Fact]
    public void Blocks_are_reused()
    {
        const int Size = 777_777;
        byte* first = NativePool.Rent(Size, out int bin);
        NativePool.Return(first, bin);
        byte* second = NativePool.Rent(Size, out bin);
        Assert.True(first == second, "A returned block was not handed out again.");
        NativePool.Return(second, bin);
    }

    [Fact]
    public void What_is_kept_never_exceeds_the_bound()
    {
        var blocks = new List<(nint, int)>();
        for (int i = 0; i < 40; i++) blocks.Add(((nint)NativePool.Rent(10_000_000, out int bin), bin));
        foreach (var (block, bin) in blocks) NativePool.Return((byte*)block, bin);
        Assert.InRange(NativePool.RetainedBytes, 1, NativePool.MaxRetainedBytes);
        NativePool.Trim();
        Assert.InRange(NativePool.RetainedBytes, 0, 9_999_999); // not one of these is left; tests beside this one may return small ones
    }
}
