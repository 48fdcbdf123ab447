using AmlIpNet.Dds;
using Rti.Dds.Publication;
using Rti.Dds.Subscription;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds;

/// <content>Creating readers and writers, and what they share: types, topics, and the publisher and subscriber of each set of partitions.</content>
internal sealed partial class ConnextParticipant
{
    private const uint WriterWithoutKey = 0x03, ReaderWithoutKey = 0x04; // RTPS entity kinds
    private readonly Dictionary<TypeDescription, DynamicType> _types = [];
    private readonly Dictionary<string, SharedTopic> _topics = [];
    private readonly Dictionary<EquatableArray<string>, Publisher> _publishers = [];
    private readonly Dictionary<EquatableArray<string>, Subscriber> _subscribers = [];
    private int _lastObjectId;

    /// <inheritdoc/>
    public IDataWriter CreateWriter(Topic topic, EndpointQos qos, IWriterListener listener) => Create(topic, qos, listener, "create a writer of", shared =>
    {
        int id = ++_lastObjectId;
        var native = Read(EndpointXml.Writer(qos, _qos, id), file => file.GetDataWriterQos(XmlText.FullProfile));
        var publisher = Share(_publishers, qos.Partitions, groups => _participant.CreatePublisher(Read(groups, file => file.GetPublisherQos(XmlText.FullProfile))));
        return new ConnextWriter(this, shared, qos, ToGuid(id, WriterWithoutKey), listen => publisher.CreateDataWriter(shared.Entity, native, preEnableAction: listen), listener);
    });

    /// <inheritdoc/>
    public IDataReader CreateReader(Topic topic, EndpointQos qos, IReaderListener listener) => Create(topic, qos, listener, "create a reader of", shared =>
    {
        int id = ++_lastObjectId;
        var native = Read(EndpointXml.Reader(qos, _qos, id), file => file.GetDataReaderQos(XmlText.FullProfile));
        var subscriber = Share(_subscribers, qos.Partitions, groups => _participant.CreateSubscriber(Read(groups, file => file.GetSubscriberQos(XmlText.FullProfile))));
        return new ConnextReader(this, shared, qos, ToGuid(id, ReaderWithoutKey), listen => subscriber.CreateDataReader(shared.Entity, native, preEnableAction: listen), listener);
    });

    /// <summary>Gives back what a reader or writer held of its topic.</summary>
    public void Release(SharedTopic topic)
    {
        lock (_gate)
        {
            if (--topic.Users > 0) return;
            _topics.Remove(topic.Topic.Name);
            topic.Entity.Dispose();
        }
    }

    private T Create<T>(Topic topic, EndpointQos qos, object listener, string what, Func<SharedTopic, T> create)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(qos);
        ArgumentNullException.ThrowIfNull(listener);
        topic.Validate();
        qos.Validate(topic);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposing is not null, this);
            return ConnextError.Try(what, topic.Name, "Check its QoS.", () =>
            {
                var shared = FindOrCreateTopic(topic);
                shared.Users++;
                try
                {
                    return create(shared);
                }
                catch
                {
                    Release(shared);
                    throw;
                }
            });
        }
    }

    private SharedTopic FindOrCreateTopic(Topic topic)
    {
        if (_topics.TryGetValue(topic.Name, out var shared))
        {
            return shared.Topic == topic ? shared : throw new DdsException(
                $"The participant {Name} has the topic {topic} with the type {shared.Topic.Type.Name}, and RTI Connext DDS allows no second type ({topic.Type.Name}) there: use another participant for it.");
        }

        if (!_types.TryGetValue(topic.Type, out var type))
            _types.Add(topic.Type, type = Read(TypeXml.Build(topic), file => file.GetType(topic.Type.Name)));
        shared = new SharedTopic(topic, _participant.CreateTopic(topic.Name, type));
        _topics.Add(topic.Name, shared);
        return shared;
    }

    private T Share<T>(Dictionary<EquatableArray<string>, T> groups, EquatableArray<string> partitions, Func<string, T> create)
    {
        if (!groups.TryGetValue(partitions, out var group)) groups.Add(partitions, group = create(EndpointXml.Groups(partitions)));
        return group;
    }

    private T Read<T>(string document, Func<Rti.Dds.Core.QosProvider, T> read) => RtiFile.Read(_entry, document, read);

    private EntityGuid ToGuid(int objectId, uint kind) => new(Guid.High, Guid.Low & 0xffffffff00000000 | (uint)objectId << 8 | kind);
}
