using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

// How busy the Computing nodes are. A busy one says so twenty times a second: those who watch hear of mere numbers less often.
internal sealed partial class StatusTable
{
    private const int MaxProbes = 256;

    private readonly DirectWriters _probes;
    private readonly TimeSpan _loadPeriod;
    private readonly LoopTimer _loadTimer;
    private readonly Dictionary<NodeId, NodeLoad> _loads = []; // also of nodes whose status is still to come
    private readonly Dictionary<ulong, NodeId> _loadWriters = [];
    private bool _refusesLoads;
    private readonly HashSet<NodeId> _untold = []; // whose numbers the watchers have not heard yet

    private void OnAvailability(in Sample sample)
    {
        if (!AvailabilityMessage.TryRead(sample.Header.Span, out var message, out var attributes, out var held) || !message.Server.IsAddressable)
        {
            NodeLog.Malformed(_host.Logger, NativeTopics.Availability(ServiceName.Job).Name);
            return;
        }

        if (!Remember(sample.Writer, message.Server)) return;
        var load = message.Load;
        int running = load.State == ServerState.Open ? load.Slots - load.Free : held.Count;
        string? host = attributes.TryGet("host"u8, out var name) ? SafeText.Format(name) : null;
        SetLoad(message.Server, new NodeLoad(
            load.Slots, Math.Clamp(running, 0, load.Slots), (long)message.Done, (long)message.Failed, host, load.State != ServerState.Open, IsSuspected: false), Now());
    }

    private void OnLiveliness(EndpointInfo writer, bool alive)
    {
        if (!_loadWriters.TryGetValue(writer.Handle, out var id)) return;
        if (alive) _probes.Remove(id);
        else _probes.Probe(id, _host.Id);
        if (_loads.TryGetValue(id, out var load)) SetLoad(id, load with { IsSuspected = !alive }, null);
    }

    private void OnAvailabilityGone(EndpointInfo writer)
    {
        if (_loadWriters.Remove(writer.Handle, out var id)) Drop(id);
    }

    /// <summary>A writer speaks for one node at a time: one that goes through ids must not fill the table.</summary>
    private bool Remember(ulong writer, NodeId id)
    {
        if (!_loadWriters.TryGetValue(writer, out var before))
        {
            if (_loadWriters.Count >= _capacity) return Refuse(id);
        }
        else if (before != id)
        {
            Drop(before);
        }

        _loadWriters[writer] = id;
        return true;
    }

    private void Drop(NodeId id)
    {
        _probes.Remove(id);
        lock (_lock)
        {
            if (!_nodes.ContainsKey(id)) _loads.Remove(id);
        }
    }

    /// <summary>Makes room for one more load where a node that is gone has one.</summary>
    private bool HasRoom()
    {
        if (_loads.Count < _capacity) return true;
        foreach (var id in _loads.Keys)
        {
            if (!_nodes.TryGetValue(id, out var status) || status.State == NodeState.Dropped) return _loads.Remove(id);
        }

        return false;
    }

    private bool Refuse(NodeId id)
    {
        if (!_refusesLoads) NodeLog.LoadRefused(_host.Logger, id, _capacity);
        _refusesLoads = true;
        return false;
    }

    private void SetLoad(NodeId id, NodeLoad load, DateTimeOffset? heard)
    {
        lock (_lock)
        {
            var before = _loads.GetValueOrDefault(id);
            if (before == load || before is null && !HasRoom() && !Refuse(id)) return;
            _loads[id] = load;
            if (!_nodes.TryGetValue(id, out var status)) return;
            _nodes[id] = status = status with { Load = load, LastSeen = heard ?? status.LastSeen };
            if (before is null || (before.Slots, before.IsDraining, before.IsSuspected) != (load.Slots, load.IsDraining, load.IsSuspected)) Tell(status);
            else _untold.Add(id);
            if (_untold.Count > 0 && !_loadTimer.IsArmed) _loadTimer.Arm(_loadPeriod);
        }
    }

    private void TellLoads()
    {
        lock (_lock)
        {
            foreach (var id in _untold.ToArray()) Tell(_nodes[id]);
        }
    }
}
