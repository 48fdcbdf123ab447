using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>
/// Knows which participant a node lives in, from the ids at the end of the topics that it reads, and says when that participant
/// is gone. AML-IP's nodes announce nothing else that would tell. Lives on the participant's loop; holds no more than discovery does.
/// </summary>
internal sealed class NodeDirectory : IParticipantListener
{
    private readonly Dictionary<NodeId, EntityGuid> _participantOf = [];
    private readonly Dictionary<EntityGuid, HashSet<NodeId>> _nodesIn = [];
    private readonly HashSet<NodeId> _servers = [];

    /// <summary>A node's participant is gone.</summary>
    public event Action<NodeId>? NodeLost;

    /// <summary>A Computing node, or another server of the service, is there.</summary>
    public event Action<NodeId>? ServerFound;

    /// <summary>The servers that are there.</summary>
    public IEnumerable<NodeId> Servers => _servers;

    /// <summary>Nodes known to be there.</summary>
    public int Count => _participantOf.Count;

    /// <summary>Whether the node's participant is there.</summary>
    public bool IsPresent(NodeId node) => _participantOf.ContainsKey(node);

    /// <inheritdoc/>
    public void OnEndpointDiscovered(EndpointInfo endpoint)
    {
        if (endpoint.Kind != EndpointKind.Reader || !AmlIpTopics.TryParseDirect(endpoint.TopicName, out var kind, out var node)) return;
        // Others may read the topic too, a recorder for instance: the node itself did first.
        if (_participantOf.TryAdd(node, endpoint.Participant))
        {
            if (!_nodesIn.TryGetValue(endpoint.Participant, out var nodes)) _nodesIn.Add(endpoint.Participant, nodes = []);
            nodes.Add(node);
        }

        if (kind == DirectTopic.JobTaskData && _participantOf[node] == endpoint.Participant && _servers.Add(node)) ServerFound?.Invoke(node);
    }

    /// <inheritdoc/>
    public void OnParticipantLost(ParticipantInfo participant)
    {
        if (!_nodesIn.Remove(participant.Guid, out var nodes)) return;
        foreach (var node in nodes)
        {
            if (_participantOf.GetValueOrDefault(node) != participant.Guid) continue; // it has come back in another one
            _participantOf.Remove(node);
            _servers.Remove(node);
            NodeLost?.Invoke(node);
        }
    }
}
