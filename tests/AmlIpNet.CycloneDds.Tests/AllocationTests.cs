using AmlIpNet.Dds;
using AmlIpNet.Dds.Contract;
using AmlIpNet.TestKit;

namespace AmlIpNet.CycloneDds.Tests;

[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>On the way from one participant to another nothing is allocated for a sample but its payload.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests : IDisposable
{
    private const int PayloadBytes = 1000;
    private const int ArrayOverhead = 24;
    private readonly CycloneEnvironment _environment = new();

    [Fact]
    public async Task A_sample_costs_its_payload_and_no_more()
    {
        const int WarmUp = 2000, Count = 20_000;
        await using var writing = _environment.Engine.CreateParticipant("writer", _environment.Options, NullListener.Instance);
        await using var reading = _environment.Engine.CreateParticipant("reader", _environment.Options, NullListener.Instance);
        var topic = Blob.Topic("cyclone/allocation");
        var writer = new TestWriter(writing, topic, Qos.Reliable);
        var counter = new Counter();
        using var reader = reading.CreateReader(topic, Qos.Reliable, counter);
        await writer.Events.WaitForOne(e => e is Matched, "the match");
        Send(writer.Writer, counter, WarmUp);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Send(writer.Writer, counter, Count);
        double perSample = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Count;
        Assert.InRange(perSample, PayloadBytes, PayloadBytes + ArrayOverhead + 16);
    }

    public void Dispose() => _environment.Dispose();

    /// <summary>Writes one sample after the other, each when the one before has arrived.</summary>
    private static void Send(IDataWriter writer, Counter counter, int count)
    {
        var payload = new byte[PayloadBytes];
        int start = counter.Count;
        long limit = Environment.TickCount64 + (long)Wait.Timeout.TotalMilliseconds;
        for (int i = 1; i <= count; i++)
        {
            if (Blob.TryWrite(writer, 0, (uint)i, payload) != WriteResult.Accepted) Assert.Fail($"Sample {i} was refused.");
            while (counter.Count < start + i)
            {
                if (Environment.TickCount64 > limit) Assert.Fail($"Sample {i} did not arrive in time.");
                Thread.Yield();
            }
        }
    }

    private sealed class Counter : IReaderListener
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void OnSamples(ReadOnlySpan<Sample> samples) => Volatile.Write(ref _count, _count + samples.Length);
    }
}
