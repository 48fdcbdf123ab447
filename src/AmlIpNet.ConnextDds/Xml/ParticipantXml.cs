using System.Globalization;
using System.Net;
using System.Xml.Linq;
using AmlIpNet.Dds;
using static AmlIpNet.ConnextDds.XmlText;

namespace AmlIpNet.ConnextDds;

/// <summary>The QoS of a participant, made from <see cref="NetworkOptions"/>.</summary>
internal static class ParticipantXml
{
    public static string Build(string name, NetworkOptions options, ParticipantQos qos, EntityGuid guid) => Document(new XElement("domain_participant_qos",
        new XElement("participant_name", new XElement("name", name)),
        Identity(guid),
        new XElement("transport_builtin", new XElement("mask", "UDPv4")),
        Discovery(options),
        Leases(options.Lease),
        // No type information is announced, as by the other engines: types match by their names.
        new XElement("resource_limits", Of("type_code_max_serialized_length", 0), Of("type_object_max_serialized_length", 0)),
        Transport(options, qos)));

    // Our own identity, so that nobody has to ask Connext which GUID it made up.
    private static XElement Identity(EntityGuid guid) => new("wire_protocol",
        Of("rtps_host_id", (uint)(guid.High >> 32)), Of("rtps_app_id", (uint)guid.High), Of("rtps_instance_id", (uint)(guid.Low >> 32)));

    private static XElement Discovery(NetworkOptions options)
    {
        // A peer is asked at the ports of the participant indexes 0 to the highest one.
        var peers = options.Peers.Select(peer => string.Create(CultureInfo.InvariantCulture, $"{options.MaxParticipantsPerHost - 1}@builtin.udpv4://{peer}"));
        return new XElement("discovery",
            List("initial_peers", options.Multicast ? peers.Prepend("builtin.udpv4://239.255.0.1") : peers),
            List("multicast_receive_addresses", options.Multicast ? ["builtin.udpv4://239.255.0.1"] : []));
    }

    // By default Connext looks only once a minute whether somebody's lease has run out.
    private static XElement Leases(TimeSpan lease) => new("discovery_config",
        Duration("participant_liveliness_lease_duration", lease),
        Duration("participant_liveliness_assert_period", lease / 3),
        Duration("max_liveliness_loss_detection_period", lease / 4));

    private static XElement Transport(NetworkOptions options, ParticipantQos qos)
    {
        const string Udp = "dds.transport.UDPv4.builtin.";
        List<(string, IFormattable)> properties =
        [
            (Udp + "parent.message_size_max", qos.Limit(options).Datagram),
            (Udp + "send_socket_buffer_size", options.SendBufferBytes),
            (Udp + "recv_socket_buffer_size", options.ReceiveBufferBytes),
        ];
        if (options.Interface is { } name) properties.Insert(0, (Udp + "parent.allow_interfaces_list", $"{Address(name)}"));
        var element = Properties([.. properties]);
        element.Element("value")!.Add(Announced("__Hostname", Environment.MachineName), Announced("__ProcessName", Path.GetFileName(Environment.ProcessPath) ?? ""),
            Announced("__Pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        return element;
    }

    /// <summary>Where the participant runs, under the names that Cyclone DDS has for it.</summary>
    private static XElement Announced(string name, string value) =>
        new("element", new XElement("name", name), new XElement("value", value), new XElement("propagate", "true"));

    private static FormattableString Address(string name) => $"{(name == "lo" ? IPAddress.Loopback.ToString() : name)}";
}
