using System.Collections.Concurrent;
using AmlIpNet.Dds;
using Omg.Dds.Core;
using Rti.Dds.Core;
using Rti.Dds.Core.Status;
using Rti.Dds.Publication;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>A writer on the in-process engine.</summary>
internal sealed class FakeWriter : DataWriter<DynamicData>, IWriterListener
{
    private readonly FakeNetwork _network;
    private readonly FakeType _type;
    private readonly IDataWriter _inner;
    private readonly ConcurrentDictionary<InstanceHandle, bool> _matched = new();

    public FakeWriter(FakeNetwork network, FakeParticipant participant, FakeTopic topic, FakeWriterQos qos, EquatableArray<string> partitions, Action<DataWriter<DynamicData>> preEnable)
    {
        _network = network;
        _type = topic.Type;
        var guid = new EntityGuid(participant.Guid.High, participant.Guid.Low & 0xffffffff00000000 | qos.ObjectId << 8 | 0x03);
        InstanceHandle = new InstanceHandle(guid.High, guid.Low);
        preEnable(this);
        _inner = network.Create(guid, () => participant.Inner.CreateWriter(topic.Topic, qos.Qos with { Partitions = partitions }, this), inner => inner.Guid);
    }

    public override event Action<AnyDataWriter, PublicationMatchedStatus>? PublicationMatched;

    public override event Action<AnyDataWriter, OfferedIncompatibleQosStatus>? OfferedIncompatibleQos;

    public override InstanceHandle InstanceHandle { get; }

    public override IEnumerable<InstanceHandle> MatchedSubscriptions => _matched.Keys;

    public override DynamicData CreateData() => new FakeData(_type);

    public override void Write(DynamicData sample)
    {
        var writer = new CdrWriter(new byte[_type.Description.LargestHeader]);
        byte[] payload = ((FakeData)sample).Write(ref writer);
        if (_inner.TryWrite(writer.Written, payload) == WriteResult.Full) throw new TimeoutException("The writer is full.");
    }

    public override void WaitForAcknowledgments(Duration maxWait)
    {
        var limit = TimeSpan.FromSeconds(maxWait.Seconds) + TimeSpan.FromTicks(maxWait.Nanoseconds / 100);
        if (!_inner.WaitForAcknowledgmentsAsync(limit).AsTask().GetAwaiter().GetResult()) throw new TimeoutException("Not all is acknowledged.");
    }

    public override void Dispose() => _inner.Dispose();

    void IWriterListener.OnMatched(EndpointInfo reader)
    {
        _matched.TryAdd(_network.ToHandle(reader.Guid), true);
        PublicationMatched?.Invoke(this, new PublicationMatchedStatus(new(_matched.Count, 1), _network.ToHandle(reader.Guid)));
    }

    void IWriterListener.OnUnmatched(EndpointInfo reader)
    {
        _matched.TryRemove(_network.ToHandle(reader.Guid), out _);
        PublicationMatched?.Invoke(this, new PublicationMatchedStatus(new(_matched.Count, -1), _network.ToHandle(reader.Guid)));
    }

    void IWriterListener.OnMismatch(EndpointMismatch mismatch) => OfferedIncompatibleQos?.Invoke(this, new(new(mismatch.Policy)));
}
