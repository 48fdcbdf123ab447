using AmlIpNet.Dds;

namespace AmlIpNet.CycloneDds;

/// <content>What is gone. The order is kept for listeners: the last samples, unmatched, endpoint lost, participant lost.</content>
internal sealed unsafe partial class DiscoveredNetwork
{
    /// <summary>Lost endpoints whose handles are remembered: Cyclone may list one as matched a little longer.</summary>
    private const int RememberedEndpoints = 1024;

    private readonly Queue<Loss> _losses = new();
    private readonly Queue<ulong> _lostOrder = new();
    private readonly HashSet<ulong> _lost = [];

    /// <summary>Whether the endpoint of a handle was reported lost.</summary>
    public bool IsLost(ulong handle) => _lost.Contains(handle);

    private void ReportLosses()
    {
        while (_losses.TryDequeue(out var loss))
        {
            if (loss.Endpoint != 0) LoseEndpoint(loss.Endpoint);
            else LoseParticipant(loss.Participant);
        }
    }

    private void LoseEndpoint(ulong handle)
    {
        if (!_endpoints.TryGetValue(handle, out var endpoint)) return;
        foreach (var local in _owner.LocalEndpoints) local.Lose(endpoint.Info);
        Remember(handle);
        _endpoints.TryRemove(handle, out _);
        if (endpoint.Info.Participant != _owner.Guid) _listener.OnEndpointLost(endpoint.Info);
    }

    private void LoseParticipant(EntityGuid guid)
    {
        if (!_participants.TryGetValue(guid, out var info)) return;
        foreach (var endpoint in _endpoints.Values)
        {
            if (endpoint.Info.Participant == guid) LoseEndpoint(endpoint.Info.Handle);
        }

        _participants.TryRemove(guid, out _);
        _listener.OnParticipantLost(info);
    }

    private void Remember(ulong handle)
    {
        if (_lost.Add(handle)) _lostOrder.Enqueue(handle);
        if (_lostOrder.Count > RememberedEndpoints) _lost.Remove(_lostOrder.Dequeue());
    }

    /// <summary>A lost endpoint, or a lost participant.</summary>
    private readonly record struct Loss(EntityGuid Participant, ulong Endpoint);
}
