using System.Numerics;
using System.Runtime.InteropServices;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// Native blocks for samples, kept for reuse: the pages of a fresh large block cost more than copying into it. Sizes are
/// rounded up to one of four classes per power of two (at most a quarter is wasted). Any thread may rent and return.
/// </summary>
internal static unsafe class NativePool
{
    /// <summary>The most bytes that are kept for reuse, over all sizes: enough for one sample of 64 MiB. What exceeds it is freed.</summary>
    public const long MaxRetainedBytes = 96L << 20;

    private const int MinShift = 7; // the smallest block: 128 bytes
    private static readonly Bin[] s_bins = [.. Enumerable.Range(0, (32 - MinShift) * 4).Select(_ => new Bin())];
    private static long s_retained;

    /// <summary>Bytes kept for reuse now.</summary>
    public static long RetainedBytes => Volatile.Read(ref s_retained);

    /// <summary>A block of at least <paramref name="size"/> bytes, with undefined content.</summary>
    /// <param name="size">Bytes, at most 2^31.</param>
    /// <param name="bin">To be given back to <see cref="Return"/>.</param>
    /// <exception cref="OutOfMemoryException">There is no memory left.</exception>
    public static byte* Rent(nuint size, out int bin)
    {
        bin = BinOf(size);
        nuint capacity = CapacityOf(bin);
        byte* block = s_bins[bin].Pop();
        if (block == null) return (byte*)NativeMemory.Alloc(capacity);
        Interlocked.Add(ref s_retained, -(long)capacity);
        return block;
    }

    /// <summary>Gives a block back.</summary>
    public static void Return(byte* block, int bin)
    {
        long capacity = (long)CapacityOf(bin);
        if (Interlocked.Add(ref s_retained, capacity) <= MaxRetainedBytes)
        {
            s_bins[bin].Push(block);
        }
        else
        {
            Interlocked.Add(ref s_retained, -capacity);
            NativeMemory.Free(block);
        }
    }

    /// <summary>Frees what is kept for reuse.</summary>
    public static void Trim()
    {
        for (int bin = 0; bin < s_bins.Length; bin++)
        {
            for (byte* block = s_bins[bin].Pop(); block != null; block = s_bins[bin].Pop())
            {
                Interlocked.Add(ref s_retained, -(long)CapacityOf(bin));
                NativeMemory.Free(block);
            }
        }
    }

    /// <summary>The bin of the smallest class that holds the size: class (shift, quarter) holds (5 + quarter) / 4 · 2^shift bytes.</summary>
    internal static int BinOf(nuint size)
    {
        if (size <= 1 << MinShift) return 0;
        int shift = BitOperations.Log2(size - 1);
        int quarter = (int)((size - 1 - ((nuint)1 << shift)) >> (shift - 2));
        return (shift - MinShift) * 4 + quarter + 1;
    }

    /// <summary>The bytes of a bin's blocks.</summary>
    internal static nuint CapacityOf(int bin)
    {
        if (bin == 0) return 1 << MinShift;
        int shift = MinShift + (bin - 1) / 4, quarter = (bin - 1) % 4;
        return (nuint)(5 + quarter) << (shift - 2);
    }

    /// <summary>Free blocks of one size, linked through their first bytes.</summary>
    private sealed class Bin
    {
        private readonly Lock _lock = new();
        private byte* _first;

        public byte* Pop()
        {
            lock (_lock)
            {
                byte* block = _first;
                if (block != null) _first = *(byte**)block;
                return block;
            }
        }

        public void Push(byte* block)
        {
            lock (_lock)
            {
                *(byte**)block = _first;
                _first = block;
            }
        }
    }
}
