using AmlIpNet.Dds.Contract;

namespace AmlIpNet.Dds.Tests;

/// <summary>A sample costs the memory of its payload and nothing besides, on either side.</summary>
public sealed class AllocationTests
{
    private const int Samples = 64;
    private const int Rounds = 200;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, 1024)] // the array has a header of 16 bytes and is rounded up to 8
    public async Task Writing_and_taking_allocates_the_payload_only(int payloadSize, int bytesAllowed)
    {
        var engine = new InProcessEngine();
        await using var writing = engine.CreateParticipant("writer", NetworkOptions.Loopback, NullListener.Instance);
        await using var reading = engine.CreateParticipant("reader", NetworkOptions.Loopback, NullListener.Instance);
        var topic = Blob.Topic("allocation");
        var listener = new Counter();
        var reader = reading.CreateReader(topic, Contract.Qos.Reliable, listener);
        var writer = writing.CreateWriter(topic, Contract.Qos.Durable with { DurabilityService = History.KeepLast(1) }, NullListener.Instance);
        byte[] payload = new byte[payloadSize];

        // The loop is held so that the reader can be driven here, on the thread whose allocations are counted.
        using var held = await BlockedLoop.Hold(reading);
        for (uint round = 0; round < 3; round++) Round(writer, reader, payload);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (uint round = 0; round < Rounds; round++) Round(writer, reader, payload);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Samples * (Rounds + 3), listener.Count);
        const int HeldLoop = 16 << 10; // the queue of the held loop grows by an entry a round
        Assert.True(allocated <= (long)Samples * Rounds * bytesAllowed + HeldLoop, $"{Samples * Rounds} samples of {payloadSize} bytes allocated {allocated} bytes.");
    }

    private static void Round(IDataWriter writer, IDataReader reader, byte[] payload)
    {
        for (uint number = 0; number < Samples; number++) Blob.TryWrite(writer, 0, number, payload);
        ((ILoopItem)reader).Run();
    }

    private sealed class Counter : IReaderListener
    {
        public int Count { get; private set; }

        public void OnSamples(ReadOnlySpan<Sample> samples) => Count += samples.Length;
    }
}
