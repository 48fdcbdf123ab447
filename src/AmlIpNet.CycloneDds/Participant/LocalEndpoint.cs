using System.Collections.Concurrent;
using AmlIpNet.Dds;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// What a reader and a writer of ours have in common: an entity whose events are handled on the participant's loop, the
/// endpoints that it is matched with, and those that it cannot match.
/// </summary>
internal abstract unsafe class LocalEndpoint : ISignalSink, ILoopItem, IDisposable
{
    private readonly CycloneTopic _cycloneTopic;
    private readonly Dictionary<ulong, EndpointInfo> _matched = [];
    private readonly HashSet<ulong> _mismatched = [];
    private readonly ConcurrentQueue<ulong> _newMatches = new();
    private Entity? _entity;
    private ulong[] _handles = new ulong[16];
    private int _signals;
    private volatile bool _ready;
    private volatile int _matchedCount;
    private int _disposed;

    protected LocalEndpoint(CycloneParticipant participant, Topic topic, CycloneTopic cycloneTopic, EndpointQos qos)
    {
        Participant = participant;
        Topic = topic;
        Qos = qos;
        _cycloneTopic = cycloneTopic;
    }

    /// <summary>Whether it is a writer or a reader.</summary>
    public abstract EndpointKind Kind { get; }

    /// <summary>The topic.</summary>
    public Topic Topic { get; }

    /// <summary>The GUID.</summary>
    public EntityGuid Guid { get; private set; }

    protected CycloneParticipant Participant { get; }

    protected EndpointQos Qos { get; }

    protected CycloneTopic CycloneTopic => _cycloneTopic;

    protected int MatchedCount => _matchedCount;

    protected bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    protected Entity Entity => _entity ?? throw new InvalidOperationException("The entity is not created yet.");

    /// <inheritdoc/>
    public void Signal(Signals signals)
    {
        if (Interlocked.Or(ref _signals, (int)signals) == 0) Participant.Loop.Post(this);
    }

    /// <inheritdoc/>
    public void SignalMatched(ulong endpoint) => _newMatches.Enqueue(endpoint);

    /// <inheritdoc/>
    public virtual void SignalLiveliness(ulong writer, bool alive)
    {
    }

