namespace AmlIpNet.Dds.Contract;

/// <summary>KEEP_LAST drops the oldest samples and never makes anybody wait.</summary>
public abstract class KeepLastContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private static readonly Topic s_topic = Blob.Topic("contract/keep_last");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_keep_last_reader_that_is_busy_finds_its_depth_of_samples(int depth)
    {
        var reading = Join("reader");
        var reader = Read(reading, s_topic, Qos.Reliable with { History = History.KeepLast(depth) });
        var writer = Write(Join("writer"), s_topic);
        await Match(writer, reader);
        using (await BlockedLoop.Hold(reading))
        {
            writer.WriteRange(1, 20);
            await writer.WaitForAcknowledgments();
        }

        await reader.Expect(Range(21 - (uint)depth, 20));
    }

    [Fact]
    public async Task The_depth_counts_all_writers_together()
    {
        var reading = Join("reader");
        var reader = Read(reading, s_topic, Qos.Reliable with { History = History.KeepLast(4) });
        var first = Write(Join("first"), s_topic);
        var second = Write(Join("second"), s_topic);
        await Match(first, reader);
        await Match(second, reader);
        using (await BlockedLoop.Hold(reading))
        {
            first.WriteRange(1, 5);
            await first.WaitForAcknowledgments();
            second.WriteRange(6, 8);
            await second.WaitForAcknowledgments();
        }

        await reader.Expect([5u, 6u, 7u, 8u]);
    }

    [Fact]
    public async Task A_keep_last_writer_is_never_full_and_a_slow_reader_gets_its_last_samples()
    {
        const uint Depth = 8, Count = 1000;
        var reading = Join("slow");
        var slow = Read(reading, s_topic, Qos.Reliable with { MaxSamples = 5 });
        var writer = Write(Join("writer"), s_topic, Qos.Reliable with { History = History.KeepLast((int)Depth) });
        await Match(writer, slow);
        byte[] payload = new byte[16 << 10]; // all of them are more than a socket's buffer can hold
        using (await BlockedLoop.Hold(reading))
        {
            for (uint number = 1; number <= Count; number++) writer.Write(number, payload: payload);
        }

        uint[] numbers = await slow.NumbersUpTo(Count);
        Assert.Equal(Range(Count - Depth + 1, Count), numbers[^(int)Depth..]);
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.True(numbers.Length < Count, "The slow reader got every sample of a writer that keeps eight.");
    }

    [Fact]
    public async Task A_stopped_reader_does_not_stall_the_others()
    {
        const uint Count = 1000;
        var stopped = Join("stopped");
        var stuck = Read(stopped, s_topic, Qos.Reliable with { MaxSamples = 5 });
        var other = Read(Join("other"), s_topic);
        var writer = Write(Join("writer"), s_topic, Qos.Reliable with { History = History.KeepLast(64) });
        await Match(writer, stuck);
        await Match(writer, other);
        using var block = await BlockedLoop.Hold(stopped);
        writer.WriteRange(1, Count);
        uint[] numbers = await other.NumbersUpTo(Count);
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.Empty(stuck.Samples.Items);
    }
}
