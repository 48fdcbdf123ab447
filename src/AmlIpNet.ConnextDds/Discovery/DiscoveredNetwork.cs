using System.Collections.Concurrent;
using AmlIpNet.Dds;
using Rti.Dds.Core;
using Rti.Dds.Domain;
using Rti.Dds.Subscription;
using Rti.Dds.Topics;

namespace AmlIpNet.ConnextDds;

/// <summary>
/// The participants and endpoints that a participant has discovered, and its own endpoints. Changes come from Connext's builtin topics and are
/// made and reported on the loop; other threads may read. The order is kept for listeners: the last samples, unmatched, endpoint lost,
/// participant lost.
/// </summary>
internal sealed class DiscoveredNetwork(ConnextParticipant owner, IParticipantListener listener) : ILoopItem
{
    private readonly ConcurrentDictionary<InstanceHandle, ParticipantInfo> _participants = new();
    private readonly ConcurrentDictionary<ulong, EndpointInfo> _endpoints = new();
    private readonly ConcurrentDictionary<InstanceHandle, ulong> _handles = new();
    private readonly Queue<ParticipantInfo> _discovered = new();
    private readonly Queue<News> _news = new();
    private readonly Queue<News> _lostParticipants = new(); // after their endpoints
    private DataReader<ParticipantBuiltinTopicData>? _participantReader;
    private DataReader<PublicationBuiltinTopicData>? _writerReader;
    private DataReader<SubscriptionBuiltinTopicData>? _readerReader;
    private long _lastHandle;
    private int _signalled;
    private bool _draining;

    /// <summary>The other participants.</summary>
    public IReadOnlyList<ParticipantInfo> Participants => [.. _participants.Values];

    /// <summary>The other participants' endpoints.</summary>
    public IReadOnlyList<EndpointInfo> Endpoints => [.. _endpoints.Values.Where(IsRemote)];

    /// <summary>Looks up the builtin readers, before the participant is enabled.</summary>
    public void Open(DomainParticipant participant)
    {
        _participantReader = RtiApi.Builtin<ParticipantBuiltinTopicData>(participant, Subscriber.ParticipantBuiltinTopicName, Signal);
        _writerReader = RtiApi.Builtin<PublicationBuiltinTopicData>(participant, Subscriber.PublicationBuiltinTopicName, Signal);
        _readerReader = RtiApi.Builtin<SubscriptionBuiltinTopicData>(participant, Subscriber.SubscriptionBuiltinTopicName, Signal);
    }

    /// <summary>There may be something new.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0) owner.Loop.Post(this);
    }

    void ILoopItem.Run()
    {
        Interlocked.Exchange(ref _signalled, 0);
        Drain();
    }

    /// <summary>The endpoint of a handle of ours, if it is there now.</summary>
    public EndpointInfo? Find(ulong handle) => _endpoints.GetValueOrDefault(handle);

    /// <summary>The endpoint of a handle of Connext's, if it is there now.</summary>
    public EndpointInfo? Find(InstanceHandle handle) => _handles.TryGetValue(handle, out ulong own) ? Find(own) : null;

    /// <summary>Our handle for one of Connext's; an endpoint that discovery has yet to tell of has one too.</summary>
    public ulong ToHandle(InstanceHandle handle) => _handles.GetOrAdd(handle, static (_, self) => (ulong)Interlocked.Increment(ref self._lastHandle), this);

    /// <summary>Takes in an endpoint of this participant, of which the builtin topics do not tell.</summary>
    public void AddOwn(InstanceHandle handle, Func<ulong, EndpointInfo> describe) => _endpoints[ToHandle(handle)] = describe(ToHandle(handle));

    /// <summary>An endpoint of this participant is gone.</summary>
    public void RemoveOwn(InstanceHandle handle)
    {
        if (_handles.TryRemove(handle, out ulong own)) _endpoints.TryRemove(own, out _);
    }

    /// <summary>Reports what has been discovered and what has been lost since the last time, one thing at a time.</summary>
    public void Drain()
    {
        if (_draining || _readerReader is null) return; // called by a listener that runs inside: the outer call goes on
        _draining = true;
        bool done = false;
        try
        {
            TakeParticipants();
            Take(_writerReader!, RtiApi.Describe);
            Take(_readerReader, RtiApi.Describe);
            while (_news.TryDequeue(out var news) || _lostParticipants.TryDequeue(out news)) Tell(news);
            done = true;
        }
        finally
        {
            _draining = false;
            if (!done) Signal(); // a listener failed, and the rest must still be heard
        }
    }

    /// <summary>Reports the known endpoints that a new one of ours cannot match.</summary>
    public void ExamineAll(LocalEndpoint local)
    {
        foreach (var endpoint in _endpoints.Values) local.Examine(endpoint);
    }

    private void TakeParticipants()
    {
        using var samples = _participantReader!.Take();
        foreach (var sample in samples)
        {
            var handle = sample.Info.InstanceHandle;
            if (!sample.Info.ValidData)
            {
                _lostParticipants.Enqueue(new News(handle));
                continue;
            }

            var info = RtiApi.Describe(sample.Data);
            if (info.Guid != owner.Guid && _participants.TryAdd(handle, info)) _discovered.Enqueue(info);
        }

        while (_discovered.TryDequeue(out var participant)) listener.OnParticipantDiscovered(participant);
    }

    private void Take<T>(DataReader<T> reader, Func<T, ulong, EndpointInfo> describe)
    {
        using var samples = reader.Take();
        foreach (var sample in samples)
        {
            var handle = sample.Info.InstanceHandle;
            _news.Enqueue(sample.Info.ValidData ? new News(handle, describe(sample.Data, ToHandle(handle))) : new News(handle));
        }
    }

    private void Tell(News news)
    {
        if (news.Endpoint is { } found) Discover(found);
        else if (_participants.TryGetValue(news.Handle, out var participant)) Lose(news.Handle, participant);
        else if (Find(news.Handle) is { } endpoint) Lose(news.Handle, endpoint);
    }

    private void Discover(EndpointInfo endpoint)
    {
        if (!_participants.Values.Any(p => p.Guid == endpoint.Participant)) TakeParticipants(); // it came just now
        bool known = _endpoints.ContainsKey(endpoint.Handle);
        _endpoints[endpoint.Handle] = endpoint;
        try
        {
            if (!known) listener.OnEndpointDiscovered(endpoint);
        }
        finally
        {
            foreach (var local in owner.LocalEndpoints) local.Examine(endpoint);
        }
    }

    private void Lose(InstanceHandle handle, ParticipantInfo participant)
    {
        foreach (var (its, own) in _handles)
        {
            if (Find(own) is { } endpoint && endpoint.Participant == participant.Guid) Lose(its, endpoint);
        }

        _participants.TryRemove(handle, out _);
        listener.OnParticipantLost(participant);
    }

    private void Lose(InstanceHandle handle, EndpointInfo endpoint)
    {
        foreach (var local in owner.LocalEndpoints) local.Lose(endpoint);
        _endpoints.TryRemove(endpoint.Handle, out _);
        _handles.TryRemove(handle, out _);
        listener.OnEndpointLost(endpoint);
    }

    private bool IsRemote(EndpointInfo endpoint) => endpoint.Participant != owner.Guid;

    /// <summary>An endpoint that was found or has changed; without one, what is lost.</summary>
    private readonly record struct News(InstanceHandle Handle, EndpointInfo? Endpoint = null);
}
