using System.Collections.Immutable;
using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>A domain participant.</summary>
internal sealed partial class CycloneParticipant : IDomainParticipant
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Topic, CycloneTopic> _topics = [];
    private readonly TaskCompletionSource _deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<LocalEndpoint> _endpoints = [];
    private Task? _disposing;

    /// <summary>Joins the domain.</summary>
    public CycloneParticipant(string name, NetworkOptions options, string? configuration, IParticipantListener listener, ILoggerFactory? loggers)
    {
        Name = name;
        Options = options;
        Loop = new EventLoop(null, loggers);
        Logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<CycloneEngine>();
        using var domain = CycloneDomain.Create(options, configuration, Logger, deleted: _deleted.SetResult, out uint id);
        Entity = CreateEntity(name, id, Gate, domain);
        try
        {
            Guid = Entity.ReadGuid();
            Network = new DiscoveredNetwork(this, listener);
        }
        catch
        {
            Entity.Dispose();
            throw;
        }

        Network.Start();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public EntityGuid Guid { get; }

    /// <inheritdoc/>
    public NetworkOptions Options { get; }

    /// <inheritdoc/>
    public EventLoop Loop { get; }

    /// <summary>Where the engine logs.</summary>
    public ILogger Logger { get; }

    /// <summary>Holds up reception while readers are full.</summary>
    public DeliveryGate Gate { get; } = new();

    /// <summary>Cyclone's participant.</summary>
    public Entity Entity { get; }

    /// <summary>What it has discovered.</summary>
    public DiscoveredNetwork Network { get; }

    /// <summary>Its readers and writers now.</summary>
    public ImmutableArray<LocalEndpoint> LocalEndpoints => _endpoints;

    /// <inheritdoc/>
    public IDataWriter CreateWriter(Topic topic, EndpointQos qos, IWriterListener listener) =>
        Create(topic, qos, listener, cyclone => new CycloneWriter(this, topic, cyclone, qos, listener));

    /// <inheritdoc/>
    public IDataReader CreateReader(Topic topic, EndpointQos qos, IReaderListener listener) =>
        Create(topic, qos, listener, cyclone => new CycloneReader(this, topic, cyclone, qos, listener));

    /// <inheritdoc/>
    public EndpointInfo? FindWriter(ulong handle) => Network.Find(handle);

    /// <inheritdoc/>
    public IReadOnlyList<ParticipantInfo> GetParticipants() => Network.Participants;

    /// <inheritdoc/>
    public ParticipantInfo? FindParticipant(EntityGuid guid) => Network.Find(guid);

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

    /// <summary>Gives back what a reader or writer held of its topic.</summary>
    public void ReleaseTopic(Topic topic, CycloneTopic cyclone)
    {
        lock (_gate)
        {
            if (--cyclone.Users > 0) return;
            _topics.Remove(topic);
            cyclone.Entity.Dispose();
        }
    }

    private T Create<T>(Topic topic, EndpointQos qos, object listener, Func<CycloneTopic, T> create)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(qos);
        ArgumentNullException.ThrowIfNull(listener);
        topic.Validate();
        qos.Validate(topic);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposing is not null, this);
            if (!_topics.TryGetValue(topic, out var cyclone))
            {
                cyclone = CycloneTopic.Create(this, topic);
                _topics.Add(topic, cyclone);
            }

            cyclone.Users++;
            try
            {
                return create(cyclone);
            }
            catch
            {
                ReleaseTopic(topic, cyclone);
                throw;
            }
        }
    }

    private async Task DisposeOnceAsync()
    {
        await Loop.StopAsync().ConfigureAwait(false);
        await Task.Yield(); // deleting waits for acknowledgments and callbacks: not under the caller's lock
        foreach (var endpoint in _endpoints) endpoint.Dispose();
        Network.Dispose();
        Entity.Dispose();
        await _deleted.Task.ConfigureAwait(false);
    }

    private static Entity CreateEntity(string name, uint domainId, DeliveryGate gate, Entity domain)
    {
        using var qos = QosHandle.ForParticipant(name);
        using var said = CycloneLog.Capture();
        int id = dds_create_participant(domainId, qos.Pointer, 0);
        DdsError.Check(id, "create the participant", name, said.Text);
        return new Entity(id, gate, parents: domain);
    }
}
