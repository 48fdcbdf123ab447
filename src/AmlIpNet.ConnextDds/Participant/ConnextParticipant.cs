using System.Collections.Immutable;
using System.Security.Cryptography;
using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rti.Dds.Domain;

namespace AmlIpNet.ConnextDds;

/// <summary>A domain participant.</summary>
internal sealed partial class ConnextParticipant : IDomainParticipant
{
    private readonly RtiEntry _entry;
    private readonly Lock _gate = new();
    private readonly DomainParticipant _participant;
    private readonly ParticipantQos _qos;
    private ImmutableArray<LocalEndpoint> _endpoints = [];
    private Task? _disposing;

    /// <summary>Joins the domain.</summary>
    public ConnextParticipant(RtiEntry entry, string name, NetworkOptions options, IParticipantListener listener, ILoggerFactory? loggers)
    {
        _entry = entry;
        Name = name;
        Options = options;
        _qos = ParticipantQos.Load(options);
        Guid = NewGuid();
        Loop = new EventLoop(null, loggers);
        Logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<ConnextEngine>();
        Network = new DiscoveredNetwork(this, listener);
        _participant = ConnextError.Try("create the participant", name, "Check the domain, the interface and the peers of the network options.", () =>
        {
            var factory = entry.Factory(); // first: without the package nothing else makes sense
            var qos = RtiFile.Read(entry, ParticipantXml.Build(name, options, _qos, Guid), file => file.GetDomainParticipantQos(XmlText.FullProfile));
            return RtiApi.CreateParticipant(factory, options.Domain, qos, Network.Open);
        });
        Network.Signal();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public EntityGuid Guid { get; }

    /// <inheritdoc/>
    public NetworkOptions Options { get; }

    /// <inheritdoc/>
    public EventLoop Loop { get; }

    public ILogger Logger { get; }

    public DiscoveredNetwork Network { get; }

    /// <summary>Its readers and writers now.</summary>
    public ImmutableArray<LocalEndpoint> LocalEndpoints => _endpoints;

    /// <inheritdoc/>
    public EndpointInfo? FindWriter(ulong handle) => Network.Find(handle);

    /// <inheritdoc/>
    public IReadOnlyList<ParticipantInfo> GetParticipants() => Network.Participants;

    /// <inheritdoc/>
    public IReadOnlyList<EndpointInfo> GetEndpoints() => Network.Endpoints;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Loop.IsCurrent)
            return ValueTask.FromException(new InvalidOperationException($"The participant {Name} cannot be disposed from one of its own callbacks: dispose it from another task."));
        lock (_gate) return new ValueTask(_disposing ??= DisposeOnceAsync());
    }

    /// <summary>Registers a new endpoint.</summary>
    public void Add(LocalEndpoint endpoint)
    {
        lock (_gate) _endpoints = _endpoints.Add(endpoint);
    }

    /// <summary>Forgets an endpoint.</summary>
    public void Remove(LocalEndpoint endpoint)
    {
        lock (_gate) _endpoints = _endpoints.Remove(endpoint);
    }

    // The loop first: afterwards no listener is called, whatever Connext's threads still signal. Then our endpoints, what Connext keeps besides
    // (publishers, subscribers, topics), and the participant.
    private async Task DisposeOnceAsync()
    {
        await Loop.StopAsync().ConfigureAwait(false);
        await Task.Yield(); // deleting waits for Connext's callbacks: not under the caller's lock
        foreach (var endpoint in _endpoints) endpoint.Dispose();
        _participant.DisposeContainedEntities();
        _participant.Dispose();
    }

    /// <summary>A prefix as RTI's own: its vendor id, then what nobody else has. None of the three words is zero, which means "choose one".</summary>
    private static EntityGuid NewGuid()
    {
        uint host = 0x01010000 | (uint)RandomNumberGenerator.GetInt32(1, 1 << 16);
        uint application = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);
        uint instance = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);
        return new EntityGuid((ulong)host << 32 | application, (ulong)instance << 32 | 0x000001c1);
    }
}
