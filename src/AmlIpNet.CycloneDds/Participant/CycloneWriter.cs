using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>A data writer.</summary>
internal sealed unsafe partial class CycloneWriter : LocalEndpoint, IDataWriter
{
    private readonly IWriterListener _listener;

    public CycloneWriter(CycloneParticipant participant, Topic topic, CycloneTopic cycloneTopic, EndpointQos qos, IWriterListener listener)
        : base(participant, topic, cycloneTopic, qos)
    {
        _listener = listener;
        Attach(CreateEntity(participant, topic, cycloneTopic, qos));
    }

    /// <inheritdoc/>
    public override EndpointKind Kind => EndpointKind.Writer;

    /// <inheritdoc/>
    public int MatchedReaders => MatchedCount;

    /// <inheritdoc/>
    public WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        if (header.Length is < TypeDescription.EncapsulationSize or > TypeDescription.MaxHeaderSize)
            throw new ArgumentException($"The header for {Topic} has {header.Length} bytes, allowed are {TypeDescription.EncapsulationSize} to {TypeDescription.MaxHeaderSize}.", nameof(header));
        PayloadTooLargeException.ThrowIf(Topic, payload.Length, Participant.Options.MaxPayloadBytes);
        using var use = Entity.Pin();
        int size = header.Length + payload.Length;
        int padded = (size + 3) & ~3;
        var block = SampleBlock.Create(CycloneTopic.Sertype, SDK_DATA, padded, padded);
        var bytes = new Span<byte>(SampleBlock.Bytes(block), padded);
        header.CopyTo(bytes);
        payload.CopyTo(bytes[header.Length..]);
        bytes[size..].Clear();
        block->Serdata.refc = 2; // one goes with the call, whatever it answers; ours shows below what became of the sample
        int result = dds_writecdr(use.Id, &block->Serdata);
        bool written = block->Serdata.twrite != long.MinValue;
        SampleBlock.Release(block);
        return result switch
        {
            DDS_RETCODE_OK => WriteResult.Accepted,
            DDS_RETCODE_TIMEOUT when !written => WriteResult.Full,
            // A reader of this process is at its MaxSamples; the others have the sample. Writing it again would give it to them twice.
            DDS_RETCODE_TIMEOUT => WriteResult.Accepted,
            _ => throw new DdsException($"Cyclone DDS could not write {size} bytes to {Topic.Name}: {DdsError.Describe(result)}. Please report it."),
        };
    }

    /// <inheritdoc/>
    protected override int GetMatched(int entity, ulong* handles, int count) => dds_get_matched_subscriptions(entity, handles, (nuint)count);

    /// <inheritdoc/>
    protected override dds_builtintopic_endpoint_t* GetMatchedData(int entity, ulong handle) => dds_get_matched_subscription_data(entity, handle);

    /// <inheritdoc/>
    protected override void OnMatched(EndpointInfo other) => _listener.OnMatched(other);

    /// <inheritdoc/>
    protected override void OnUnmatched(EndpointInfo other) => _listener.OnUnmatched(other);

    /// <inheritdoc/>
    protected override void OnMismatch(EndpointMismatch mismatch) => _listener.OnMismatch(mismatch);

    private Entity CreateEntity(CycloneParticipant participant, Topic topic, CycloneTopic cycloneTopic, EndpointQos qos)
    {
        var target = new ListenerTarget(this, reads: false);
        try
        {
            using var native = QosHandle.ForWriter(qos);
            using var use = participant.Entity.Pin();
            using var topicUse = cycloneTopic.Entity.Pin();
            int id = DdsError.Check(dds_create_writer(use.Id, topicUse.Id, native.Pointer, target.Listener), $"create a writer of {topic.Name}", $"Check its QoS: {qos}.");
            return new Entity(id, target, null, cycloneTopic.Entity, participant.Entity);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }
}
