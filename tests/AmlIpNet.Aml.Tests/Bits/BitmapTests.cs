namespace AmlIpNet.Aml.Tests.Bits;

public sealed class BitmapTests
{
    private const ulong Seed = 41;

    [Fact]
    public void Every_operation_does_what_sets_do()
    {
        var random = new SplitMix64(Seed);
        for (var round = 0; round < 200; round++)
        {
            var bits = 512 * (1 + random.Below(3));
            var (x, y) = (Draw(random, bits), Draw(random, bits));
            Check(a => a.Union(y.Set), m => Bitmap.Or(m, y.Map));
            Check(a => a.Intersect(y.Set), m => Bitmap.And(m, y.Map));
            Check(a => a.Except(y.Set), m => Bitmap.Remove(m, y.Map));
            Check(a => a.Union(Enumerable.Range(0, bits).Except(y.Set)), m => Bitmap.OrNot(m, y.Map));
            Assert.Equal(x.Set.Overlaps(y.Set), Bitmap.Intersects(x.Map, y.Map));
            Assert.Equal(x.Set.IsSubsetOf(y.Set), Bitmap.IsSubset(x.Map, y.Map));
            Bitmap.Or(y.Map, x.Map);
            Assert.True(Bitmap.IsSubset(x.Map, y.Map));
            Assert.Equal(x.Set.Count, Bitmap.Count(x.Map));
            Assert.Equal(x.Set.Count, Bitmap.CountAnd(x.Map, y.Map));
            Assert.Equal(x.Set.Count == 0, Bitmap.IsEmpty(x.Map));

            void Check(Func<SortedSet<int>, IEnumerable<int>> expected, Action<ulong[]> act)
            {
                ulong[] map = [.. x.Map];
                act(map);
                Assert.Equal(expected(x.Set).Order(), Members(map));
            }
        }
    }

    [Fact]
    public void Picks_are_of_the_set_and_each_as_likely()
    {
        var random = new SplitMix64(Seed);
        var (map, other) = (new ulong[8], new ulong[8]);
        int[] members = [0, 63, 64, 200, 511];
        foreach (var member in members) Bitmap.Set(map, member);
        foreach (var member in (int[])[63, 100, 511]) Bitmap.Set(other, member);
        var picks = new int[512];
        var both = new int[512];
        for (var i = 0; i < 10_000; i++)
        {
            picks[Bitmap.Pick(map, random)]++;
            both[Bitmap.PickAnd(map, other, random)]++;
        }

        Assert.All(members, member => Assert.InRange(picks[member], 1_800, 2_200));
        Assert.All((int[])[63, 511], member => Assert.InRange(both[member], 4_800, 5_200));
        Assert.Equal(10_000, members.Sum(member => picks[member]));
        Assert.Equal(10_000, both[63] + both[511]);
        Assert.Equal(-1, Bitmap.Pick(new ulong[8], random));
        Assert.Equal(-1, Bitmap.PickAnd(map, new ulong[8], random));
        for (var rank = 0; rank < members.Length; rank++) Assert.Equal(members[rank], Bitmap.Select(map, rank));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(63), InlineData(64), InlineData(511), InlineData(512)]
    public void The_first_bits_are_set_and_no_others(int bits)
    {
        var map = new ulong[8];
        map.AsSpan().Fill(0xAAAA);
        Bitmap.SetFirst(map, bits);
        Assert.Equal(Enumerable.Range(0, bits), Members(map));
    }

    [Fact]
    public void A_matrix_keeps_its_bits_when_it_grows_and_loses_them_when_it_is_shaped_anew()
    {
        var random = new SplitMix64(Seed);
        var matrix = new BitMatrix();
        matrix.Reset(5, 600);
        var rows = Enumerable.Range(0, 5).Select(_ => Draw(random, 600).Set).ToList();
        for (var r = 0; r < 5; r++) foreach (var bit in rows[r]) Bitmap.Set(matrix[r], bit);
        matrix.Grow(9, 2000);
        Assert.True(matrix is { Rows: 9, RowWords: 32 });
        for (var r = 0; r < 9; r++) Assert.Equal(r < 5 ? rows[r] : [], Members(matrix[r].ToArray()));

        var result = new ulong[32];
        matrix.OrRows([1, 3], result);
        Assert.Equal(rows[1].Union(rows[3]).Order(), Members(result));
        matrix.AndRows([1, 3], result);
        Assert.Equal(rows[1].Intersect(rows[3]).Order(), Members(result));
        matrix.Reset(3, 100);
        for (var r = 0; r < 3; r++) Assert.Empty(Members(matrix[r].ToArray()));
    }

    private static (ulong[] Map, SortedSet<int> Set) Draw(SplitMix64 random, int bits)
    {
        var set = new SortedSet<int>();
        for (var i = random.Below(2) == 0 ? random.Below(5) : random.Below(bits); i > 0; i--) set.Add(random.Below(bits));
        var map = new ulong[Bitmap.WordsFor(bits)];
        foreach (var bit in set) Bitmap.Set(map, bit);
        return (map, set);
    }

    private static List<int> Members(ulong[] map)
    {
        var members = new List<int>();
        for (var bit = Bitmap.Next(map, 0); bit >= 0; bit = Bitmap.Next(map, bit + 1)) members.Add(bit);
        Assert.Equal(Enumerable.Range(0, map.Length * 64).Where(bit => Bitmap.Has(map, bit)), members);
        return members;
    }
}
