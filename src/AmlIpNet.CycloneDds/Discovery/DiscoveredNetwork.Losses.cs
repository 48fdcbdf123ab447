using System.Collections.Concurrent;
using AmlIpNet.Dds;

namespace AmlIpNet.CycloneDds;

/// <content>What is gone. The order is kept for listeners: the last samples, unmatched, endpoint lost, participant lost.</content>
internal sealed unsafe partial class DiscoveredNetwork
{
    /// <summary>Lost endpoints that can still be looked up, for samples that are delivered after their writer's end.</summary>
    private const int RememberedEndpoints = 1024;

    private readonly Queue<Loss> _losses = new();
    private readonly Queue<ulong> _lostOrder = new();
    private readonly ConcurrentDictionary<ulong, EndpointInfo> _lost = new();

    /// <summary>Whether the endpoint of a handle was reported lost; Cyclone may list it as matched a little longer.</summary>
    public bool IsLost(ulong handle) => _lost.ContainsKey(handle);

    /// <summary>The endpoint of a handle, if it is or was there.</summary>
    public EndpointInfo? FindOrRecall(ulong handle) => Find(handle) ?? (_lost.TryGetValue(handle, out var info) ? info : null);

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
        foreach (var local in _owner.LocalEndpoints) local.Lose(handle);
        Remember(endpoint.Info);
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

    private void Remember(EndpointInfo info)
    {
        _lost[info.Handle] = info;
        _lostOrder.Enqueue(info.Handle);
        if (_lostOrder.Count > RememberedEndpoints) _lost.TryRemove(_lostOrder.Dequeue(), out _);
    }

    /// <summary>A lost endpoint, or a lost participant.</summary>
    private readonly record struct Loss(EntityGuid Participant, ulong Endpoint);
}
