namespace AmlIpNet.Aml.Tests.Bits;

public sealed class ColumnBitmapsTests
{
    // Sizes around the ends of words, blocks and groups of four blocks.
    public static TheoryData<int> TermCounts => [0, 1, 63, 64, 65, 511, 512, 513, 2047, 2048, 2049, 2600, 5000];

    [Theory]
    [MemberData(nameof(TermCounts))]
    public void Hits_are_the_terms_that_share_a_constant(int termCount)
    {
        const ulong Seed = 20260101;
        var random = new SplitMix64(Seed + (ulong)termCount);
        const int Constants = 90;
        var terms = Enumerable.Range(0, termCount).Select(_ => Term.Of(Draw(random, Constants, 12))).ToList();
        var bitmaps = new ColumnBitmaps(terms, Constants);
        Assert.Equal(termCount, bitmaps.TermCount);
        Assert.Equal(0, bitmaps.WordCount % ColumnBitmaps.WordsPerBlock);
        for (var round = 0; round < 50; round++)
        {
            // Some constants of the atoms are in no term.
            var atom = Term.Of(Draw(random, Constants + 20, 9));
            var hit = new ulong[bitmaps.WordCount + 3];
            hit.AsSpan().Fill(ulong.MaxValue);
            bitmaps.Hit(atom.Constants, hit);
            for (var t = 0; t < bitmaps.WordCount * 64; t++)
            {
                var expected = t < termCount && Naive(atom, terms[t]);
                Assert.True(expected == Bit(hit, t), $"seed {Seed}, {termCount} terms, round {round}: term {t}");
            }

            Assert.All(hit[bitmaps.WordCount..], word => Assert.Equal(ulong.MaxValue, word));
        }
    }

    [Theory]
    [MemberData(nameof(TermCounts))]
    public void All_wanted_terms_are_hit_iff_none_is_missed(int termCount)
    {
        const ulong Seed = 7;
        var random = new SplitMix64(Seed + (ulong)termCount);
        const int Constants = 40;
        var terms = Enumerable.Range(0, termCount).Select(_ => Term.Of(Draw(random, Constants, 30))).ToList();
        var bitmaps = new ColumnBitmaps(terms, Constants);
        int yes = 0, no = 0;
        for (var round = 0; round < 300; round++)
        {
            var atom = Term.Of(Draw(random, Constants, 12));
            var blocks = bitmaps.WordCount / ColumnBitmaps.WordsPerBlock;
            var first = random.Below(blocks + 1) * ColumnBitmaps.WordsPerBlock;
            var wanted = new ulong[random.Below((bitmaps.WordCount - first) / ColumnBitmaps.WordsPerBlock + 1) * ColumnBitmaps.WordsPerBlock];
            var expected = true;
            for (var i = 0; i < Math.Min(30, wanted.Length); i++)
            {
                var bit = random.Below(wanted.Length * 64);
                if (first * 64 + bit >= termCount) continue;
                wanted[bit >> 6] |= 1UL << (bit & 63);
                expected &= Naive(atom, terms[first * 64 + bit]);
            }

            Assert.True(expected == bitmaps.HitsAll(atom.Constants, first, wanted), $"seed {Seed}, {termCount} terms, round {round}");
            if (expected) yes++;
            else no++;
        }

        Assert.True(termCount < 60 || (yes > 10 && no > 10), $"The rounds are one-sided: {yes} yes, {no} no.");
    }

    [Fact]
    public void A_column_is_the_terms_that_hold_the_constant()
    {
        var bitmaps = new ColumnBitmaps([Term.Of(0, 2), Term.Of(2), Term.Empty], 3);
        Assert.Equal([1UL, 0, 0, 0, 0, 0, 0, 0], bitmaps.Column(0).ToArray());
        Assert.Equal([0UL, 0, 0, 0, 0, 0, 0, 0], bitmaps.Column(1).ToArray());
        Assert.Equal([3UL, 0, 0, 0, 0, 0, 0, 0], bitmaps.Column(2).ToArray());
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Contains("holds constant 3", Assert.Throws<ArgumentException>(() => new ColumnBitmaps([Term.Of(3)], 3)).Message);
        var bitmaps = new ColumnBitmaps([Term.Of(1)], 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.Hit([1], new ulong[7]));
        Assert.Throws<ArgumentException>(() => bitmaps.HitsAll([1], 0, new ulong[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.HitsAll([1], 8, new ulong[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmaps.HitsAll([1], 0, new ulong[16]));
    }

    private static bool Naive(Term atom, Term term) => term.Constants.ToArray().Any(c => atom.Contains(c));

    private static bool Bit(ulong[] words, int bit) => (words[bit >> 6] >> (bit & 63) & 1) != 0;

    private static int[] Draw(SplitMix64 random, int constants, int most) =>
        [.. Enumerable.Range(0, random.Below(most + 1)).Select(_ => random.Below(constants))];
}
