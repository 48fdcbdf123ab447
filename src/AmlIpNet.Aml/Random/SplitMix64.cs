namespace AmlIpNet.Aml;

/// <summary>A small random generator with a seed (SplitMix64, G. Steele, D. Lea, C. Flood 2014): the same numbers on every
/// machine and in every version of the runtime.</summary>
public sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Puts the items in random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>One seed out of several numbers, so that each job of a run has its own.</summary>
    public static ulong Combine(ulong seed, params ReadOnlySpan<int> parts)
    {
        foreach (var part in parts) seed = Mix(seed + 0x9E3779B97F4A7C15 * ((ulong)(uint)part + 1));
        return seed;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
