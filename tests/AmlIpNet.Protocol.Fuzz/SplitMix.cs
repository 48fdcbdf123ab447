namespace AmlIpNet.Protocol.Fuzz;

/// <summary>SplitMix64: random numbers from a seed, as a value, so that input number n of a run is made from (seed, n) alone.</summary>
public struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The generator of one input of a run.</summary>
    public static SplitMix ForInput(ulong seed, long index) => new(new SplitMix(seed ^ (ulong)index * 0xD1342543DE82EF95).Next());

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to, not including, the limit.</summary>
    public int Below(int limit) => (int)((Next() >> 32) * (ulong)limit >> 32);
}
