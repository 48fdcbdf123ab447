using System.Collections.Concurrent;
using AmlIpNet.Dds;
using Rti.Dds.Core;
using Rti.Dds.Subscription;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds;

/// <summary>A data reader. What the loop has yet to take waits in Connext's cache, whose limits are the reader's QoS.</summary>
internal sealed class ConnextReader : LocalEndpoint, IDataReader
{
    private readonly IReaderListener _listener;
    private readonly SampleMapper _mapper;
    private readonly ConcurrentQueue<(InstanceHandle Writer, bool Alive)> _liveliness = new();
    private readonly HashSet<ulong> _notAlive = [];
    private readonly List<Sample> _samples = [];
    private readonly DataReader<DynamicData> _reader;
    private readonly SharedTopic _topic;
    private byte[]? _buffer;
    private long _malformed;
    private bool _taking;

    public ConnextReader(ConnextParticipant participant, SharedTopic topic, EndpointQos qos, EntityGuid guid, Func<Action<DataReader<DynamicData>>, DataReader<DynamicData>> create, IReaderListener listener)
        : base(participant, topic.Topic, qos, guid)
    {
        _listener = listener;
        _topic = topic;
        _mapper = new SampleMapper(topic.Topic);
        _reader = create(reader => RtiApi.Listen(reader, () => Signal(Signals.Data), OnMatch, OnLiveliness, Incompatible));
        Attach(_reader.InstanceHandle);
    }

    /// <inheritdoc/>
    public override EndpointKind Kind => EndpointKind.Reader;

    /// <inheritdoc/>
    public int MatchedWriters => MatchedCount;

    /// <inheritdoc/>
    public long MalformedSamples => Interlocked.Read(ref _malformed);

    /// <inheritdoc/>
    protected override IEnumerable<InstanceHandle> MatchedHandles => _reader.MatchedPublications;

    /// <inheritdoc/>
    protected override void Handle(Signals signals)
    {
        if ((signals & (Signals.Matches | Signals.Liveliness)) != 0) RefreshMatches();
        if ((signals & Signals.Liveliness) != 0) ReportLiveliness();
        if ((signals & Signals.Data) != 0) Take();
    }

    /// <inheritdoc/>
    protected override void DeliverPending() => Take();

    /// <inheritdoc/>
    protected override void DisposeEntity()
    {
        Participant.Network.RemoveOwn(_reader.InstanceHandle);
        _reader.Dispose();
        Participant.Release(_topic);
    }

    /// <inheritdoc/>
    protected override void OnMatched(EndpointInfo other) => _listener.OnMatched(other);

    /// <inheritdoc/>
    protected override void OnUnmatched(EndpointInfo other)
    {
        _notAlive.Remove(other.Handle);
        _listener.OnUnmatched(other);
    }

    /// <inheritdoc/>
    protected override void OnMismatch(EndpointMismatch mismatch) => _listener.OnMismatch(mismatch);

    private void OnLiveliness(InstanceHandle writer, bool alive)
    {
        _liveliness.Enqueue((writer, alive));
        Signal(Signals.Liveliness);
    }

    private void ReportLiveliness()
    {
        while (!IsDisposed && _liveliness.TryDequeue(out var change))
        {
            if (Participant.Network.Find(change.Writer) is not { } writer || !IsMatched(writer.Handle)) continue; // matched alive, or gone
            bool changed = change.Alive ? _notAlive.Remove(writer.Handle) : _notAlive.Add(writer.Handle);
            if (changed) _listener.OnLivelinessChanged(writer, change.Alive);
        }
    }

    private void Take()
    {
        if (_taking || IsDisposed) return; // called by a listener that runs inside: the outer call goes on
        _taking = true;
        try
        {
            using (var loan = _reader.Take())
            {
                foreach (var sample in loan)
                {
                    if (sample.Info.ValidData) Add(sample.Data, sample.Info);
                }
            }

            if (_samples.Exists(sample => !IsMatched(sample.Writer))) RefreshMatches(); // the match is reported before the first sample
            if (_samples.Count > 0 && !IsDisposed) _listener.OnSamples(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_samples));
        }
        finally
        {
            _samples.Clear(); // the payloads belong to the listener now
            _taking = false;
        }
    }

    private void Add(DynamicData data, SampleInfo info)
    {
        if (!_mapper.TryRead(data, ref _buffer, out var header, out byte[] payload) || payload.Length > Participant.Options.MaxPayloadBytes)
        {
            Interlocked.Increment(ref _malformed);
            return;
        }

        _samples.Add(new Sample(header.ToArray(), payload, Participant.Network.ToHandle(info.PublicationHandle), RtiApi.ToNanoseconds(info.SourceTimestamp)));
    }
}
