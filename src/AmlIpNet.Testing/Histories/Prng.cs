namespace AmlIpNet.Testing;

/// <summary>Random numbers that are the same for a seed on every machine and every version of .NET (SplitMix64).</summary>
internal sealed class Prng(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>0 to <paramref name="below"/> - 1.</summary>
    public int Below(int below) => (int)((Next() >> 32) * (ulong)below >> 32);

    /// <summary>Both ends included.</summary>
    public int Between(int from, int to) => from + Below(to - from + 1);

    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A time of whole microseconds.</summary>
    public TimeSpan Time(TimeSpan from, TimeSpan to) =>
        from + TimeSpan.FromMicroseconds((long)(Next() % (ulong)((to - from).Ticks / TimeSpan.TicksPerMicrosecond + 1)));

    public TimeSpan Milliseconds(double from, double to) => Time(TimeSpan.FromMilliseconds(from), TimeSpan.FromMilliseconds(to));

    /// <summary>Numbers of their own for one purpose, so that another purpose can draw more without changing these.</summary>
    public Prng Fork() => new(Next());

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
