using System.Collections.Concurrent;
using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// The participants and endpoints that a participant has discovered. Changes come from Cyclone's builtin topics and are made and
/// reported on the loop; other threads may read.
/// </summary>
internal sealed unsafe partial class DiscoveredNetwork : ISignalSink, ILoopItem, IDisposable
{
    private readonly CycloneParticipant _owner;
    private readonly IParticipantListener _listener;
    private readonly ConcurrentDictionary<EntityGuid, ParticipantInfo> _participants = new();
    private readonly ConcurrentDictionary<ulong, DiscoveredEndpoint> _endpoints = new();
    private readonly BuiltinReader _participantReader;
    private readonly BuiltinReader _writerReader;
    private readonly BuiltinReader _readerReader;
    private readonly BuiltinReader.SampleHandler _takeParticipant;
    private readonly BuiltinReader.SampleHandler _takeWriter;
    private readonly BuiltinReader.SampleHandler _takeReader;
    private int _signals;
    private volatile bool _ready;
    private bool _collecting;

    public DiscoveredNetwork(CycloneParticipant owner, IParticipantListener listener)
    {
        _owner = owner;
        _listener = listener;
        _takeParticipant = TakeParticipant;
        _takeWriter = (data, handle, valid, alive) => TakeEndpoint(data, EndpointKind.Writer, handle, valid, alive);
        _takeReader = (data, handle, valid, alive) => TakeEndpoint(data, EndpointKind.Reader, handle, valid, alive);
        _participantReader = new BuiltinReader(owner, DDS_BUILTIN_TOPIC_DCPSPARTICIPANT, this);
        _writerReader = new BuiltinReader(owner, DDS_BUILTIN_TOPIC_DCPSPUBLICATION, this);
        _readerReader = new BuiltinReader(owner, DDS_BUILTIN_TOPIC_DCPSSUBSCRIPTION, this);
    }

    /// <summary>The other participants.</summary>
    public IReadOnlyList<ParticipantInfo> Participants => [.. _participants.Values];

    /// <summary>The other participants' endpoints.</summary>
    public IReadOnlyList<EndpointInfo> Endpoints => [.. _endpoints.Values.Select(e => e.Info).Where(e => e.Participant != _owner.Guid)];

    /// <summary>Starts reporting.</summary>
    public void Start()
    {
        _ready = true;
        ((ISignalSink)this).Signal(Signals.Data);
    }

    void ISignalSink.Signal(Signals signals)
    {
        if (Interlocked.Or(ref _signals, (int)signals) == 0) _owner.Loop.Post(this);
    }

    void ILoopItem.Run()
    {
        Interlocked.Exchange(ref _signals, 0);
        if (_ready) Drain();
    }

    /// <summary>A participant, if it is there now.</summary>
    public ParticipantInfo? Find(EntityGuid guid) => _participants.GetValueOrDefault(guid);

    /// <summary>The endpoint of a handle, if it is there now.</summary>
    public EndpointInfo? Find(ulong handle) => _endpoints.TryGetValue(handle, out var endpoint) ? endpoint.Info : null;

    /// <summary>Reports what has been discovered and what has been lost since the last time.</summary>
    public void Drain()
    {
        try
        {
            Collect();
        }
        finally
        {
            ReportLosses();
        }
    }

    /// <summary>Reports what has been discovered since the last time; losses are kept for <see cref="Drain"/>.</summary>
    public void Collect()
    {
        if (!_ready || _collecting) return;
        _collecting = true;
        try
        {
            _participantReader.Drain(_takeParticipant);
            _writerReader.Drain(_takeWriter);
            _readerReader.Drain(_takeReader);
        }
        finally
        {
            _collecting = false;
        }
    }

    /// <summary>Takes in an endpoint, new or changed.</summary>
    public void Discover(DiscoveredEndpoint endpoint)
    {
        bool known = _endpoints.ContainsKey(endpoint.Info.Handle);
        _endpoints[endpoint.Info.Handle] = endpoint;
        if (!known && endpoint.Info.Participant != _owner.Guid) _listener.OnEndpointDiscovered(endpoint.Info);
        foreach (var local in _owner.LocalEndpoints) local.Examine(endpoint);
    }

    /// <summary>Reports the known endpoints that a new one of ours cannot match.</summary>
    public void ExamineAll(LocalEndpoint local)
    {
        foreach (var endpoint in _endpoints.Values) local.Examine(endpoint);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _participantReader.Dispose();
        _writerReader.Dispose();
        _readerReader.Dispose();
    }

    private void TakeParticipant(void* data, ulong handle, bool valid, bool alive)
    {
        var sample = (dds_builtintopic_participant_t*)data;
        var guid = EntityGuid.Read(new ReadOnlySpan<byte>(sample->key, 16));
        if (guid == _owner.Guid) return;
        if (valid)
        {
            var info = DiscoveredParticipant.Read(guid, sample->qos);
            if (_participants.TryAdd(guid, info)) _listener.OnParticipantDiscovered(info);
        }

        if (!alive) _losses.Enqueue(new Loss(guid, 0));
    }

    private void TakeEndpoint(void* data, EndpointKind kind, ulong handle, bool valid, bool alive)
    {
        if (valid)
        {
            var endpoint = DiscoveredEndpoint.Read(*(dds_builtintopic_endpoint_t*)data, kind, handle);
            if (endpoint.Info.TopicName.StartsWith("DCPS", StringComparison.Ordinal)) return; // the builtin readers of this process's participants
            var participant = endpoint.Info.Participant;
            if (participant != _owner.Guid && !_participants.ContainsKey(participant)) _participantReader.Drain(_takeParticipant); // it came just now
            Discover(endpoint);
        }

        if (!alive) _losses.Enqueue(new Loss(default, handle));
    }
}
