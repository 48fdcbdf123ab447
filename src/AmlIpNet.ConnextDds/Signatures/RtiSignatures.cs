// Signatures, not an implementation: the members of RTI's package Rti.ConnextDds (7.x) that this engine uses, as RTI's documentation and
// published programs show them. They are compiled only where the package is not (without -p:UseRtiConnext=true), so that the engine stays
// compilable; the engine's tests derive fakes from them, for which members are abstract or virtual that are neither in the package.
// Whatever differs from the package is mended here and in Rti/RtiApi.cs.

using AmlIpNet;
using Omg.Dds.Core;
using Rti.Dds.Core;
using Rti.Dds.Core.Status;
using Rti.Dds.Publication;
using Rti.Dds.Subscription;
using Rti.Dds.Topics;
using Rti.Types.Dynamic;

namespace Omg.Dds.Core
{
    internal readonly record struct Duration(int Seconds, uint Nanoseconds);

    internal readonly record struct Time(int Seconds, uint Nanoseconds);
}

namespace Rti.Dds.Core
{
    internal readonly record struct InstanceHandle(ulong High, ulong Low);

    internal class QosProvider
    {
        public QosProvider(string uri) => throw Signatures.NoPackage(uri);

        protected QosProvider()
        {
        }

        public virtual DynamicType GetType(string name) => throw Signatures.NoPackage(name);

        public virtual Domain.DomainParticipantQos GetDomainParticipantQos(string profile) => throw Signatures.NoPackage(profile);

        public virtual PublisherQos GetPublisherQos(string profile) => throw Signatures.NoPackage(profile);

        public virtual SubscriberQos GetSubscriberQos(string profile) => throw Signatures.NoPackage(profile);

        public virtual DataWriterQos GetDataWriterQos(string profile) => throw Signatures.NoPackage(profile);

        public virtual DataReaderQos GetDataReaderQos(string profile) => throw Signatures.NoPackage(profile);
    }

    internal static class Signatures
    {
        public static EngineUnavailableException NoPackage(string what) => new(
            $"RTI Connext DDS is not in this build ('{what}' was not reached): AmlIpNet.ConnextDds was compiled without the package Rti.ConnextDds. "
            + "With RTI's package and licence build it with -p:UseRtiConnext=true (docs/CONNEXT.md), or use the engine cyclone, whose nodes meet Connext's.");
    }
}

namespace Rti.Dds.Core.Policy
{
    internal enum DurabilityKind { Volatile, TransientLocal, Transient, Persistent }

    internal enum ReliabilityKind { BestEffort, Reliable }

    internal enum LivelinessKind { Automatic, ManualByParticipant, ManualByTopic }

    internal enum OwnershipKind { Shared, Exclusive }

    internal sealed record Durability(DurabilityKind Kind);

    internal sealed record Reliability(ReliabilityKind Kind);

    internal sealed record Ownership(OwnershipKind Kind);

    internal sealed record Liveliness(LivelinessKind Kind, Duration LeaseDuration);

    internal sealed record Deadline(Duration Period);

    internal sealed record LatencyBudget(Duration Duration);

    internal sealed record Partition(IReadOnlyList<string> Name);

    internal sealed record EntityName(string Name);

    internal sealed record DataRepresentation(IReadOnlyList<short> Value);

    internal sealed class Property : Dictionary<string, Property.Entry>
    {
        internal sealed record Entry(string Value);
    }

    internal sealed record QosPolicyInfo(string Name);
}

namespace Rti.Dds.Core.Status
{
    internal readonly record struct EventCount<T>(T Value, T Change);

    internal sealed record PublicationMatchedStatus(EventCount<int> CurrentCount, InstanceHandle LastSubscriptionHandle);

    internal sealed record SubscriptionMatchedStatus(EventCount<int> CurrentCount, InstanceHandle LastPublicationHandle);

    internal sealed record LivelinessChangedStatus(EventCount<int> AliveCount, EventCount<int> NotAliveCount, InstanceHandle LastPublicationHandle);

    internal sealed record OfferedIncompatibleQosStatus(Policy.QosPolicyInfo? LastPolicy);

    internal sealed record RequestedIncompatibleQosStatus(Policy.QosPolicyInfo? LastPolicy);
}

namespace Rti.Dds.Domain
{
    internal abstract class DomainParticipantQos;

    internal abstract class DomainParticipantFactory
    {
        public static DomainParticipantFactory Instance => throw Signatures.NoPackage("DomainParticipantFactory");

        public abstract DomainParticipant CreateParticipant(int domainId, DomainParticipantQos qos, Action<DomainParticipant> preEnableAction);
    }

    internal abstract class DomainParticipant : IDisposable
    {
        public abstract Subscriber BuiltinSubscriber { get; }

        public abstract Topic<DynamicData> CreateTopic(string name, DynamicType type);

        public abstract Publisher CreatePublisher(PublisherQos qos);

        public abstract Subscriber CreateSubscriber(SubscriberQos qos);

        public abstract void DisposeContainedEntities();

        public abstract void Dispose();
    }
}

