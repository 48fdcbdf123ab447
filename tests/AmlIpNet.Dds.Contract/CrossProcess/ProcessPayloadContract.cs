using AmlIpNet.Dds.TestPeer;

namespace AmlIpNet.Dds.Contract.CrossProcess;

/// <summary>Payloads of all sizes, and bytes that are none, between processes.</summary>
public abstract class ProcessPayloadContract<TEnvironment> : CrossProcessTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private const string Topic = "process/payload";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Payloads_from_nothing_to_64_MiB_arrive_as_they_were()
    {
        int[] sizes = [0, 1, 63_999, 65_000, 1 << 20, (1 << 20) + 3, 64 << 20];
        var (writing, reading) = await StartTwo();
        await Pair(writing, reading, Topic);
        for (uint number = 0; number < sizes.Length; number++)
        {
            await writing.Write("w", number, 1, sizes[number]);
            var sample = (await reading.SamplesUpTo("r", number, s_patience))[^1];
            Assert.Equal((number, sizes[number], true), (sample.Number, sample.Size, sample.Good));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Garbage_is_counted_and_skipped_and_pushes_nothing_out(int depth)
    {
        var qos = new PeerQos { Depth = depth, Durability = Durability.TransientLocal };
        var (good, reading) = await StartTwo();
        var bad = await Start("bad");
        await Pair(good, reading, Topic, qos);
        await bad.Create("writer", "b", Topic, qos with { Depth = 0 });
        await bad.Hears("matched", "b");
        await good.Write("w", 1, 1, size: 100);
        await reading.SamplesUpTo("r", 1);
        bad.Tell(new PeerCommand { Do = "garbage", Name = "b", Count = 50, Size = 200_000 });
        await bad.Hears("wrote", "b");
        bad.Tell(new PeerCommand { Do = "acknowledged", Name = "b" });
        Assert.True((await bad.Hears("acknowledged", "b")).Good, "Garbage stalls the reliable protocol.");
        await good.Write("w", 2, 1, size: 100);
        var samples = await reading.SamplesUpTo("r", 2);
        Assert.Equal([1u, 2u], Numbers(samples));
        var stats = await reading.Stats("r");
        Assert.Equal((2, 50), (stats.Count, stats.Malformed));
    }

    [Fact]
    public async Task A_payload_above_the_reader_s_limit_is_counted_and_skipped_without_room_for_it()
    {
        const int Limit = 100_000;
        var (writing, reading) = await StartTwo(null, join => join with { MaxPayloadBytes = Limit });
        await Pair(writing, reading, Topic);
        await writing.Write("w", 1, 1, Limit);
        await reading.SamplesUpTo("r", 1);
        long before = (await reading.Stats("r")).AllocatedBytes;
        await writing.Write("w", 2, 1, 20_000_000);
        await writing.Write("w", 3, 1, 10);
        Assert.Equal(new[] { 1u, 3u }, Numbers(await reading.SamplesUpTo("r", 3)));
        var stats = await reading.Stats("r");
        Assert.Equal(1, stats.Malformed);
        Assert.InRange(stats.AllocatedBytes - before, 0, 2_000_000);
    }

    [Fact]
    public async Task A_payload_above_the_writer_s_limit_is_an_error_that_names_sizes_and_topic()
    {
        var writing = await Start("writer", join => join with { MaxPayloadBytes = 5000 });
        await writing.Create("writer", "w", Topic);
        writing.Tell(new PeerCommand { Do = "write", Name = "w", Size = 5001 });
        var failed = (await writing.Events.WaitFor(all => all.Any(e => e.Event == "failed"), "the error")).Single(e => e.Event == "failed");
        foreach (string part in new[] { nameof(PayloadTooLargeException), Topic, "5,001", "5,000" }) Assert.Contains(part, failed.Detail);
    }
}
