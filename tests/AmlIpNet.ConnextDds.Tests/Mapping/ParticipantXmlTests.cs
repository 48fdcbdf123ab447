using System.Xml.Linq;
using AmlIpNet.Dds;

namespace AmlIpNet.ConnextDds.Tests.Mapping;

/// <summary>What the network options tell Connext.</summary>
public sealed class ParticipantXmlTests
{
    private static readonly EntityGuid s_guid = new(0x01010203_04050607, 0x08090a0b_000001c1);

    [Fact]
    public void Loopback_stays_on_this_machine()
    {
        var qos = Build(NetworkOptions.Loopback with { Lease = TimeSpan.FromSeconds(3) });
        Assert.Equal("UDPv4", (string)qos.Element("transport_builtin")!);
        Assert.Equal(["99@builtin.udpv4://127.0.0.1"], Elements(qos, "initial_peers"));
        Assert.Empty(Elements(qos, "multicast_receive_addresses"));
        Assert.Equal("127.0.0.1", Property(qos, "parent.allow_interfaces_list"));
        Assert.Equal("65500", Property(qos, "parent.message_size_max"));
        var leases = qos.Element("discovery_config")!;
        Assert.Equal(["3000000000", "1000000000", "750000000"], leases.Elements().Select(e => $"{(long)e.Element("sec")! * 1_000_000_000 + (long)e.Element("nanosec")!}"));
    }

    [Fact]
    public void A_network_is_searched_by_multicast_and_by_its_peers()
    {
        var qos = Build(new NetworkOptions { Interface = "eth0", Peers = ["192.0.2.7"], MaxParticipantsPerHost = 5, ReceiveBufferBytes = 70_000, SendBufferBytes = 80_000 });
        Assert.Equal(["builtin.udpv4://239.255.0.1", "4@builtin.udpv4://192.0.2.7"], Elements(qos, "initial_peers"));
        Assert.Equal(["builtin.udpv4://239.255.0.1"], Elements(qos, "multicast_receive_addresses"));
        Assert.Equal("eth0", Property(qos, "parent.allow_interfaces_list"));
        Assert.Equal(("70000", "80000"), (Property(qos, "recv_socket_buffer_size"), Property(qos, "send_socket_buffer_size")));
    }

    [Fact]
    public void Any_interface_is_used_when_none_is_named() => Assert.Null(Property(Build(new NetworkOptions()), "parent.allow_interfaces_list"));

    [Fact]
    public void The_name_and_the_GUID_are_announced_and_no_types()
    {
        var qos = Build(new NetworkOptions());
        Assert.Equal("a <node> & ünïcode", (string)qos.Element("participant_name")!.Element("name")!);
        Assert.Equal(["16843267", "67438087", "134810123"], qos.Element("wire_protocol")!.Elements().Select(e => e.Value));
        Assert.Equal(["0", "0"], qos.Element("resource_limits")!.Elements().Select(e => e.Value));
    }

    [Fact]
    public void A_profile_may_ask_for_smaller_datagrams() =>
        Assert.Equal("1472", Property(Build(new NetworkOptions { QosProfile = "lossy_network" }), "parent.message_size_max"));

    private static XElement Build(NetworkOptions options) =>
        XElement.Parse(ParticipantXml.Build("a <node> & ünïcode", options, ParticipantQos.Load(options), s_guid)).Descendants("domain_participant_qos").Single();

    private static IEnumerable<string> Elements(XElement qos, string list) => qos.Element("discovery")!.Element(list)!.Elements("element").Select(e => e.Value);

    private static string? Property(XElement qos, string name) => qos.Element("property")!.Element("value")!.Elements("element")
        .Where(e => e.Element("name")!.Value == $"dds.transport.UDPv4.builtin.{name}").Select(e => e.Element("value")!.Value).SingleOrDefault();
}
