namespace AmlIpNet.Dds.Contract;

/// <summary>A KEEP_ALL writer whose readers do not take answers Full, loses nothing, and goes on when they take again.</summary>
public abstract class FullWriterContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private const uint Many = 20_000;
    private static readonly Topic s_topic = Blob.Topic("contract/full");
    private static readonly EndpointQos s_small = Qos.Reliable with { MaxSamples = 4 };

    public static TheoryData<string> Limits => ["samples", "bytes"];

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Full_until_the_reader_takes_then_accepted_with_nothing_lost(string limit)
    {
        var (writer, reader, reading) = await Pair(limit);
        byte[] payload = new byte[2048];
        uint refused;
        using (await BlockedLoop.Hold(reading))
        {
            refused = writer.WriteUntilFull(1, payload, Many);
            Assert.Equal(WriteResult.Full, Blob.TryWrite(writer.Writer, 0, refused, payload));
            Assert.False(await writer.Writer.WaitForAcknowledgmentsAsync(TimeSpan.FromMilliseconds(20)), "Acknowledged, though nothing was taken.");
            Assert.Empty(reader.Samples.Items);
        }

        await writer.WriteWhenRoom(refused, payload);
        await reader.Expect(Range(1, refused));
        await writer.WaitForAcknowledgments();
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Full_again_and_again_loses_nothing(string limit)
    {
        var (writer, reader, reading) = await Pair(limit);
        byte[] payload = new byte[4096];
        uint next = 1;
        for (int round = 0; round < 5; round++)
        {
            using (await BlockedLoop.Hold(reading)) next = writer.WriteUntilFull(next, payload, Many);
            await writer.WriteWhenRoom(next++, payload);
            await writer.WaitForAcknowledgments();
        }

        await reader.Expect(Range(1, next - 1));
    }

    [Fact]
    public async Task Full_ends_when_the_reader_that_does_not_take_is_gone()
    {
        var (writer, reader, reading) = await Pair("bytes");
        var other = Read(Join("other"), s_topic);
        await Match(writer, other);
        byte[] payload = new byte[2048];
        using var block = await BlockedLoop.Hold(reading);
        uint refused = writer.WriteUntilFull(1, payload, Many);
        reader.Reader.Dispose();
        await writer.WriteWhenRoom(refused, payload);
        await other.Expect(Range(1, refused));
    }

    [Fact]
    public async Task A_full_writer_leaves_the_other_writers_of_its_participant_alone()
    {
        var (writer, _, reading) = await Pair("bytes");
        var topic = Blob.Topic("contract/not_full");
        var other = Write(Participant(writer), topic);
        var reader = Read(Join("other"), topic);
        await Match(other, reader);
        using var block = await BlockedLoop.Hold(reading);
        writer.WriteUntilFull(1, new byte[2048], Many);
        other.WriteRange(1, 100);
        await reader.Expect(Range(1, 100));
    }

    [Fact]
    public async Task A_sample_above_the_limit_of_bytes_is_accepted_when_nothing_waits()
    {
        var (writer, reader, _) = await Pair("bytes");
        byte[] payload = new byte[300_000];
        for (uint number = 1; number <= 5; number++) await writer.WriteWhenRoom(number, payload);
        await reader.Expect(Range(1, 5));
        Assert.All(reader.Samples.Items, s => Assert.Equal(payload.Length, s.Payload.Length));
    }

    [Fact]
    public async Task Without_a_reader_a_writer_is_never_full_and_all_is_acknowledged()
    {
        var writer = Write(Join("writer", change: o => o with { WriterHistoryBytes = 65_536 }), s_topic, s_small);
        for (uint number = 1; number <= 1000; number++) writer.Write(number, payload: new byte[1024]);
        Assert.True(await writer.Writer.WaitForAcknowledgmentsAsync(TimeSpan.Zero));
    }

    [Fact]
    public async Task Waiting_for_acknowledgments_can_be_cancelled()
    {
        var (writer, _, reading) = await Pair("bytes");
        using var block = await BlockedLoop.Hold(reading);
        writer.WriteUntilFull(1, new byte[2048], Many);
        using var cancellation = new CancellationTokenSource();
        var waiting = writer.Writer.WaitForAcknowledgmentsAsync(Wait.Timeout, cancellation.Token).AsTask();
        Assert.False(waiting.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(waiting, "the cancelled wait"));
    }

    [Fact]
    public async Task Waiting_for_acknowledgments_ends_when_the_writer_is_disposed()
    {
        var (writer, _, reading) = await Pair("bytes");
        using var block = await BlockedLoop.Hold(reading);
        writer.WriteUntilFull(1, new byte[2048], Many);
        var waiting = writer.Writer.WaitForAcknowledgmentsAsync(Wait.Timeout).AsTask();
        Assert.False(waiting.IsCompleted);
        writer.Writer.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Wait.For(waiting, "the wait of the disposed writer"));
    }

    private readonly Dictionary<TestWriter, IDomainParticipant> _writing = [];

    private IDomainParticipant Participant(TestWriter writer) => _writing[writer];

    /// <summary>A writer with a small limit and a reader with a small cache.</summary>
    private async Task<(TestWriter Writer, TestReader Reader, IDomainParticipant Reading)> Pair(string limit)
    {
        var reading = Join("reader");
        var reader = Read(reading, s_topic, s_small);
        var writing = Join("writer", change: o => limit == "bytes" ? o with { WriterHistoryBytes = 65_536 } : o);
        var writer = Write(writing, s_topic, limit == "samples" ? Qos.Reliable with { MaxSamples = 10 } : Qos.Reliable);
        _writing[writer] = writing;
        await Match(writer, reader);
        return (writer, reader, reading);
    }
}
