using System.Runtime.InteropServices;
using AmlIpNet.TestKit;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds.Tests;

/// <summary>Samples put together from fragments as Cyclone hands them over.</summary>
public sealed unsafe class SampleSourceTests
{
    private const int Room = 4096;
    private const int RmsgSize = 48;

    [Fact]
    public void Random_fragments_give_the_sample_from_any_offset() => Seeded.Run(random =>
    {
        byte[] sample = new byte[1 + random.Next(2000)];
        random.NextBytes(sample);
        using var fragments = new Fragments();
        uint next = 0;
        while (next < sample.Length)
        {
            uint min = next - (uint)random.Next((int)Math.Min(next, 50) + 1); // fragments may overlap
            uint end = Math.Min((uint)sample.Length, next + 1 + (uint)random.Next(400));
            fragments.Add(sample, min, end);
            next = end;
        }

        for (int round = 0; round < 20; round++)
        {
            int offset = random.Next(sample.Length + 1), count = random.Next(sample.Length - offset + 1);
            byte[] copy = new byte[count];
            new FragmentSource(fragments.First).CopyTo(offset, copy);
            Assert.True(copy.AsSpan().SequenceEqual(sample.AsSpan(offset, count)), $"Bytes {offset} to {offset + count} of {sample.Length} differ.");
        }
    });

    [Theory]
    [InlineData(0, 10, 11, 20)] // a hole
    [InlineData(5, 10, 10, 20)] // no beginning
    [InlineData(0, 10, 10, 19)] // no end
    public void A_hole_is_an_error(uint min1, uint max1, uint min2, uint max2)
    {
        using var fragments = new Fragments();
        byte[] sample = new byte[20];
        fragments.Add(sample, min1, max1);
        fragments.Add(sample, min2, max2);
        nint first = (nint)fragments.First;
        Assert.Throws<InvalidOperationException>(() => new FragmentSource((nn_rdata*)first).CopyTo(0, new byte[20]));
    }

    /// <summary>A chain of fragments, each in a receive buffer of its own.</summary>
    private sealed class Fragments : IDisposable
    {
        private readonly List<nint> _blocks = [];

        public nn_rdata* First => (nn_rdata*)_blocks[0];

        public void Add(byte[] sample, uint min, uint maxp1)
        {
            ushort payload = (ushort)(4 * (1 + _blocks.Count % 8));
            var fragment = (nn_rdata*)NativeMemory.AllocZeroed(Room);
            fragment->rmsg = (byte*)(fragment + 1);
            fragment->min = min;
            fragment->maxp1 = maxp1;
            fragment->payload_zoff = payload;
            sample.AsSpan((int)min, (int)(maxp1 - min)).CopyTo(new Span<byte>(fragment->rmsg + RmsgSize + payload, Room - 200));
            if (_blocks.Count > 0) ((nn_rdata*)_blocks[^1])->nextfrag = fragment;
            _blocks.Add((nint)fragment);
        }

        public void Dispose()
        {
            foreach (nint block in _blocks) NativeMemory.Free((void*)block);
        }
    }
}
