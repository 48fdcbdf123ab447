using System.Buffers;
using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>A data writer.</summary>
internal sealed unsafe partial class CycloneWriter : LocalEndpoint, IDataWriter
{
    private readonly IWriterListener _listener;
    private readonly int _maxUnacknowledged;
    private int _unacknowledged;

    public CycloneWriter(CycloneParticipant participant, Topic topic, CycloneTopic cycloneTopic, EndpointQos qos, IWriterListener listener)
        : base(participant, topic, cycloneTopic, qos)
    {
        _listener = listener;
        _maxUnacknowledged = qos.History.Kind == HistoryKind.KeepAll ? qos.MaxSamples : EndpointQos.Unlimited;
        Attach(CreateEntity(participant, topic, cycloneTopic, qos));
    }

    /// <inheritdoc/>
    public override EndpointKind Kind => EndpointKind.Writer;

    /// <inheritdoc/>
    public int MatchedReaders => MatchedCount;

    /// <inheritdoc/>
    public WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => TryWrite(header, payload, default);

    /// <inheritdoc/>
    public WriteResult TryWrite(ReadOnlySpan<byte> header, in ReadOnlySequence<byte> payload) =>
        payload.IsSingleSegment ? TryWrite(header, payload.FirstSpan, default) : TryWrite(header, default, payload);

    // The payload is the one or the other.
    private WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, in ReadOnlySequence<byte> pieces)
    {
        if (header.Length is < TypeDescription.EncapsulationSize or > TypeDescription.MaxHeaderSize)
            throw new ArgumentException($"The header for {Topic} has {header.Length} bytes, allowed are {TypeDescription.EncapsulationSize} to {TypeDescription.MaxHeaderSize}.", nameof(header));
        PayloadTooLargeException.ThrowIf(Topic, payload.Length + pieces.Length, Participant.Options.MaxPayloadBytes);
        ObjectDisposedException.ThrowIf(IsDisposed, this); // a pin held elsewhere keeps the entity alive a little longer
        using var use = Entity.Pin();
        if (_maxUnacknowledged != EndpointQos.Unlimited && IsFullBySamples(use.Id)) return WriteResult.Full;
        int size = header.Length + payload.Length + (int)pieces.Length;
        int padded = (size + 3) & ~3;
        var block = SampleBlock.Create(CycloneTopic.Sertype, SDK_DATA, padded, padded);
        var bytes = new Span<byte>(SampleBlock.Bytes(block), padded);
        header.CopyTo(bytes);
        payload.CopyTo(bytes[header.Length..]);
        pieces.CopyTo(bytes[header.Length..]);
        bytes[size..].Clear();
        int result = dds_writecdr(use.Id, &block->Serdata); // consumes our reference, whatever it answers for a writer that exists
        return result switch
        {
            DDS_RETCODE_OK => WriteResult.Accepted,
            DDS_RETCODE_TIMEOUT => WriteResult.Full,
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

    /// <summary>
    /// Whether as many samples as allowed are unacknowledged. Cyclone tells only whether all are acknowledged, so this counts
    /// those written since that was last so: never too few, at times too many, until the readers have caught up.
    /// </summary>
    private bool IsFullBySamples(int entity)
    {
        if (Interlocked.Increment(ref _unacknowledged) <= _maxUnacknowledged) return false;
        if (dds_wait_for_acks(entity, 0) == DDS_RETCODE_OK)
        {
            Volatile.Write(ref _unacknowledged, 1); // the one that is about to be written
            return false;
        }

        Interlocked.Decrement(ref _unacknowledged);
        return true;
    }

    private Entity CreateEntity(CycloneParticipant participant, Topic topic, CycloneTopic cycloneTopic, EndpointQos qos)
    {
        var target = new ListenerTarget(this, reads: false);
        try
        {
            using var native = QosHandle.ForWriter(qos);
            using var use = participant.Entity.Pin();
            using var topicUse = cycloneTopic.Entity.Pin();
            int id = DdsError.Check(dds_create_writer(use.Id, topicUse.Id, native.Pointer, target.Listener), "create a writer of", topic, qos);
            return new Entity(id, participant.Gate, target, null, cycloneTopic.Entity, participant.Entity);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }
}
