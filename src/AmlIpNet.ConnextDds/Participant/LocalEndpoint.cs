using System.Collections.Concurrent;
using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;
using Rti.Dds.Core;

namespace AmlIpNet.ConnextDds;

/// <summary>
/// What a reader and a writer of ours have in common: events that are handled on the participant's loop, the endpoints that it is matched with,
/// and those that it cannot match.
/// </summary>
internal abstract partial class LocalEndpoint(ConnextParticipant participant, Topic topic, EndpointQos qos, EntityGuid guid) : ILoopItem, IDisposable
{
    private readonly Dictionary<ulong, EndpointInfo> _matched = [];
    private readonly HashSet<ulong> _mismatched = [];
    private readonly ConcurrentQueue<InstanceHandle> _newMatches = new();
    private int _signals;
    private volatile bool _ready;
    private volatile int _matchedCount;
    private int _disposed;

    [Flags]
    protected enum Signals
    {
        None = 0,
        Data = 1,
        Matches = 2,
        Liveliness = 4,
        All = 7,
    }

    public abstract EndpointKind Kind { get; }

    public Topic Topic => topic;

    public EntityGuid Guid => guid;

    protected ConnextParticipant Participant => participant;

    protected EndpointQos Qos => qos;

    protected int MatchedCount => _matchedCount;

    protected bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>Connext's handles of the endpoints that it is matched with now.</summary>
    protected abstract IEnumerable<InstanceHandle> MatchedHandles { get; }

    void ILoopItem.Run()
    {
        var signals = (Signals)Interlocked.Exchange(ref _signals, 0);
        if (!_ready || IsDisposed) return;
        bool done = false;
        try
        {
            Handle(signals);
            done = true;
        }
        catch (Exception) when (IsDisposed)
        {
            done = true; // disposed by another thread meanwhile
        }
        finally
        {
            if (!done) Signal(signals); // a listener failed, and the rest must still be heard
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        participant.Remove(this);
        _matchedCount = 0;
        DisposeEntity();
    }

    /// <summary>Finishes with an endpoint that is lost: what it sent is delivered first.</summary>
    public void Lose(EndpointInfo other)
    {
        _mismatched.Remove(other.Handle);
        if (IsDisposed || other.Kind == Kind || other.TopicName != topic.Name) return;
        ReportMatched(); // it may have come and gone in one go
        if (!_matched.ContainsKey(other.Handle)) return;
        DeliverPending();
        Unmatch(other.Handle);
    }

    /// <summary>Looks at an endpoint that was discovered: a match that was waiting for it, or one that cannot match, reported once.</summary>
    public void Examine(EndpointInfo other)
    {
        if (!_ready || IsDisposed || other.Kind == Kind || other.TopicName != topic.Name) return;
        Signal(Signals.Matches);
        if (Mismatch(other) is { } mismatch && _mismatched.Add(other.Handle)) OnMismatch(mismatch);
    }

    /// <summary>Marks the endpoint as there. From here on events are handled.</summary>
    protected void Attach(InstanceHandle handle)
    {
        participant.Network.AddOwn(handle, own => new EndpointInfo(Kind, guid, participant.Guid, own, topic.Name, topic.Type.Name, qos) { Representations = [DataRepresentation.Xcdr1] });
        participant.Add(this);
        _ready = true;
        Signal(Signals.All); // what happened before now was not looked at
        participant.Loop.Post(() => participant.Network.ExamineAll(this));
    }

    protected void Signal(Signals signals)
    {
        if (Interlocked.Or(ref _signals, (int)signals) == 0) participant.Loop.Post(this);
    }

    protected virtual void Handle(Signals signals)
    {
        if ((signals & Signals.Matches) != 0) RefreshMatches();
    }

    protected bool IsMatched(ulong handle) => _matched.ContainsKey(handle);

    /// <summary>Reports what has matched and what has unmatched since the last time.</summary>
    protected void RefreshMatches()
    {
        participant.Network.Drain();
        ReportMatched();
        if (IsDisposed) return;
        var now = new HashSet<ulong>();
        foreach (var handle in MatchedHandles)
        {
            if (participant.Network.Find(handle) is not { } info) continue; // discovery is about to tell of it, and signals again
            now.Add(info.Handle);
            Match(info);
            if (IsDisposed) return;
        }

        ulong[] gone = [.. _matched.Keys.Where(handle => !now.Contains(handle))];
        if (gone.Length > 0) DeliverPending();
        foreach (ulong handle in gone) Unmatch(handle);
    }

    /// <summary>A match has begun or ended; called by Connext's threads.</summary>
    protected void OnMatch(InstanceHandle other, bool begins)
    {
        if (begins) _newMatches.Enqueue(other);
        Signal(Signals.Matches);
    }

    /// <summary>Connext found an endpoint of this topic that cannot match; what our own look at its QoS does not explain is logged.</summary>
    protected void Incompatible(string policy) => LogIncompatible(participant.Logger, topic.Name, Kind, policy);

    protected virtual void DeliverPending()
    {
    }

    protected abstract void DisposeEntity();

    protected abstract void OnMatched(EndpointInfo other);

    protected abstract void OnUnmatched(EndpointInfo other);

    protected abstract void OnMismatch(EndpointMismatch mismatch);

    /// <summary>Reports matches that have begun since the last time, also those that have ended by now.</summary>
    private void ReportMatched()
    {
        while (!IsDisposed && _newMatches.TryDequeue(out var handle))
        {
            if (participant.Network.Find(handle) is { } info) Match(info);
        }
    }

    private void Match(EndpointInfo info)
    {
        if (!_matched.TryAdd(info.Handle, info)) return;
        _matchedCount = _matched.Count;
        OnMatched(info);
    }

    private void Unmatch(ulong handle)
    {
        if (!_matched.Remove(handle, out var info)) return;
        _matchedCount = _matched.Count;
        if (!IsDisposed) OnUnmatched(info);
    }

    private EndpointMismatch? Mismatch(EndpointInfo other)
    {
        bool writes = Kind == EndpointKind.Writer;
        if (other.TypeName != topic.Type.Name)
            return new EndpointMismatch(topic.Name, "TypeName", writes ? topic.Type.Name : other.TypeName, writes ? other.TypeName : topic.Type.Name, other);
        if (!QosCompatibility.PartitionsMeet(qos.Partitions, other.Qos.Partitions)) return null;
        EquatableArray<DataRepresentation> own = [DataRepresentation.Xcdr1];
        var conflict = QosCompatibility.Find(writes ? qos : other.Qos, writes ? other.Qos : qos)
            ?? QosCompatibility.FindRepresentation(writes ? own : other.Representations, writes ? other.Representations : own);
        return conflict is { } c ? new EndpointMismatch(topic.Name, c.Policy, c.Offered, c.Requested, other) : null;
    }

    [LoggerMessage(EventId = 1800, Level = LogLevel.Debug, Message = "RTI Connext DDS tells the {Kind} of {Topic} of an endpoint with an incompatible policy {Policy}.")]
    private static partial void LogIncompatible(ILogger logger, string topic, EndpointKind kind, string policy);
}
