using System.Globalization;
using System.Net;
using System.Xml.Linq;

namespace AmlIpNet.CycloneDds;

/// <summary>Cyclone's configuration of a domain, made from <see cref="NetworkOptions"/>.</summary>
internal static class DomainXml
{
    /// <summary>The configuration document (elements: Cyclone 0.10, docs/manual/options.md).</summary>
    public static string Build(NetworkOptions options)
    {
        bool local = IsLoopback(options);
        var domain = new XElement("Domain", new XAttribute("id", "any"), General(options), Discovery(options), Internal(options, local));
        return new XElement("CycloneDDS", domain).ToString(SaveOptions.DisableFormatting);
    }

    private static XElement General(NetworkOptions options) => new("General",
        new XElement("Interfaces", Interface(options)),
        new XElement("AllowMulticast", options.Multicast ? "default" : "false"),
        new XElement("MaxMessageSize", Bytes(options.MaxDatagramBytes)),
        new XElement("MaxRexmitMessageSize", Bytes(options.MaxDatagramBytes)),
        new XElement("FragmentSize", Bytes(options.FragmentBytes)));

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
            new XElement("LeaseDuration", string.Create(CultureInfo.InvariantCulture, $"{options.Lease.Ticks / TimeSpan.TicksPerMicrosecond}us")));
    }

    // Cyclone's defaults are meant for many small samples. With them a lost fragment of a large sample is asked for only
    // after 100 ms and sent again 512 kB at a time: 16 MiB then take seconds now and then. LateAckMode stays off: in 0.10.2 a
    // reader that has caught up with a late sample asks for it again for ever.
    private static XElement Internal(NetworkOptions options, bool local) => new("Internal",
        new XElement("SocketReceiveBufferSize", new XAttribute("min", "default"), new XAttribute("max", Bytes(options.ReceiveBufferBytes))),
        new XElement("SocketSendBufferSize", new XAttribute("min", "default"), new XAttribute("max", Bytes(options.SendBufferBytes))),
        new XElement("NackDelay", local ? "1ms" : "10ms"),
        new XElement("AckDelay", "1ms"),
        new XElement("HeartbeatInterval", new XAttribute("min", "2ms"), new XAttribute("minsched", "5ms"), new XAttribute("max", "8s"), "20ms"),
        new XElement("MaxQueuedRexmitBytes", "64MB"),
        new XElement("WriterLingerDuration", "0s"), // deleting a writer does not wait for readers that are stuck
        new XElement("BurstSize", new XElement("MaxRexmit", "4MiB")),
        new XElement("Watermarks",
            new XElement("WhcAdaptive", "false"),
            new XElement("WhcHigh", Bytes(options.WriterHistoryBytes)),
            new XElement("WhcHighInit", Bytes(options.WriterHistoryBytes))));

    private static bool IsLoopback(NetworkOptions options) => options.Interface is { } name
        && (name == "lo" || IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));

    private static string Bytes(int count) => string.Create(CultureInfo.InvariantCulture, $"{count}B");
}
