namespace AmlIpNet.Dds;

/// <summary>A participant, and what it knows of the others. The collections are guarded by the domain's lock.</summary>
internal sealed class InProcessParticipant(
    InProcessDomain domain, string name, EntityGuid guid, NetworkOptions options, IParticipantListener listener, EventLoop loop) : IDomainParticipant
{
    private uint _lastEntity;

    public InProcessDomain Domain => domain;

    public string Name => name;

    public EntityGuid Guid => guid;

    public NetworkOptions Options => options;

    public EventLoop Loop => loop;

    public IParticipantListener Listener => listener;

    public ParticipantInfo Info { get; } = new(guid, name) { Host = Environment.MachineName, Process = Path.GetFileName(Environment.ProcessPath), ProcessId = Environment.ProcessId };

    /// <summary>Its own endpoints by handle.</summary>
    public Dictionary<ulong, InProcessEndpoint> Endpoints { get; } = [];

    public HashSet<InProcessParticipant> KnownParticipants { get; } = [];

    /// <summary>The endpoints that it has discovered, by handle.</summary>
    public Dictionary<ulong, InProcessEndpoint> KnownEndpoints { get; } = [];

    public bool IsDisposed { get; set; }

    /// <summary>Set while the participant is cut off; holds its running leases.</summary>
    public InProcessSilence? Silence { get; set; }

    public IDataWriter CreateWriter(Topic topic, EndpointQos qos, IWriterListener listener)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(qos);
        ArgumentNullException.ThrowIfNull(listener);
        topic.Validate();
        qos.Validate(topic);
        var writer = new InProcessWriter(this, topic, qos, listener, NewEntity(0x03), domain.NewHandle());
        domain.Add(writer);
        return writer;
    }

    public IDataReader CreateReader(Topic topic, EndpointQos qos, IReaderListener listener)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(qos);
        ArgumentNullException.ThrowIfNull(listener);
        topic.Validate();
        qos.Validate(topic);
        var reader = new InProcessReader(this, topic, qos, listener, NewEntity(0x04), domain.NewHandle());
        domain.Add(reader);
        return reader;
    }

    public EndpointInfo? FindWriter(ulong handle) => domain.FindWriter(this, handle);

    public IReadOnlyList<ParticipantInfo> GetParticipants() => domain.Snapshot(() => KnownParticipants.Select(p => p.Info));

    public IReadOnlyList<EndpointInfo> GetEndpoints() => domain.Snapshot(() => KnownEndpoints.Values.Select(e => e.Info));

    public async ValueTask DisposeAsync()
    {
        await loop.StopAsync().ConfigureAwait(false);
        domain.Leave(this);
    }

    // RTPS entity kinds: 0x03 a writer and 0x04 a reader of a topic without keys.
    private EntityGuid NewEntity(uint kind) =>
        new(guid.High, (guid.Low & 0xffffffff00000000) | Interlocked.Increment(ref _lastEntity) << 8 | kind);
}
