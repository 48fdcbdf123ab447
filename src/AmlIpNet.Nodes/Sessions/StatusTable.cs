using System.Threading.Channels;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>What a Status node knows: the last state of every node, and who wants to hear of changes. A node whose status writer vanishes
/// without having said "dropped" is lost: its process died, or it cannot be reached.</summary>
internal sealed partial class StatusTable
{
    private readonly Lock _lock = new();
    private readonly NodeHost _host;
    private readonly int _capacity;
    private readonly Dictionary<NodeId, NodeStatus> _nodes = [];
    private readonly List<NodeId> _order = [];
    private readonly Dictionary<ulong, HashSet<NodeId>> _writers = [];
    private readonly List<ChannelWriter<NodeStatus>> _watchers = [];
    private long _droppedChanges;
    private bool _completed;

    public StatusTable(NodeHost host, StatusNodeOptions options)
    {
        _host = host;
        _capacity = options.MaxNodes;
        _loadPeriod = options.LoadPeriod;
        _loadTimer = host.Loop.CreateTimer(TellLoads);
        _probes = new DirectWriters(host.Participant, server => NativeTopics.Work(ServiceName.Job, server), host.Qos.GetWriterQos("amlipnet::work"), MaxProbes, host.Logger);
        if (options.NativePlane)
        {
            host.Participant.CreateReader(NativeTopics.Availability(ServiceName.Job), host.Qos.GetReaderQos("amlipnet::availability"),
                new SampleSink(OnAvailability, host.Logger) { Unmatched = OnAvailabilityGone, LivelinessChanged = OnLiveliness });
        }

        host.Participant.CreateReader(AmlIpTopics.Status, host.Qos.GetReaderQos("amlip::status"), new SampleSink(OnStatus, host.Logger) { Unmatched = OnWriterGone });
    }

    public long DroppedChanges => Interlocked.Read(ref _droppedChanges);

    public void CountDroppedChange() => Interlocked.Increment(ref _droppedChanges);

    public IReadOnlyList<NodeStatus> Snapshot()
    {
        lock (_lock) return [.. _order.Select(id => _nodes[id])];
    }

    /// <summary>Nodes known, dropped ones included.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _nodes.Count;
        }
    }

    /// <summary>Nodes but this one that are not dropped.</summary>
    public int CountOthers(NodeId self)
    {
        lock (_lock) return _nodes.Values.Count(node => node.State != NodeState.Dropped && node.Id != self);
    }

    /// <summary>Tells a watcher all that is known, and then every change.</summary>
    /// <returns>False when nothing will change any more.</returns>
    public bool Subscribe(ChannelWriter<NodeStatus> watcher)
    {
        lock (_lock)
        {
            foreach (var id in _order) watcher.TryWrite(_nodes[id]);
            if (_completed) return watcher.TryComplete();
            _watchers.Add(watcher);
            return true;
        }
    }

    public void Unsubscribe(ChannelWriter<NodeStatus> watcher)
    {
        lock (_lock) _watchers.Remove(watcher);
    }

    public void Complete()
    {
        lock (_lock)
        {
            foreach (var id in _untold.ToArray()) Tell(_nodes[id]);
            _completed = true;
            foreach (var watcher in _watchers) watcher.TryComplete();
        }
    }

    private void OnStatus(in Sample sample)
    {
        if (!StatusMessage.TryRead(sample.Header.Span, out var message))
        {
            NodeLog.Malformed(_host.Logger, AmlIpTopics.Status.Name);
            return;
        }

        if (!_writers.TryGetValue(sample.Writer, out var nodes)) _writers.Add(sample.Writer, nodes = []);
        if (nodes.Count < _capacity) nodes.Add(message.Id);
        Record(new NodeStatus(message.Id, message.Kind, message.State, Now()) { Host = HostOf(sample.Writer) });
    }

    private string? HostOf(ulong writer) => _host.Participant.FindWriter(writer)?.Participant is not { } guid ? null
        : guid == _host.Participant.Guid ? Environment.MachineName
        : _host.Participant.FindParticipant(guid)?.Host;

    private void OnWriterGone(EndpointInfo writer)
    {
        if (!_writers.Remove(writer.Handle, out var nodes)) return;
        foreach (var id in nodes)
        {
            if (_nodes.TryGetValue(id, out var status) && status.State != NodeState.Dropped)
            {
                Record(status with { State = NodeState.Dropped, LastSeen = Now(), IsLost = true });
            }
        }
    }

    private void Record(NodeStatus status)
    {
        lock (_lock)
        {
            if (!_nodes.ContainsKey(status.Id))
            {
                if (_order.Count >= _capacity) Forget();
                _order.Add(status.Id);
            }

            Tell(_nodes[status.Id] = status with { Load = _loads.GetValueOrDefault(status.Id) });
        }
    }

    private void Tell(NodeStatus status)
    {
        _untold.Remove(status.Id);
        foreach (var watcher in _watchers) watcher.TryWrite(status);
    }

    private void Forget()
    {
        var victim = _order.MinBy(id => (_nodes[id].State == NodeState.Dropped ? 0 : 1, _nodes[id].LastSeen));
        _order.Remove(victim);
        _nodes.Remove(victim);
        _loads.Remove(victim);
        _untold.Remove(victim);
    }

    private DateTimeOffset Now() => _host.Loop.Time.GetUtcNow();
}