namespace Rti.Dds.Topics
{
    internal abstract class Topic<T> : IDisposable
    {
        public abstract void Dispose();
    }

    internal readonly record struct BuiltinTopicKey(byte[] Bytes)
    {
        public byte[] ToArray() => Bytes;
    }

    internal sealed record ParticipantBuiltinTopicData(BuiltinTopicKey Key, Core.Policy.EntityName? ParticipantName, Core.Policy.Property? Property);

    internal sealed record PublicationBuiltinTopicData(
        BuiltinTopicKey Key, BuiltinTopicKey ParticipantKey, string TopicName, string TypeName,
        Core.Policy.Durability Durability, Core.Policy.Reliability Reliability, Core.Policy.Ownership Ownership, Core.Policy.Liveliness Liveliness,
        Core.Policy.Deadline Deadline, Core.Policy.LatencyBudget LatencyBudget, Core.Policy.Partition Partition, Core.Policy.DataRepresentation? Representation);

    internal sealed record SubscriptionBuiltinTopicData(
        BuiltinTopicKey Key, BuiltinTopicKey ParticipantKey, string TopicName, string TypeName,
        Core.Policy.Durability Durability, Core.Policy.Reliability Reliability, Core.Policy.Ownership Ownership, Core.Policy.Liveliness Liveliness,
        Core.Policy.Deadline Deadline, Core.Policy.LatencyBudget LatencyBudget, Core.Policy.Partition Partition, Core.Policy.DataRepresentation? Representation);
}

namespace Rti.Dds.Publication
{
    internal abstract class PublisherQos;

    internal abstract class DataWriterQos;

    internal abstract class Publisher
    {
        public abstract DataWriter<DynamicData> CreateDataWriter(Topic<DynamicData> topic, DataWriterQos qos, Action<DataWriter<DynamicData>> preEnableAction);
    }

    internal abstract class AnyDataWriter : IDisposable
    {
        public abstract event Action<AnyDataWriter, PublicationMatchedStatus> PublicationMatched;

        public abstract event Action<AnyDataWriter, OfferedIncompatibleQosStatus> OfferedIncompatibleQos;

        public abstract InstanceHandle InstanceHandle { get; }

        public abstract IEnumerable<InstanceHandle> MatchedSubscriptions { get; }

        public abstract void WaitForAcknowledgments(Duration maxWait);

        public abstract void Dispose();
    }

    internal abstract class DataWriter<T> : AnyDataWriter
    {
        public abstract T CreateData();

        public abstract void Write(T sample);
    }
}

namespace Rti.Dds.Subscription
{
    internal abstract class SubscriberQos;

    internal abstract class DataReaderQos;

    internal abstract class Subscriber
    {
        public const string ParticipantBuiltinTopicName = "DCPSParticipant";
        public const string PublicationBuiltinTopicName = "DCPSPublication";
        public const string SubscriptionBuiltinTopicName = "DCPSSubscription";

        public abstract DataReader<DynamicData> CreateDataReader(Topic<DynamicData> topic, DataReaderQos qos, Action<DataReader<DynamicData>> preEnableAction);

        public abstract DataReader<T> LookupDataReader<T>(string topicName);
    }

    internal abstract class AnyDataReader : IDisposable
    {
        public abstract event Action<AnyDataReader> DataAvailable;

        public abstract event Action<AnyDataReader, SubscriptionMatchedStatus> SubscriptionMatched;

        public abstract event Action<AnyDataReader, LivelinessChangedStatus> LivelinessChanged;

        public abstract event Action<AnyDataReader, RequestedIncompatibleQosStatus> RequestedIncompatibleQos;

        public abstract InstanceHandle InstanceHandle { get; }

        public abstract IEnumerable<InstanceHandle> MatchedPublications { get; }

        public abstract void Dispose();
    }

    internal abstract class DataReader<T> : AnyDataReader
    {
        public abstract LoanedSamples<T> Take();
    }

    internal abstract class LoanedSamples<T> : IDisposable
    {
        public abstract IEnumerator<LoanedSample<T>> GetEnumerator();

        public abstract void Dispose();
    }

    internal readonly record struct LoanedSample<T>(T Data, SampleInfo Info);

    internal sealed record SampleInfo(bool ValidData, InstanceHandle InstanceHandle, InstanceHandle PublicationHandle, Time SourceTimestamp);
}

namespace Rti.Types.Dynamic
{
    internal abstract class DynamicType;

    internal abstract class DynamicData : IDisposable
    {
        public abstract T GetValue<T>(string memberName);

        public abstract void SetValue<T>(string memberName, T value);

        public abstract DynamicDataMemberInfo GetMemberInfo(string memberName);

        public abstract LoanedDynamicData LoanValue(string memberName);

        public abstract LoanedDynamicData LoanValueByIndex(uint index);

        public abstract void Dispose();
    }

    internal abstract class LoanedDynamicData : IDisposable
    {
        public abstract DynamicData Data { get; }

        public abstract void Dispose();
    }

    internal readonly record struct DynamicDataMemberInfo(uint ElementCount);
}
