using AmlIpNet.Dds.TestPeer;

namespace AmlIpNet.Dds.Contract.CrossProcess;

/// <summary>Order, late joiners and rematches between processes.</summary>
public abstract class ProcessDeliveryContract<TEnvironment> : CrossProcessTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private const string Topic = "process/delivery.of-samples";
    private static readonly PeerQos s_durable = new() { Durability = Durability.TransientLocal };

    [Fact]
    public async Task Every_sample_arrives_once_and_in_order()
    {
        const int Count = 5000;
        var (writing, reading) = await StartTwo();
        await Pair(writing, reading, Topic);
        await writing.Write("w", 1, Count, size: 200);
        var samples = await reading.SamplesUpTo("r", Count);
        Assert.Equal(Range(1, Count), Numbers(samples));
        Assert.All(samples, s => Assert.True(s.Good && s.Size == 200));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task A_late_process_gets_the_history(int depth)
    {
        var qos = s_durable with { Depth = depth };
        var (writing, reading) = await StartTwo();
        await writing.Create("writer", "w", Topic, qos);
        await writing.Write("w", 1, 20, size: 100);
        await reading.Create("reader", "r", Topic, s_durable);
        Assert.Equal(Range(21 - (uint)depth, 20), Numbers(await reading.SamplesUpTo("r", 20)));
        await writing.Write("w", 21, 1);
        Assert.Equal(Range(21 - (uint)depth, 21), Numbers(await reading.SamplesUpTo("r", 21)));
    }

    [Fact]
    public async Task A_large_history_reaches_a_late_process_whole()
    {
        var (writing, reading) = await StartTwo();
        await writing.Create("writer", "w", Topic, s_durable);
        await writing.Write("w", 1, 40, size: 300_000);
        await reading.Create("reader", "r", Topic, s_durable);
        var samples = await reading.SamplesUpTo("r", 40);
        Assert.Equal(Range(1, 40), Numbers(samples));
        Assert.All(samples, s => Assert.True(s.Good));
    }

    [Fact]
    public async Task A_reader_process_that_starts_again_gets_the_history_again()
    {
        var qos = s_durable with { Depth = 5 };
        var (writing, reading) = await StartTwo();
        await Pair(writing, reading, Topic, qos);
        await writing.Write("w", 1, 20);
        await reading.SamplesUpTo("r", 20);
        int before = writing.Events.Count;
        reading.Process.Kill();
        await writing.Hears("unmatched", "w", before);
        var again = await Start("again");
        await again.Create("reader", "r", Topic, qos);
        await writing.Hears("matched", "w", before);
        Assert.Equal(Range(16, 20), Numbers(await again.SamplesUpTo("r", 20)));
        await writing.Write("w", 21, 1);
        Assert.Equal(Range(16, 21), Numbers(await again.SamplesUpTo("r", 21)));
    }

    [Fact]
    public async Task A_writer_process_that_starts_again_is_heard_again()
    {
        var (writing, reading) = await StartTwo();
        await Pair(writing, reading, Topic, s_durable);
        await writing.Write("w", 1, 3);
        await reading.SamplesUpTo("r", 3);
        int before = reading.Events.Count;
        writing.Process.Kill();
        await reading.Hears("unmatched", "r", before);
        var again = await Start("again");
        await again.Create("writer", "w", Topic, s_durable);
        await again.Write("w", 4, 3);
        Assert.Equal(Range(1, 6), Numbers(await reading.SamplesUpTo("r", 6)));
    }

    [Fact]
    public async Task What_was_written_before_leaving_in_good_order_and_acknowledged_is_delivered()
    {
        var (writing, reading) = await StartTwo();
        await Pair(writing, reading, Topic);
        int before = reading.Events.Count;
        await writing.Write("w", 1, 500, size: 100);
        writing.Tell(new PeerCommand { Do = "acknowledged", Name = "w" });
        Assert.True((await writing.Hears("acknowledged", "w")).Good);
        writing.Tell(new PeerCommand { Do = "leave" });
        await writing.Hears("left", "");
        await reading.Hears("lost", "first");
        var events = reading.Events.Items.Skip(before).Select(e => e.Event).ToArray();
        Assert.Equal(500, events.Count(e => e == "sample"));
        Assert.Equal(["unmatched", "lost"], events[500..]);
    }
}
