namespace AmlIpNet.Dds.Contract;

/// <summary>Every reader gets every sample once, in the order of each writer.</summary>
public abstract class DeliveryContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    [Fact]
    public async Task Several_writers_reach_several_readers_each_in_its_order()
    {
        const uint Count = 500;
        var topic = Blob.Topic("contract/many_to_many");
        var one = Join("one");
        var two = Join("two");
        TestWriter[] writers = [Write(one, topic), Write(one, topic), Write(two, topic)];
        TestReader[] readers = [Read(one, topic), Read(two, topic), Read(Join("three"), topic)];
        foreach (var writer in writers)
        {
            foreach (var reader in readers) await Match(writer, reader);
        }

        await Task.WhenAll(writers.Select((writer, source) => Task.Run(async () =>
        {
            for (uint number = 0; number < Count; number++)
            {
                while (Blob.TryWrite(writer.Writer, (uint)source, number) == WriteResult.Full) await writer.WaitForAcknowledgments();
            }
        })));
        foreach (var reader in readers)
        {
            var samples = await reader.Samples.WaitForCount((int)Count * writers.Length, $"the samples of {reader}");
            Assert.Equal((int)Count * writers.Length, samples.Length);
            foreach (var group in samples.GroupBy(s => s.Source)) Assert.Equal(Range(0, Count - 1), group.Select(s => s.Number));
            Assert.Equal(0, reader.CallsOffLoop);
        }
    }

    [Fact]
    public async Task Threads_that_share_a_writer_each_keep_their_order()
    {
        const uint Threads = 4, Count = 500;
        var topic = Blob.Topic("contract/shared_writer");
        var writer = Write(Join("writer"), topic);
        var reader = Read(Join("reader"), topic);
        await Match(writer, reader);
        await Task.WhenAll(Range(0, Threads - 1).Select(source => Task.Run(async () =>
        {
            for (uint number = 0; number < Count; number++)
            {
                while (Blob.TryWrite(writer.Writer, source, number) == WriteResult.Full) await writer.WaitForAcknowledgments();
            }
        })));
        var samples = await reader.Samples.WaitForCount((int)(Threads * Count), "the samples of all threads");
        foreach (var group in samples.GroupBy(s => s.Source)) Assert.Equal(Range(0, Count - 1), group.Select(s => s.Number));
    }

    [Fact]
    public async Task Two_readers_of_one_participant_both_get_every_sample()
    {
        var topic = Blob.Topic("contract/two_readers");
        var writer = Write(Join("writer"), topic);
        var participant = Join("readers");
        var first = Read(participant, topic);
        var second = Read(participant, topic);
        await Match(writer, first);
        await Match(writer, second);
        writer.WriteRange(1, 50);
        await first.Expect(Range(1, 50));
        await second.Expect(Range(1, 50));
    }

    [Fact]
    public async Task A_participant_hears_itself()
    {
        var topic = Blob.Topic("contract/itself");
        var participant = Join("both");
        var reader = Read(participant, topic);
        var writer = Write(participant, topic);
        await Match(writer, reader);
        writer.WriteRange(1, 10);
        await reader.Expect(Range(1, 10));
    }

    [Fact]
    public async Task A_sample_tells_its_writer_and_when_it_was_written()
    {
        const long Margin = 1_000_000; // nanoseconds: an engine may read another of the system's clocks
        var topic = Blob.Topic("contract/origin");
        var reading = Join("reader");
        var reader = Read(reading, topic);
        var first = Write(Join("first"), topic);
        var second = Write(Join("second"), topic);
        await Match(first, reader);
        await Match(second, reader);
        long before = Now() - Margin;
        first.Write(1, source: 1);
        second.Write(1, source: 2);
        first.Write(2, source: 1);
        long after = Now() + Margin;
        var samples = await reader.Samples.WaitForCount(3, "samples");
        foreach (var sample in samples)
        {
            var writer = sample.Source == 1 ? first : second;
            Assert.Equal(writer.Guid, reading.FindWriter(sample.Writer)?.Guid);
            Assert.InRange(sample.SourceTimestamp, before, after);
        }

        var own = samples.Where(s => s.Source == 1).ToArray();
        Assert.True(own[0].SourceTimestamp <= own[1].SourceTimestamp);
    }

    [Theory]
    [InlineData("contract/job_task_data_node.01.ab.00.ff")]
    [InlineData("contract/spaces and (brackets), ~tildes~ and ünïcode")]
    [InlineData("x")]
    public async Task A_topic_name_is_carried_as_it_is(string name)
    {
        var reader = Read(Join("reader"), Blob.Topic(name));
        var writing = Join("writer");
        var other = Write(writing, Blob.Topic(name + "x"));
        var writer = Write(writing, Blob.Topic(name));
        await Match(writer, reader);
        other.Write(99);
        writer.Write(1);
        writer.Write(2);
        await reader.Expect([1u, 2u]);
        Assert.All(reader.Events.Items.OfType<Matched>(), m => Assert.Equal(name, m.Remote.TopicName));
    }

    [Fact]
    public async Task Best_effort_readers_get_what_a_reliable_writer_writes()
    {
        var topic = Blob.Topic("contract/best_effort");
        var writer = Write(Join("writer"), topic);
        var reader = Read(Join("reader"), topic, Qos.Reliable with { Reliability = Reliability.BestEffort });
        await Match(writer, reader);
        writer.WriteRange(1, 10);
        await reader.Expect(Range(1, 10));
    }

    private static long Now() => (DateTimeOffset.UtcNow.Ticks - DateTimeOffset.UnixEpoch.Ticks) * 100;
}
