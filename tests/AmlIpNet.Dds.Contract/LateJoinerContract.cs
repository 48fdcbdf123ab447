namespace AmlIpNet.Dds.Contract;

/// <summary>What a reader gets that joins after samples were written. Each test ends with a last sample, so that nothing may follow unseen.</summary>
public abstract class LateJoinerContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private static readonly Topic s_topic = Blob.Topic("contract/late");

    [Fact]
    public async Task A_late_transient_local_reader_gets_the_history_in_order()
    {
        var writer = Write(Join("writer"), s_topic, Qos.Durable);
        writer.WriteRange(1, 100);
        var reader = Read(Join("reader"), s_topic, Qos.Durable);
        await Match(writer, reader);
        writer.Write(101);
        await reader.Expect(Range(1, 101));
    }

    [Fact]
    public async Task A_late_volatile_reader_gets_only_what_follows()
    {
        var writer = Write(Join("writer"), s_topic, Qos.Durable);
        writer.WriteRange(1, 10);
        var reader = Read(Join("reader"), s_topic, Qos.Reliable);
        await Match(writer, reader);
        writer.Write(11);
        await reader.Expect([11u]);
    }

    [Fact]
    public async Task A_volatile_writer_keeps_nothing_for_late_readers()
    {
        var writer = Write(Join("writer"), s_topic, Qos.Reliable);
        writer.WriteRange(1, 10);
        var reader = Read(Join("reader"), s_topic, Qos.Reliable);
        await Match(writer, reader);
        writer.Write(11);
        await reader.Expect([11u]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task A_keep_last_writer_keeps_its_depth_for_late_readers(int depth)
    {
        var writer = Write(Join("writer"), s_topic, Qos.Durable with { History = History.KeepLast(depth) });
        writer.WriteRange(1, 25);
        var reader = Read(Join("reader"), s_topic, Qos.Durable);
        await Match(writer, reader);
        await reader.NumbersUpTo(25); // on a network the history is on its way after the match, and a new sample would push out the oldest
        writer.Write(26);
        await reader.Expect(Range(26 - (uint)depth, 26));
    }

    [Fact]
    public async Task The_durability_service_says_how_much_of_what_was_acknowledged_is_kept()
    {
        var writer = Write(Join("writer"), s_topic, Qos.Durable with { DurabilityService = History.KeepLast(2) });
        var early = Read(Join("early"), s_topic, Qos.Durable);
        await Match(writer, early);
        writer.WriteRange(1, 10);
        await writer.WaitForAcknowledgments();
        var late = Read(Join("late"), s_topic, Qos.Durable);
        await Match(writer, late);
        await late.NumbersUpTo(10);
        writer.Write(11);
        await early.Expect(Range(1, 11));
        await late.Expect([9u, 10u, 11u]);
    }

    [Fact]
    public async Task What_is_written_before_any_match_counts_as_acknowledged()
    {
        var writer = Write(Join("writer"), s_topic, Qos.Durable with { DurabilityService = History.KeepLast(1) });
        writer.WriteRange(1, 10);
        var reader = Read(Join("reader"), s_topic, Qos.Durable);
        await Match(writer, reader);
        await reader.NumbersUpTo(10);
        writer.Write(11);
        await reader.Expect([10u, 11u]);
    }

    [Fact]
    public async Task A_reader_that_is_made_again_gets_the_history_again()
    {
        var writer = Write(Join("writer"), s_topic, Qos.Durable);
        var reading = Join("reader");
        writer.WriteRange(1, 5);
        var first = Read(reading, s_topic, Qos.Durable);
        await first.Expect(Range(1, 5));
        first.Reader.Dispose();
        writer.Write(6);
        var second = Read(reading, s_topic, Qos.Durable);
        await Match(writer, second);
        writer.Write(7);
        await second.Expect(Range(1, 7));
        Assert.Equal(Range(1, 5), first.Samples.Items.Select(s => s.Number));
    }

    [Fact]
    public async Task A_status_like_topic_gives_a_late_reader_the_last_word_of_every_writer()
    {
        var writing = Join("writers");
        var qos = Qos.Durable with { History = History.KeepLast(1) };
        TestWriter[] writers = [.. Enumerable.Range(0, 5).Select(_ => Write(writing, s_topic, qos))];
        for (uint number = 1; number <= 3; number++)
        {
            for (uint source = 0; source < writers.Length; source++) writers[source].Write(number, source);
        }

        var reader = Read(Join("reader"), s_topic, Qos.Durable);
        var samples = await reader.Samples.WaitForCount(writers.Length, "last words");
        Assert.Equal(writers.Length, samples.Length);
        Assert.Equal(Range(0, 4), samples.Select(s => s.Source).Order());
        Assert.All(samples, s => Assert.Equal(3u, s.Number));
    }
}
