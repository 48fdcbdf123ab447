using AmlIpNet.Dds;
using Rti.Dds.Core;
using Rti.Dds.Publication;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds;

/// <summary>A data writer.</summary>
internal sealed partial class ConnextWriter : LocalEndpoint, IDataWriter
{
    private readonly IWriterListener _listener;
    private readonly SampleMapper _mapper;
    private readonly DataWriter<DynamicData> _writer;
    private readonly SharedTopic _topic;
    private readonly Lock _writing = new();
    private long _samples, _bytes; // written since all was acknowledged

    public ConnextWriter(ConnextParticipant participant, SharedTopic topic, EndpointQos qos, EntityGuid guid, Func<Action<DataWriter<DynamicData>>, DataWriter<DynamicData>> create, IWriterListener listener)
        : base(participant, topic.Topic, qos, guid)
    {
        _listener = listener;
        _topic = topic;
        _mapper = new SampleMapper(topic.Topic);
        _writer = create(writer => RtiApi.Listen(writer, OnMatch, Incompatible));
        Attach(_writer.InstanceHandle);
    }

    /// <inheritdoc/>
    public override EndpointKind Kind => EndpointKind.Writer;

    /// <inheritdoc/>
    public int MatchedReaders => MatchedCount;

    /// <inheritdoc/>
    protected override IEnumerable<InstanceHandle> MatchedHandles => _writer.MatchedSubscriptions;

    /// <inheritdoc/>
    public WriteResult TryWrite(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        if (header.Length is < TypeDescription.EncapsulationSize or > TypeDescription.MaxHeaderSize)
            throw new ArgumentException($"The header for {Topic} has {header.Length} bytes, allowed are {TypeDescription.EncapsulationSize} to {TypeDescription.MaxHeaderSize}.", nameof(header));
        PayloadTooLargeException.ThrowIf(Topic, payload.Length, Participant.Options.MaxPayloadBytes);
        lock (_writing) // samples of one thread keep their order, and none is written after the end
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            if (IsFull()) return WriteResult.Full;
            using var sample = _writer.CreateData();
            _mapper.Fill(sample, header, payload);
            if (!Write(sample)) return WriteResult.Full;
            _samples++;
            _bytes += header.Length + payload.Length;
        }

        return WriteResult.Accepted;
    }

    /// <inheritdoc/>
    protected override void DisposeEntity()
    {
        lock (_writing)
        {
            Participant.Network.RemoveOwn(_writer.InstanceHandle);
            _writer.Dispose();
        }

        Participant.Release(_topic);
    }

    /// <inheritdoc/>
    protected override void OnMatched(EndpointInfo other) => _listener.OnMatched(other);

    /// <inheritdoc/>
    protected override void OnUnmatched(EndpointInfo other) => _listener.OnUnmatched(other);

    /// <inheritdoc/>
    protected override void OnMismatch(EndpointMismatch mismatch) => _listener.OnMismatch(mismatch);

    private bool Write(DynamicData sample)
    {
        try
        {
            _writer.Write(sample);
            return true;
        }
        catch (Exception error) when (RtiApi.IsTimeout(error))
        {
            return false; // its blocking time is zero
        }
        catch (Exception error) when (error is not AmlIpException)
        {
            throw new DdsException($"RTI Connext DDS could not write to {Topic}: {error.Message} Please report it.", error);
        }
    }

    /// <summary>
    /// Whether as many samples or bytes as allowed are unacknowledged. Connext has no limit of bytes, so both are counted here, since all was
    /// acknowledged last: never too few, at times too many, until the readers have caught up. A KEEP_LAST writer drops its oldest instead.
    /// </summary>
    private bool IsFull()
    {
        if (Qos.History.Kind == HistoryKind.KeepLast) return false;
        bool full = Qos.MaxSamples != EndpointQos.Unlimited && _samples >= Qos.MaxSamples || _bytes >= Participant.Options.WriterHistoryBytes;
        if (!full) return false;
        if (!IsAcknowledged(TimeSpan.Zero)) return true;
        _samples = _bytes = 0;
        return false;
    }
}
