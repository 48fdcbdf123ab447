using System.Collections.Concurrent;
using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>A data reader.</summary>
internal sealed unsafe partial class CycloneReader : LocalEndpoint, IDataReader
{
    private readonly IReaderListener _listener;
    private readonly ConcurrentQueue<(ulong Writer, bool Alive)> _liveliness = new();
    private readonly HashSet<ulong> _notAlive = [];
    private readonly long _malformedBefore;
    private readonly SilentWriters _silent;
    private readonly int _limit;

    public CycloneReader(CycloneParticipant participant, Topic topic, CycloneTopic cycloneTopic, EndpointQos qos, IReaderListener listener)
        : base(participant, topic, cycloneTopic, qos)
    {
        _listener = listener;
        _malformedBefore = cycloneTopic.Samples.Malformed;
        _silent = new SilentWriters(participant, cycloneTopic, qos);
        _limit = qos.History.Kind == HistoryKind.KeepAll && qos.MaxSamples != EndpointQos.Unlimited ? qos.MaxSamples : int.MaxValue;
        var entity = CreateEntity(participant, topic, cycloneTopic, qos);
        cycloneTopic.Samples.AddLimit(_limit);
        Attach(entity);
    }

    /// <inheritdoc/>
    public override EndpointKind Kind => EndpointKind.Reader;

    /// <inheritdoc/>
    public int MatchedWriters => MatchedCount;

    /// <inheritdoc/>
    public long MalformedSamples => CycloneTopic.Samples.Malformed - _malformedBefore + Volatile.Read(ref _malformedLocally);

    /// <inheritdoc/>
    public override void SignalLiveliness(ulong writer, bool alive)
    {
        _liveliness.Enqueue((writer, alive));
        Signal(Signals.Liveliness);
    }

    /// <inheritdoc/>
    protected override bool Handle(Signals signals)
    {
        if ((signals & (Signals.Matches | Signals.Liveliness)) != 0) RefreshMatches();
        if ((signals & Signals.Liveliness) != 0) ReportLiveliness();
        return (signals & Signals.Data) == 0 || Take(BatchesPerTurn);
    }

    /// <inheritdoc/>
    protected override int GetMatched(int entity, ulong* handles, int count) => dds_get_matched_publications(entity, handles, (nuint)count);

    /// <inheritdoc/>
    protected override dds_builtintopic_endpoint_t* GetMatchedData(int entity, ulong handle) => dds_get_matched_publication_data(entity, handle);

    /// <inheritdoc/>
    protected override void OnMatched(EndpointInfo other)
    {
        _silent.Watch(other);
        _listener.OnMatched(other);
    }

    /// <inheritdoc/>
    protected override void OnUnmatched(EndpointInfo other)
    {
        _notAlive.Remove(other.Handle);
        _silent.Forget(other.Handle);
        _listener.OnUnmatched(other);
    }

    /// <inheritdoc/>
    protected override void OnDispose()
    {
        _silent.Dispose();
        CycloneTopic.Samples.RemoveLimit(_limit);
    }

    /// <inheritdoc/>
    protected override void OnMismatch(EndpointMismatch mismatch) => _listener.OnMismatch(mismatch);

    private void ReportLiveliness()
    {
        while (!IsDisposed && _liveliness.TryDequeue(out var change))
        {
            if (!IsMatched(change.Writer)) continue; // matched alive, and reported so, or gone
            bool changed = change.Alive ? _notAlive.Remove(change.Writer) : _notAlive.Add(change.Writer);
            if (changed && Participant.FindWriter(change.Writer) is { } writer) _listener.OnLivelinessChanged(writer, change.Alive);
        }
    }

    private Entity CreateEntity(CycloneParticipant participant, Topic topic, CycloneTopic cycloneTopic, EndpointQos qos)
    {
        var target = new ListenerTarget(this, reads: true);
        try
        {
            using var native = QosHandle.ForReader(qos);
            using var use = participant.Entity.Pin();
            using var topicUse = cycloneTopic.Entity.Pin();
            int id = DdsError.Check(dds_create_reader(use.Id, topicUse.Id, native.Pointer, target.Listener), "create a reader of", topic, qos);
            return new Entity(id, participant.Gate, target, null, cycloneTopic.Entity, participant.Entity);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }
}
