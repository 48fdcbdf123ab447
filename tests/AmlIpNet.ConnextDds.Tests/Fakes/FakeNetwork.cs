using AmlIpNet.Dds;
using Rti.Dds.Core;
using Rti.Dds.Core.Policy;
using Rti.Dds.Domain;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>
/// RTI's API on the in-process engine, whose participants meet those of the fakes: so what this project's engine makes of the port, the documents
/// that it writes and the bytes that it sends are tested with the very contract suite of the engines. How Connext itself behaves is not.
/// </summary>
internal sealed class FakeNetwork
{
    private readonly Lock _lock = new();
    private readonly Dictionary<EntityGuid, EntityGuid> _announced = [];
    private readonly Dictionary<EntityGuid, Property> _properties = [];

    public InProcessEngine Engine { get; } = new();

    /// <summary>What to enter the API by.</summary>
    public RtiEntry Entry => new(() => new Factory(this), file => new FakeProvider(file));

    /// <summary>Creates an entity, of whose GUID nobody hears but as <paramref name="guid"/>, which its QoS asked for.</summary>
    public T Create<T>(EntityGuid guid, Func<T> create, Func<T, EntityGuid> actual, Property? properties = null)
    {
        lock (_lock)
        {
            var entity = create();
            _announced[actual(entity)] = guid;
            if (properties is not null) _properties[actual(entity)] = properties;
            return entity;
        }
    }

    /// <summary>The GUID that an entity announces.</summary>
    public EntityGuid Announced(EntityGuid actual)
    {
        lock (_lock) return _announced.GetValueOrDefault(actual, actual);
    }

    /// <summary>The properties that a participant announces.</summary>
    public Property? Properties(EntityGuid actual)
    {
        lock (_lock) return _properties.GetValueOrDefault(actual);
    }

    public InstanceHandle ToHandle(EntityGuid actual)
    {
        var guid = Announced(actual);
        return new InstanceHandle(guid.High, guid.Low);
    }

    private sealed class Factory(FakeNetwork network) : DomainParticipantFactory
    {
        public override DomainParticipant CreateParticipant(int domainId, DomainParticipantQos qos, Action<DomainParticipant> preEnableAction) =>
            new FakeParticipant(network, domainId, (FakeParticipantQos)qos, preEnableAction);
    }
}
