namespace AmlIpNet.Distribution;

/// <summary>SplitMix64: the same numbers from the same seed on every machine and runtime, which a plan's seed promises.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The numbers below <paramref name="count"/> in random order.</summary>
    public int[] Permutation(int count)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        Shuffle<int>(numbers);
        return numbers;
    }
}
