namespace AmlIpNet.Cli.Doctor;

/// <summary>Which UDP ports a DDS domain has (RTPS 2.5, section 9.6.2), by which a domain can be told from outside.</summary>
internal static class DomainPorts
{
    /// <summary>The group on which participants announce themselves.</summary>
    public const string Group = "239.255.0.1";

    private const int Base = 7400;
    private const int DomainGain = 250;
    private const int FirstUnicast = 10;
    private const int MaxParticipant = 119;

    /// <summary>The port of announcements by multicast.</summary>
    public static int Announcements(int domain) => Base + DomainGain * domain;

    /// <summary>The domain that a port belongs to, or null when it belongs to none.</summary>
    public static int? DomainOf(int port)
    {
        int domain = (port - Base) / DomainGain, offset = (port - Base) % DomainGain;
        return port >= Base && domain <= NetworkOptions.MaxDomain && (offset < 2 || offset >= FirstUnicast && offset < FirstUnicast + 2 * (MaxParticipant + 1)) ? domain : null;
    }

    /// <summary>
    /// The domains that a process with these ports takes part in. One port tells nothing, as it may be any program's; but a participant has
    /// two that follow each other: for discovery and for data.
    /// </summary>
    public static IEnumerable<int> DomainsOf(IReadOnlySet<int> ports) =>
        ports.Where(port => port % 2 == 0 && DomainOf(port) is not null && ports.Contains(port + 1)).Select(port => DomainOf(port)!.Value).Distinct();
}
