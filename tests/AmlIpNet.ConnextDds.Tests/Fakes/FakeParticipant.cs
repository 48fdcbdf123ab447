using System.Buffers.Binary;
using AmlIpNet.Dds;
using Omg.Dds.Core;
using Rti.Dds.Core.Policy;
using Rti.Dds.Domain;
using Rti.Dds.Publication;
using Rti.Dds.Subscription;
using Rti.Dds.Topics;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>A participant on the in-process engine.</summary>
internal sealed class FakeParticipant : DomainParticipant, IParticipantListener
{
    private readonly FakeNetwork _network;
    private readonly FakeBuiltinReader<ParticipantBuiltinTopicData> _participants = new();
    private readonly FakeBuiltinReader<PublicationBuiltinTopicData> _writers = new();
    private readonly FakeBuiltinReader<SubscriptionBuiltinTopicData> _readers = new();
    private readonly HashSet<string> _topics = [];

    public FakeParticipant(FakeNetwork network, int domain, FakeParticipantQos qos, Action<DomainParticipant> preEnable)
    {
        _network = network;
        Guid = qos.Guid;
        BuiltinSubscriber = new FakeBuiltinSubscriber(_participants, _writers, _readers);
        preEnable(this);
        var options = NetworkOptions.Loopback with { Domain = domain, Lease = qos.Lease, MaxPayloadBytes = 2_147_000_000, WriterHistoryBytes = int.MaxValue };
        Inner = network.Create(Guid, () => network.Engine.CreateParticipant(qos.Name, options, this), inner => inner.Guid, qos.Announced);
    }

    public EntityGuid Guid { get; }

    public IDomainParticipant Inner { get; }

    public override Subscriber BuiltinSubscriber { get; }

    public override Topic<DynamicData> CreateTopic(string name, DynamicType type)
    {
        lock (_topics)
        {
            if (!_topics.Add(name)) throw new InvalidOperationException($"There is a topic {name}.");
        }

        return new FakeTopic(new Dds.Topic(name, ((FakeType)type).Description), (FakeType)type, () =>
        {
            lock (_topics) _topics.Remove(name);
        });
    }

    public override Publisher CreatePublisher(PublisherQos qos) => new FakePublisher(_network, this, ((FakePublisherQos)qos).Partitions);

    public override Subscriber CreateSubscriber(SubscriberQos qos) => new FakeSubscriber(_network, this, ((FakeSubscriberQos)qos).Partitions);

    public override void DisposeContainedEntities()
    {
    }

    /// <summary>Leaves, without waiting for it: that would hold a pool thread for what needs another one, and many participants that end at once would
    /// stand still.</summary>
    public override void Dispose() => _ = Inner.DisposeAsync().AsTask();

    void IParticipantListener.OnParticipantDiscovered(ParticipantInfo participant) =>
        _participants.Add(_network.ToHandle(participant.Guid), new ParticipantBuiltinTopicData(Key(participant.Guid), new EntityName(participant.Name), _network.Properties(participant.Guid)));

    void IParticipantListener.OnParticipantLost(ParticipantInfo participant) => _participants.Add(_network.ToHandle(participant.Guid), null);

    void IParticipantListener.OnEndpointDiscovered(EndpointInfo endpoint)
    {
        var qos = endpoint.Qos;
        var handle = _network.ToHandle(endpoint.Guid);
        var (key, owner) = (Key(endpoint.Guid), Key(endpoint.Participant));
        var durability = new Rti.Dds.Core.Policy.Durability((DurabilityKind)qos.Durability);
        var reliability = new Rti.Dds.Core.Policy.Reliability((ReliabilityKind)qos.Reliability);
        var ownership = new Rti.Dds.Core.Policy.Ownership((OwnershipKind)qos.Ownership);
        var liveliness = new Liveliness((Rti.Dds.Core.Policy.LivelinessKind)qos.Liveliness, Duration(qos.LivelinessLease));
        var (deadline, budget, partition) = (new Deadline(Duration(qos.Deadline)), new LatencyBudget(Duration(qos.LatencyBudget)), new Partition([.. qos.Partitions]));
        var representation = new Rti.Dds.Core.Policy.DataRepresentation([0]);
        if (endpoint.Kind == EndpointKind.Writer)
            _writers.Add(handle, new(key, owner, endpoint.TopicName, endpoint.TypeName, durability, reliability, ownership, liveliness, deadline, budget, partition, representation));
        else
            _readers.Add(handle, new(key, owner, endpoint.TopicName, endpoint.TypeName, durability, reliability, ownership, liveliness, deadline, budget, partition, representation));
    }

    void IParticipantListener.OnEndpointLost(EndpointInfo endpoint)
    {
        if (endpoint.Kind == EndpointKind.Writer) _writers.Add(_network.ToHandle(endpoint.Guid), null);
        else _readers.Add(_network.ToHandle(endpoint.Guid), null);
    }

    private BuiltinTopicKey Key(EntityGuid actual)
    {
        var guid = _network.Announced(actual);
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, guid.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), guid.Low);
        return new BuiltinTopicKey(bytes);
    }

    private static Duration Duration(TimeSpan? time) => time is { } t
        ? new Duration((int)t.TotalSeconds, (uint)(t.Ticks % TimeSpan.TicksPerSecond * 100))
        : new Duration(int.MaxValue, uint.MaxValue);
}

internal sealed class FakeTopic(Dds.Topic topic, FakeType type, Action disposed) : Topic<DynamicData>
{
    public Dds.Topic Topic => topic;

    public FakeType Type => type;

    public override void Dispose() => disposed();
}

internal sealed class FakePublisher(FakeNetwork network, FakeParticipant participant, EquatableArray<string> partitions) : Publisher
{
    public override DataWriter<DynamicData> CreateDataWriter(Topic<DynamicData> topic, DataWriterQos qos, Action<DataWriter<DynamicData>> preEnableAction) =>
        new FakeWriter(network, participant, (FakeTopic)topic, (FakeWriterQos)qos, partitions, preEnableAction);
}

internal sealed class FakeSubscriber(FakeNetwork network, FakeParticipant participant, EquatableArray<string> partitions) : Subscriber
{
    public override DataReader<DynamicData> CreateDataReader(Topic<DynamicData> topic, DataReaderQos qos, Action<DataReader<DynamicData>> preEnableAction) =>
        new FakeReader(network, participant, (FakeTopic)topic, (FakeReaderQos)qos, partitions, preEnableAction);

    public override DataReader<T> LookupDataReader<T>(string topicName) => throw new NotSupportedException(topicName);
}

internal sealed class FakeBuiltinSubscriber(params object[] readers) : Subscriber
{
    public override DataReader<DynamicData> CreateDataReader(Topic<DynamicData> topic, DataReaderQos qos, Action<DataReader<DynamicData>> preEnableAction) =>
        throw new NotSupportedException("builtin");

    public override DataReader<T> LookupDataReader<T>(string topicName) => readers.OfType<DataReader<T>>().Single();
}
