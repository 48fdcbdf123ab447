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
    private readonly Dictionary<EntityGuid, string> _names = [];
    private int _guardians;

    /// <summary>A node's participant is gone.</summary>
    public event Action<NodeId>? NodeLost;

    /// <summary>A node is gone that asked for jobs by auction; told after <see cref="NodeLost"/>.</summary>
    public event Action<NodeId>? AuctionClientLost;

    /// <summary>A server that takes part in auctions is there; and whether it also speaks the native plane.</summary>
    public event Action<NodeId, bool>? AuctionServerFound;

    /// <summary>A client that speaks the native plane is there.</summary>
    public event Action<NodeId>? NativeClientFound;

    /// <summary>A node of a data space is there, in this role.</summary>
    public event Action<NodeId, DataRole>? DataNodeFound;

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

    /// <summary>The nodes of data spaces that are there in this role.</summary>
    public IEnumerable<NodeId> DataNodes(DataRole role) => _nodes.Where(node => (node.Value.Roles & RoleOf(role)) != 0).Select(node => node.Key);

    /// <summary>How many nodes of data spaces are there, in whichever role.</summary>
    public int CountDataNodes() => _nodes.Values.Count(node => (node.Roles & Role.Data) != 0);

    /// <summary>Nodes known to be there.</summary>
    public int Count => _nodes.Count;

    /// <summary>The servers that take part in auctions, and whether they also speak the native plane.</summary>
    public IEnumerable<(NodeId Node, bool IsNative)> AuctionServers => _nodes
        .Where(node => (node.Value.Roles & Role.AuctionServer) != 0).Select(node => (node.Key, (node.Value.Roles & Role.NativeServer) != 0));

    /// <summary>The clients that speak the native plane.</summary>
    public IEnumerable<NodeId> NativeClients => _nodes.Where(node => (node.Value.Roles & Role.NativeClient) != 0).Select(node => node.Key);

    /// <summary>Computing nodes that speak the native plane; a guardian is none. May be read from anywhere.</summary>
    public int Workers { get; private set; }

    /// <summary>Nodes that may send jobs, on either plane.</summary>
    public int Clients => _nodes.Values.Count(node => (node.Roles & (Role.AuctionClient | Role.NativeClient)) != 0);

    /// <summary>Nodes that offer models.</summary>
    public int ModelSenders => _nodes.Values.Count(node => (node.Roles & Role.ModelSender) != 0);

    /// <summary>Nodes that ask for models.</summary>
    public int ModelReceivers => _nodes.Values.Count(node => (node.Roles & Role.ModelReceiver) != 0);

    /// <summary>Whether the node's participant is there.</summary>
    public bool IsPresent(NodeId node) => _nodes.ContainsKey(node);

    /// <summary>Whether the node is a server that speaks the native plane, as far as is known.</summary>
    public bool SpeaksNative(NodeId node) => _nodes.TryGetValue(node, out var entry) && (entry.Roles & Role.NativeServer) != 0;

    /// <inheritdoc/>
    public void OnParticipantDiscovered(ParticipantInfo participant) => _names[participant.Guid] = participant.Name;

    /// <inheritdoc/>
    public void OnEndpointDiscovered(EndpointInfo endpoint)
    {
        if (endpoint.Kind != EndpointKind.Reader || !TryParse(endpoint.TopicName, out var role, out var node)) return;
        // Others may read the topic too, a recorder for instance, and be discovered first: a node's own participant has its name.
        bool isNamed = _names.GetValueOrDefault(endpoint.Participant) == node.Name;
        if (!_nodes.TryGetValue(node, out var entry))
        {
            entry = Add(node, endpoint.Participant, isNamed);
        }
        else if (entry.Participant != endpoint.Participant)
        {
            if (!isNamed) return;
            Settle(node, endpoint.Participant);
            if (entry.IsNamed)
            {
                // It has started anew under its old id: that counts when the one before is lost.
                if (entry.Heir != endpoint.Participant) (entry.Heir, entry.HeirRoles) = (endpoint.Participant, Role.None);
                entry.HeirRoles |= role;
                return;
            }

            (entry.Participant, entry.IsNamed) = (endpoint.Participant, true);
        }

        Learn(node, entry, role);
    }

    private Entry Add(NodeId node, EntityGuid participant, bool isNamed)
    {
        var entry = new Entry { Participant = participant, IsNamed = isNamed };
        _nodes.Add(node, entry);
        Settle(node, participant);
        NodeFound?.Invoke(node);
        return entry;
    }

    private void Settle(NodeId node, EntityGuid participant)
    {
        if (!_nodesIn.TryGetValue(participant, out var nodes)) _nodesIn.Add(participant, nodes = []);
        nodes.Add(node);
    }

    private void Learn(NodeId node, Entry entry, Role role)
    {
        if ((entry.Roles & role) != 0) return;
        Workers -= entry.IsWorker;
        entry.Roles |= role;
        entry.IsGuardian |= role == Role.Guardian;
        Workers += entry.IsWorker;
        if (role == Role.Guardian && ++_guardians == 1) GuardedChanged?.Invoke(true);
        if (role == Role.NativeServer) NativeServerFound?.Invoke(node);
        if (role == Role.NativeClient) NativeClientFound?.Invoke(node);
        if (role == Role.DataWorker) DataNodeFound?.Invoke(node, DataRole.Worker);
        if (role == Role.DataCenter) DataNodeFound?.Invoke(node, DataRole.Center);
        if (role == Role.DataClient) DataNodeFound?.Invoke(node, DataRole.Client);
        // A node of AmlIpNet creates its native reader first, so it is known by now what this one is.
        if (role == Role.AuctionServer) AuctionServerFound?.Invoke(node, (entry.Roles & Role.NativeServer) != 0);
    }

    /// <inheritdoc/>
    public void OnEndpointLost(EndpointInfo endpoint)
    {
        // A guardian that drains answers no more, though it is there.
        if (endpoint.Kind != EndpointKind.Reader || !TryParse(endpoint.TopicName, out var role, out var node) || role != Role.Guardian) return;
        if (_nodes.GetValueOrDefault(node) is not { } entry) return;
        if (entry.Participant == endpoint.Participant) EndGuard(entry);
        else if (entry.Heir == endpoint.Participant) entry.HeirRoles &= ~Role.Guardian;
    }

    /// <inheritdoc/>
    public void OnParticipantLost(ParticipantInfo participant)
    {
        _names.Remove(participant.Guid);
        if (!_nodesIn.Remove(participant.Guid, out var nodes)) return;
        foreach (var node in nodes)
        {
            if (_nodes.GetValueOrDefault(node) is not { } entry) continue;
            if (entry.Heir == participant.Guid) entry.Heir = null;
            if (entry.Participant == participant.Guid) Lose(node, entry);
        }
    }

    private void Lose(NodeId node, Entry entry)
    {
        _nodes.Remove(node);
        Workers -= entry.IsWorker;
        EndGuard(entry);
        NodeLost?.Invoke(node);
        if ((entry.Roles & Role.AuctionClient) != 0) AuctionClientLost?.Invoke(node);
        if (entry.Heir is not { } heir) return;
        var next = Add(node, heir, isNamed: true);
        foreach (var role in s_roles)
        {
            if ((entry.HeirRoles & role) != 0) Learn(node, next, role);
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
            role = native switch
            {
                NativeTopic.JobWork => Role.NativeServer,
                NativeTopic.JobOutcome => Role.NativeClient,
                NativeTopic.JobGuardian => Role.Guardian,
                NativeTopic.DataWorker => Role.DataWorker,
                NativeTopic.DataClient => Role.DataClient,
                NativeTopic.DataCenter => Role.DataCenter,
                _ => Role.None,
            };
            return true;
        }

        if (!AmlIpTopics.TryParseDirect(topic, out var direct, out node)) return false;
        if (direct is DirectTopic.JobReplyAvailable or DirectTopic.InferenceReplyAvailable) return false; // healers read those of the dead
        role = direct switch
        {
            DirectTopic.JobTaskData => Role.AuctionServer,
            DirectTopic.JobTaskSolution => Role.AuctionClient,
            DirectTopic.ModelRequest => Role.ModelSender,
            DirectTopic.ModelReply => Role.ModelReceiver,
            _ => Role.None,
        };
        return true;
    }

    private static Role RoleOf(DataRole role) => role switch { DataRole.Worker => Role.DataWorker, DataRole.Center => Role.DataCenter, _ => Role.DataClient };

    [Flags]
    private enum Role
    {
        None = 0,
        AuctionServer = 1,
        NativeServer = 2,
        NativeClient = 4,
        Guardian = 8,
        AuctionClient = 16,
        DataWorker = 32,
        DataClient = 64,
        DataCenter = 128,
        ModelSender = 256,
        ModelReceiver = 512,
        Data = DataWorker | DataClient | DataCenter,
    }

    // The native ones first, as a node creates its readers.
    private static readonly Role[] s_roles = [Role.NativeServer, Role.NativeClient, Role.Guardian, Role.AuctionServer, Role.AuctionClient, Role.DataWorker, Role.DataClient, Role.DataCenter, Role.ModelSender, Role.ModelReceiver];

    private sealed class Entry
    {
        public required EntityGuid Participant;
        public required bool IsNamed; // as the node
        public Role Roles;
        public EntityGuid? Heir; // another participant of that name that says it is this node
        public Role HeirRoles;

        public bool IsGuardian; // also one that drains

        public int IsWorker => !IsGuardian && (Roles & Role.NativeServer) != 0 ? 1 : 0;
    }
}