    void ILoopItem.Run()
    {
        var signals = (Signals)Interlocked.Exchange(ref _signals, 0);
        if (!_ready || IsDisposed) return;
        bool done = false;
        try
        {
            done = Handle(signals);
        }
        catch (ObjectDisposedException) when (IsDisposed)
        {
            done = true; // disposed by another thread meanwhile
        }
        finally
        {
            if (!done) Signal(signals); // more to do, or a listener failed and the rest must still be heard
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Participant.Remove(this);
        _matchedCount = 0;
        OnDispose();
        _entity?.Dispose();
        Participant.ReleaseTopic(Topic, _cycloneTopic);
    }

    /// <summary>Whether it is matched with the endpoint of that handle.</summary>
    public bool IsMatched(ulong handle) => _matched.ContainsKey(handle);

    /// <summary>Finishes with a remote endpoint that is lost: what it sent is delivered first.</summary>
    public void Lose(EndpointInfo other)
    {
        _mismatched.Remove(other.Handle);
        if (IsDisposed || other.Kind == Kind || other.TopicName != Topic.Name) return;
        ReportMatched(); // it may have come and gone in one go
        DeliverPending();
        Unmatch(other.Handle);
    }

    /// <summary>Reports a remote endpoint of the other kind on the same topic that cannot match, once.</summary>
    public void Examine(DiscoveredEndpoint other)
    {
        var info = other.Info;
        if (IsDisposed || info.Kind == Kind || info.TopicName != Topic.Name || _mismatched.Contains(info.Handle)) return;
        if (Mismatch(other) is not { } mismatch) return;
        _mismatched.Add(info.Handle);
        OnMismatch(mismatch);
    }

    /// <summary>Takes over the created entity. From here on events are handled.</summary>
    protected void Attach(Entity entity)
    {
        _entity = entity;
        Guid = entity.ReadGuid();
        Participant.Add(this);
        _ready = true;
        Signal(Signals.All); // what happened before now was not looked at
        Participant.Loop.Post(() => Participant.Network.ExamineAll(this));
    }

    /// <summary>Handles events; false asks to be called again.</summary>
    protected virtual bool Handle(Signals signals)
    {
        if ((signals & Signals.Matches) != 0) RefreshMatches();
        return true;
    }

    /// <summary>Lets go what the endpoint holds besides its entity.</summary>
    protected virtual void OnDispose()
    {
    }

    /// <summary>Delivers what has arrived, before its writer is reported gone.</summary>
    protected virtual void DeliverPending()
    {
    }

    protected abstract int GetMatched(int entity, ulong* handles, int count);

    protected abstract Interop.dds_builtintopic_endpoint_t* GetMatchedData(int entity, ulong handle);

    protected abstract void OnMatched(EndpointInfo other);

    protected abstract void OnUnmatched(EndpointInfo other);

    protected abstract void OnMismatch(EndpointMismatch mismatch);

    /// <summary>Reports what has matched since the last time, also what is gone by now.</summary>
    /// <returns>How many of <see cref="_handles"/> are Cyclone's matches now.</returns>
    protected int ReportMatched()
    {
        Participant.Network.Collect();
        while (_newMatches.TryDequeue(out ulong handle)) Match(handle);
        int count = ReadMatched();
        for (int i = 0; i < count; i++) Match(_handles[i]);
        return count;
    }

    /// <summary>Reports what has matched and what has unmatched since the last time.</summary>
    protected void RefreshMatches()
    {
        Participant.Network.Drain();
        int count = ReportMatched();
        var now = _handles.AsSpan(0, count);
        List<ulong>? gone = null;
        foreach (ulong handle in _matched.Keys)
        {
            if (!now.Contains(handle)) (gone ??= []).Add(handle);
        }

        if (gone is null || IsDisposed) return;
        DeliverPending();
        foreach (ulong handle in gone) Unmatch(handle);
    }

    private void Match(ulong handle)
    {
        if (IsDisposed || _matched.ContainsKey(handle) || Participant.Network.IsLost(handle)) return;
        if ((Participant.Network.Find(handle) ?? Ask(handle)) is not { } info) return;
        _matched.Add(handle, info);
        _matchedCount = _matched.Count;
        OnMatched(info);
    }

    private void Unmatch(ulong handle)
    {
        if (!_matched.Remove(handle, out var info)) return;
        _matchedCount = _matched.Count;
        if (!IsDisposed) OnUnmatched(info);
    }

    private int ReadMatched()
    {
        using var use = Entity.Pin();
        while (true)
        {
            int count;
            fixed (ulong* handles = _handles) count = GetMatched(use.Id, handles, _handles.Length);
            DdsError.Check(count, "list the matches of", Topic);
            if (count <= _handles.Length) return count;
            _handles = new ulong[count * 2];
        }
    }

    /// <summary>Asks Cyclone for an endpoint that discovery has not told of.</summary>
    private EndpointInfo? Ask(ulong handle)
    {
        using var use = Entity.Pin();
        var data = GetMatchedData(use.Id, handle);
        if (data == null) return null;
        try
        {
            var endpoint = DiscoveredEndpoint.Read(*data, Kind == EndpointKind.Reader ? EndpointKind.Writer : EndpointKind.Reader, handle);
            Participant.Network.Discover(endpoint);
            return endpoint.Info;
        }
        finally
        {
            Interop.dds_builtintopic_free_endpoint(data);
        }
    }

    private EndpointMismatch? Mismatch(DiscoveredEndpoint other)
    {
        var info = other.Info;
        bool writes = Kind == EndpointKind.Writer;
        if (info.TypeName != Topic.Type.Name)
        {
            return new EndpointMismatch(Topic.Name, "TypeName", writes ? Topic.Type.Name : info.TypeName, writes ? info.TypeName : Topic.Type.Name, info);
        }

        if (!QosCompatibility.PartitionsMeet(Qos.Partitions, info.Qos.Partitions)) return null;
        var conflict = QosCompatibility.Find(writes ? Qos : info.Qos, writes ? info.Qos : Qos) ?? other.RepresentationConflict;
        return conflict is { } c ? new EndpointMismatch(Topic.Name, c.Policy, c.Offered, c.Requested, info) : null;
    }
}
