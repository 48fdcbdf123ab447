using System.Globalization;
using System.Net;
using System.Xml.Linq;
using AmlIpNet.Dds;

namespace AmlIpNet.CycloneDds;

/// <summary>Cyclone's configuration of a domain, made from <see cref="NetworkOptions"/>.</summary>
internal static class DomainXml
{
    private const int IncompleteShare = 8; // of the samples behind a lost one, so many may lack pieces themselves

    /// <summary>The configuration document (elements: Cyclone 0.10, docs/manual/options.md).</summary>
    public static string Build(NetworkOptions options, ParticipantQos qos)
    {
        var domain = new XElement("Domain", new XAttribute("id", "any"), General(options, qos.Limit(options)), Discovery(options), Internal(options, qos));
        return new XElement("CycloneDDS", domain).ToString(SaveOptions.DisableFormatting);
    }

    private static XElement General(NetworkOptions options, (int Datagram, int Fragment) limit) => new("General",
        new XElement("Interfaces", Interface(options)),
        new XElement("AllowMulticast", options.Multicast ? "default" : "false"),
        new XElement("MaxMessageSize", Bytes(limit.Datagram)),
        new XElement("MaxRexmitMessageSize", Bytes(limit.Datagram)),
        new XElement("FragmentSize", Bytes(limit.Fragment)));

    private static XElement Interface(NetworkOptions options)
    {
        var element = new XElement("NetworkInterface", new XAttribute("multicast", options.Multicast ? "default" : "false"));
        if (options.Interface is not { } name) element.Add(new XAttribute("autodetermine", "true"));
        else element.Add(new XAttribute(IPAddress.TryParse(name, out _) ? "address" : "name", name));
        return element;
    }

    // Peers are asked at the ports of the participant indexes 0 to the highest one, so whoever is to be found without
    // multicast must have such an index. Cyclone gives out one index less than it asks at.
    private static XElement Discovery(NetworkOptions options)
    {
        bool indexed = !options.Multicast || options.Peers.Length > 0;
        return new XElement("Discovery",
            new XElement("ExternalDomainId", options.Domain),
            new XElement("ParticipantIndex", indexed ? "auto" : "none"),
            new XElement("MaxAutoParticipantIndex", options.MaxParticipantsPerHost),
            new XElement("Peers", options.Peers.Select(peer => new XElement("Peer", new XAttribute("address", peer)))),
            new XElement("LeaseDuration", Time(options.Lease)));
    }

    // Cyclone's defaults are meant for many small samples. With them a lost fragment of a large sample is asked for only
    // after 100 ms and sent again 512 kB at a time: 16 MiB then take seconds now and then. LateAckMode stays off: in 0.10.2 a
    // reader that has caught up with a late sample asks for it again for ever.
    private static XElement Internal(NetworkOptions options, ParticipantQos qos) => new("Internal",
        new XElement("SocketReceiveBufferSize", new XAttribute("min", "default"), new XAttribute("max", Bytes(options.ReceiveBufferBytes))),
        new XElement("SocketSendBufferSize", new XAttribute("min", "default"), new XAttribute("max", Bytes(options.SendBufferBytes))),
        new XElement("NackDelay", Time(qos.NackDelay)),
        new XElement("AckDelay", "1ms"),
        Heartbeats(qos),
        new XElement("PrimaryReorderMaxSamples", qos.ReceiveWindow),
        new XElement("SecondaryReorderMaxSamples", qos.ReceiveWindow),
        new XElement("DefragReliableMaxSamples", qos.ReceiveWindow / IncompleteShare),
        new XElement("MaxQueuedRexmitBytes", "64MB"),
        new XElement("WriterLingerDuration", "0s"), // deleting a writer does not wait for readers that are stuck
        new XElement("BurstSize", new XElement("MaxRexmit", "4MiB")),
        new XElement("Watermarks",
            new XElement("WhcAdaptive", "false"),
            new XElement("WhcHigh", Bytes(options.WriterHistoryBytes)),
            new XElement("WhcHighInit", Bytes(options.WriterHistoryBytes))));

    // The shorter times are for writers whose history fills up.
    private static XElement Heartbeats(ParticipantQos qos) => new("HeartbeatInterval",
        new XAttribute("min", Time(qos.HeartbeatPeriod / 10)),
        new XAttribute("minsched", Time(qos.HeartbeatPeriod / 4)),
        new XAttribute("max", Time(qos.MaxHeartbeatPeriod)),
        Time(qos.HeartbeatPeriod));

    private static string Time(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / TimeSpan.TicksPerMicrosecond}us");

    private static string Bytes(int count) => string.Create(CultureInfo.InvariantCulture, $"{count}B");
}
