using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AmlIpNet.Aml;

/// <summary>Operations on bitmaps: rows of words, a whole number of blocks of <see cref="ColumnBitmaps.WordsPerBlock"/> words.</summary>
internal static class Bitmap
{
    /// <summary>The words that a bitmap of so many bits takes, whole blocks.</summary>
    public static int WordsFor(int bits) => ColumnBitmaps.WordsFor(bits);

    public static bool Has(ReadOnlySpan<ulong> map, int bit) => (map[bit >> 6] >> (bit & 63) & 1) != 0;

    public static void Set(Span<ulong> map, int bit) => map[bit >> 6] |= 1UL << (bit & 63);

    public static void Clear(Span<ulong> map, int bit) => map[bit >> 6] &= ~(1UL << (bit & 63));

    /// <summary>Sets the first bits and clears the others.</summary>
    public static void SetFirst(Span<ulong> map, int bits)
    {
        map.Clear();
        map[..(bits >> 6)].Fill(ulong.MaxValue);
        if ((bits & 63) != 0) map[bits >> 6] = (1UL << (bits & 63)) - 1;
    }

    public static void Or(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        var a = Blocks(into);
        var b = Blocks(other);
        for (var i = 0; i < a.Length; i++) a[i] |= b[i];
    }

    public static void And(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        var a = Blocks(into);
        var b = Blocks(other);
        for (var i = 0; i < a.Length; i++) a[i] &= b[i];
    }

    /// <summary>Clears the bits of <paramref name="other"/>.</summary>
    public static void Remove(Span<ulong> from, ReadOnlySpan<ulong> other)
    {
        var a = Blocks(from);
        var b = Blocks(other);
        for (var i = 0; i < a.Length; i++) a[i] = Vector512.AndNot(a[i], b[i]);
    }

    /// <summary>Sets the bits that <paramref name="other"/> has not: those after the last one of the map too.</summary>
    public static void OrNot(Span<ulong> into, ReadOnlySpan<ulong> other)
    {
        var a = Blocks(into);
        var b = Blocks(other);
        for (var i = 0; i < a.Length; i++) a[i] |= ~b[i];
    }

    public static bool IsEmpty(ReadOnlySpan<ulong> map) => !map.ContainsAnyExcept(0UL);

    public static bool Intersects(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y)
    {
        var a = Blocks(x);
        var b = Blocks(y);
        for (var i = 0; i < a.Length; i++)
        {
            if ((a[i] & b[i]) != Vector512<ulong>.Zero) return true;
        }

        return false;
    }

    /// <summary>Whether every bit of x is one of y.</summary>
    public static bool IsSubset(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y)
    {
        var a = Blocks(x);
        var b = Blocks(y);
        for (var i = 0; i < a.Length; i++)
        {
            if (Vector512.AndNot(a[i], b[i]) != Vector512<ulong>.Zero) return false;
        }

        return true;
    }

    public static int Count(ReadOnlySpan<ulong> map)
    {
        var count = 0;
        foreach (var word in map) count += BitOperations.PopCount(word);
        return count;
    }

    public static int CountAnd(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y)
    {
        var count = 0;
        for (var i = 0; i < x.Length; i++) count += BitOperations.PopCount(x[i] & y[i]);
        return count;
    }

    /// <summary>The index of the set bit that has so many set bits before it.</summary>
    public static int Select(ReadOnlySpan<ulong> map, int rank)
    {
        for (var i = 0; ; i++)
        {
            var count = BitOperations.PopCount(map[i]);
            if (rank < count) return i * 64 + SelectInWord(map[i], rank);
            rank -= count;
        }
    }

    /// <summary>One of the bits that both maps have, each as likely as another; -1 if there is none.</summary>
    public static int PickAnd(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y, SplitMix64 random)
    {
        var count = CountAnd(x, y);
        if (count == 0) return -1;
        var rank = random.Below(count);
        for (var i = 0; ; i++)
        {
            var word = x[i] & y[i];
            var here = BitOperations.PopCount(word);
            if (rank < here) return i * 64 + SelectInWord(word, rank);
            rank -= here;
        }
    }

    /// <summary>One of the set bits, each as likely as another; -1 if there is none.</summary>
    public static int Pick(ReadOnlySpan<ulong> map, SplitMix64 random)
    {
        var count = Count(map);
        return count == 0 ? -1 : Select(map, random.Below(count));
    }

    /// <summary>The first set bit at or after <paramref name="from"/>; -1 if there is none.</summary>
    public static int Next(ReadOnlySpan<ulong> map, int from)
    {
        var i = from >> 6;
        if (i >= map.Length) return -1;
        var word = map[i] & (ulong.MaxValue << (from & 63));
        while (word == 0)
        {
            if (++i == map.Length) return -1;
            word = map[i];
        }

        return i * 64 + BitOperations.TrailingZeroCount(word);
    }

    private static int SelectInWord(ulong word, int rank)
    {
        for (; rank > 0; rank--) word &= word - 1;
        return BitOperations.TrailingZeroCount(word);
    }

    private static Span<Vector512<ulong>> Blocks(Span<ulong> map) => MemoryMarshal.Cast<ulong, Vector512<ulong>>(map);

    private static ReadOnlySpan<Vector512<ulong>> Blocks(ReadOnlySpan<ulong> map) => MemoryMarshal.Cast<ulong, Vector512<ulong>>(map);
}
