using System.Globalization;
using System.Xml.Linq;
using AmlIpNet.Dds;
using Rti.Dds.Core;
using Rti.Dds.Domain;
using Rti.Dds.Publication;
using Rti.Dds.Subscription;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

internal sealed class FakeParticipantQos(XElement xml) : DomainParticipantQos
{
    public string Name => (string)xml.Element("participant_name")!.Element("name")!;

    public EntityGuid Guid => new(
        Word("rtps_host_id") << 32 | Word("rtps_app_id"), Word("rtps_instance_id") << 32 | 0x1c1);

    public TimeSpan Lease => FakeQosXml.Duration(xml.Element("discovery_config")!.Element("participant_liveliness_lease_duration")!)!.Value;

    /// <summary>The properties that others are told.</summary>
    public Rti.Dds.Core.Policy.Property Announced
    {
        get
        {
            var announced = new Rti.Dds.Core.Policy.Property();
            foreach (var element in xml.Element("property")!.Element("value")!.Elements("element").Where(e => (string?)e.Element("propagate") == "true"))
                announced.Add((string)element.Element("name")!, new((string)element.Element("value")!));
            return announced;
        }
    }

    private ulong Word(string name) => (uint)xml.Element("wire_protocol")!.Element(name)!;
}

internal sealed class FakePublisherQos(EquatableArray<string> partitions) : PublisherQos
{
    public EquatableArray<string> Partitions => partitions;
}

internal sealed class FakeSubscriberQos(EquatableArray<string> partitions) : SubscriberQos
{
    public EquatableArray<string> Partitions => partitions;
}

internal sealed class FakeWriterQos(EndpointQos qos, uint objectId) : DataWriterQos
{
    public EndpointQos Qos => qos;

    public uint ObjectId => objectId;
}

internal sealed class FakeReaderQos(EndpointQos qos, uint objectId) : DataReaderQos
{
    public EndpointQos Qos => qos;

    public uint ObjectId => objectId;
}

/// <summary>Reads our documents back: what Connext would be told.</summary>
internal sealed class FakeProvider(string file) : QosProvider
{
    private readonly XElement _root = XElement.Load(file);

    public override DynamicType GetType(string name) => FakeType.Parse(_root, name);

    public override DomainParticipantQos GetDomainParticipantQos(string profile) => new FakeParticipantQos(Section(profile, "domain_participant_qos"));

    public override PublisherQos GetPublisherQos(string profile) => new FakePublisherQos(FakeQosXml.Partitions(Section(profile, "publisher_qos")));

    public override SubscriberQos GetSubscriberQos(string profile) => new FakeSubscriberQos(FakeQosXml.Partitions(Section(profile, "subscriber_qos")));

    public override DataWriterQos GetDataWriterQos(string profile)
    {
        var xml = Section(profile, "datawriter_qos");
        return new FakeWriterQos(FakeQosXml.Read(xml), (uint)xml.Element("protocol")!.Element("rtps_object_id")!);
    }

    public override DataReaderQos GetDataReaderQos(string profile)
    {
        var xml = Section(profile, "datareader_qos");
        return new FakeReaderQos(FakeQosXml.Read(xml), (uint)xml.Element("protocol")!.Element("rtps_object_id")!);
    }

    private XElement Section(string profile, string name)
    {
        string[] parts = profile.Split("::");
        var library = _root.Elements("qos_library").Single(e => (string?)e.Attribute("name") == parts[0]);
        return library.Elements("qos_profile").Single(e => (string?)e.Attribute("name") == parts[1]).Element(name)!;
    }
}

/// <summary>The values of a document.</summary>
internal static class FakeQosXml
{
    public static EndpointQos Read(XElement xml)
    {
        var durability = xml.Element("durability")!;
        var history = xml.Element("history")!;
        return new EndpointQos
        {
            Reliability = Kind<Reliability>(xml.Element("reliability")!),
            Durability = Kind<Durability>(durability),
            DurabilityService = (int?)durability.Element("writer_depth") is { } depth ? History.KeepLast(depth) : null,
            History = Kind<HistoryKind>(history) == HistoryKind.KeepAll ? History.KeepAll : History.KeepLast((int)history.Element("depth")!),
            MaxSamples = (string?)xml.Element("resource_limits")!.Element("max_samples") is var text && text == "LENGTH_UNLIMITED" ? EndpointQos.Unlimited : int.Parse(text!, CultureInfo.InvariantCulture),
            Liveliness = Kind<LivelinessKind>(xml.Element("liveliness")!),
            LivelinessLease = Duration(xml.Element("liveliness")!.Element("lease_duration")!),
            Deadline = Duration(xml.Element("deadline")!.Element("period")!),
            LatencyBudget = Duration(xml.Element("latency_budget")!.Element("duration")!)!.Value,
            Ownership = Kind<Ownership>(xml.Element("ownership")!),
        };
    }

    public static EquatableArray<string> Partitions(XElement xml) => [.. xml.Descendants("element").Select(e => e.Value)];

    public static TimeSpan? Duration(XElement xml) => (string)xml.Element("sec")! == "DURATION_INFINITE_SEC"
        ? null
        : TimeSpan.FromSeconds((int)xml.Element("sec")!) + TimeSpan.FromTicks((long)xml.Element("nanosec")! / 100);

    /// <summary>RELIABLE_RELIABILITY_QOS is Reliability.Reliable.</summary>
    private static T Kind<T>(XElement policy)
        where T : struct, Enum
    {
        string text = (string)policy.Element("kind")!;
        string suffix = $"_{policy.Name.LocalName.ToUpperInvariant()}_QOS";
        Assert.EndsWith(suffix, text);
        return Enum.Parse<T>(text[..^suffix.Length].Replace("_", ""), ignoreCase: true);
    }
}
