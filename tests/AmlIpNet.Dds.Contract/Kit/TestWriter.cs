namespace AmlIpNet.Dds.Contract;

/// <summary>A writer that records what its listener hears.</summary>
public sealed class TestWriter : IWriterListener
{
    public TestWriter(IDomainParticipant participant, Topic topic, EndpointQos qos) => Writer = participant.CreateWriter(topic, qos, this);

    public IDataWriter Writer { get; }

    public EntityGuid Guid => Writer.Guid;

    public Recorder<EndpointEvent> Events { get; } = new();

    /// <summary>Writes one sample, which must be accepted.</summary>
    public void Write(uint number, uint source = 0, byte[]? payload = null) =>
        Assert.Equal(WriteResult.Accepted, Blob.TryWrite(Writer, source, number, payload));

    /// <summary>Writes the samples <paramref name="first"/> to <paramref name="last"/>; all must be accepted.</summary>
    public void WriteRange(uint first, uint last, uint source = 0)
    {
        for (uint number = first; number <= last; number++) Write(number, source);
    }

    /// <summary>Writes one sample as soon as there is room.</summary>
    public Task WriteWhenRoom(uint number, byte[]? payload = null) =>
        Wait.Until(() => Blob.TryWrite(Writer, 0, number, payload) == WriteResult.Accepted, $"room for the sample {number} of {Writer.Topic}");

    /// <summary>Writes from <paramref name="number"/> on until the writer is full.</summary>
    /// <returns>The number that it refused first.</returns>
    public uint WriteUntilFull(uint number, byte[] payload, uint atMost)
    {
        for (uint end = number + atMost; number < end; number++)
        {
            if (Blob.TryWrite(Writer, 0, number, payload) == WriteResult.Full) return number;
        }

        Assert.Fail($"The writer of {Writer.Topic} took {atMost} samples of {payload.Length} bytes that no reader took, and was never full.");
        return 0;
    }

    public async Task WaitForAcknowledgments() =>
        Assert.True(await Writer.WaitForAcknowledgmentsAsync(Wait.Timeout), $"The writer of {Writer.Topic} has not been acknowledged in {Wait.Timeout}.");

    void IWriterListener.OnMatched(EndpointInfo reader) => Events.Add(new Matched(reader));

    void IWriterListener.OnUnmatched(EndpointInfo reader) => Events.Add(new Unmatched(reader));

    void IWriterListener.OnMismatch(EndpointMismatch mismatch) => Events.Add(new Mismatched(mismatch));

    public override string ToString() => $"{Writer.Topic} {Writer.Guid}";
}
