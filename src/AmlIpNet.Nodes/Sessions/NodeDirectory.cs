using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>
/// Knows which participant a node lives in, and what it speaks, from the ids at the end of the topics that it reads; and says when that
/// participant is gone. AML-IP's nodes announce nothing else that would tell. Lives on the participant's loop; holds no more than discovery does.
/// </summary>
internal sealed class NodeDirectory : IParticipantListener
{
    private readonly Dictionary<NodeId, Entry> _nodes = [];
    private readonly Dictionary<EntityGuid, HashSet<NodeId>> _nodesIn = [];
    private int _guardians;

    /// <summary>A node's participant is gone.</summary>
    public event Action<NodeId>? NodeLost;

    /// <summary>A server that takes part in auctions is there; and whether it also speaks the native plane.</summary>
    public event Action<NodeId, bool>? AuctionServerFound;

    /// <summary>A client that speaks the native plane is there.</summary>
    public event Action<NodeId>? NativeClientFound;

    /// <summary>A node is there, or back.</summary>
    public event Action<NodeId>? NodeFound;

    /// <summary>A server that speaks the native plane is there.</summary>
    public event Action<NodeId>? NativeServerFound;

    /// <summary>The first guardian is there, or the last one is gone.</summary>
    public event Action<bool>? GuardedChanged;

    /// <summary>Whether a guardian is there.</summary>
    public bool IsGuarded => _guardians > 0;

    /// <summary>The servers that speak the native plane.</summary>
    public IEnumerable<NodeId> NativeServers => _nodes.Where(node => (node.Value.Roles & Role.NativeServer) != 0).Select(node => node.Key);

    /// <summary>Nodes known to be there.</summary>
    public int Count => _nodes.Count;

    /// <summary>The servers that take part in auctions, and whether they also speak the native plane.</summary>
    public IEnumerable<(NodeId Node, bool IsNative)> AuctionServers => _nodes
        .Where(node => (node.Value.Roles & Role.AuctionServer) != 0).Select(node => (node.Key, (node.Value.Roles & Role.NativeServer) != 0));

    /// <summary>The clients that speak the native plane.</summary>
    public IEnumerable<NodeId> NativeClients => _nodes.Where(node => (node.Value.Roles & Role.NativeClient) != 0).Select(node => node.Key);

    /// <summary>Computing nodes that speak the native plane; a guardian is none. May be read from anywhere.</summary>
    public int Workers { get; private set; }

    /// <summary>Nodes that may send jobs: clients of the native plane, and AML-IP's nodes that are no servers.</summary>
    public int Clients => _nodes.Values.Count(node => (node.Roles & (Role.AuctionServer | Role.NativeServer)) == 0);

    /// <summary>Whether the node's participant is there.</summary>
    public bool IsPresent(NodeId node) => _nodes.ContainsKey(node);

    /// <summary>Whether the node is a server that speaks the native plane, as far as is known.</summary>
    public bool SpeaksNative(NodeId node) => _nodes.TryGetValue(node, out var entry) && (entry.Roles & Role.NativeServer) != 0;

    /// <inheritdoc/>
    public void OnEndpointDiscovered(EndpointInfo endpoint)
    {
        if (endpoint.Kind != EndpointKind.Reader || !TryParse(endpoint.TopicName, out var role, out var node)) return;
        // Others may read the topic too, a recorder for instance: the node itself did first.
        if (!_nodes.TryGetValue(node, out var entry))
        {
            _nodes.Add(node, entry = new Entry(endpoint.Participant));
            if (!_nodesIn.TryGetValue(endpoint.Participant, out var nodes)) _nodesIn.Add(endpoint.Participant, nodes = []);
            nodes.Add(node);
            NodeFound?.Invoke(node);
        }

        if (entry.Participant != endpoint.Participant || (entry.Roles & role) != 0) return;
        Workers -= entry.IsWorker;
        entry.Roles |= role;
        entry.IsGuardian |= role == Role.Guardian;
        Workers += entry.IsWorker;
        if (role == Role.Guardian && ++_guardians == 1) GuardedChanged?.Invoke(true);
        if (role == Role.NativeServer) NativeServerFound?.Invoke(node);
        if (role == Role.NativeClient) NativeClientFound?.Invoke(node);
        // A node of AmlIpNet creates its native reader first, so it is known by now what this one is.
        if (role == Role.AuctionServer) AuctionServerFound?.Invoke(node, (entry.Roles & Role.NativeServer) != 0);
    }

    /// <inheritdoc/>
    public void OnEndpointLost(EndpointInfo endpoint)
    {
        // A guardian that drains answers no more, though it is there.
        if (endpoint.Kind != EndpointKind.Reader || !TryParse(endpoint.TopicName, out var role, out var node) || role != Role.Guardian) return;
        if (_nodes.GetValueOrDefault(node) is { } entry && entry.Participant == endpoint.Participant) EndGuard(entry);
    }

    /// <inheritdoc/>
    public void OnParticipantLost(ParticipantInfo participant)
    {
        if (!_nodesIn.Remove(participant.Guid, out var nodes)) return;
        foreach (var node in nodes)
        {
            if (_nodes.GetValueOrDefault(node) is not { } entry || entry.Participant != participant.Guid) continue; // it has come back in another one
            _nodes.Remove(node);
            Workers -= entry.IsWorker;
            EndGuard(entry);
            NodeLost?.Invoke(node);
        }
    }

    private void EndGuard(Entry entry)
    {
        if ((entry.Roles & Role.Guardian) == 0) return;
        entry.Roles &= ~Role.Guardian;
        if (--_guardians == 0) GuardedChanged?.Invoke(false);
    }

    private static bool TryParse(string topic, out Role role, out NodeId node)
    {
        role = Role.None;
        if (NativeTopics.TryParseDirect(topic, out var native, out node))
        {
            role = native switch { NativeTopic.JobWork => Role.NativeServer, NativeTopic.JobOutcome => Role.NativeClient, NativeTopic.JobGuardian => Role.Guardian, _ => Role.None };
            return true;
        }

        if (!AmlIpTopics.TryParseDirect(topic, out var direct, out node)) return false;
        if (direct == DirectTopic.JobTaskData) role = Role.AuctionServer;
        return true;
    }

    [Flags]
    private enum Role
    {
        None = 0,
        AuctionServer = 1,
        NativeServer = 2,
        NativeClient = 4,
        Guardian = 8,
    }

    private sealed class Entry(EntityGuid participant)
    {
        public readonly EntityGuid Participant = participant;
        public Role Roles;

        public bool IsGuardian; // also one that drains

        public int IsWorker => !IsGuardian && (Roles & Role.NativeServer) != 0 ? 1 : 0;
    }
}
