using System.Globalization;
using AmlIpNet.Dds;

namespace AmlIpNet.CycloneDds;

/// <summary>Reads what a participant announced of itself. Where it runs stands in properties, which each vendor names in its own way.</summary>
internal static class DiscoveredParticipant
{
    /// <summary>Copies Cyclone's description of a participant.</summary>
    public static ParticipantInfo Read(EntityGuid guid, nint qos) => new(guid, QosReader.ReadName(qos))
    {
        Host = QosReader.ReadProperty(qos, "__Hostname\0"u8) ?? FastDdsHost(QosReader.ReadProperty(qos, "fastdds.physical_data.host\0"u8)),
        Process = QosReader.ReadProperty(qos, "__ProcessName\0"u8),
        ProcessId = Number(QosReader.ReadProperty(qos, "__Pid\0"u8)) ?? Number(QosReader.ReadProperty(qos, "fastdds.physical_data.process\0"u8)),
    };

    // "blade-7:12:34": the name, and what makes it unique.
    private static string? FastDdsHost(string? text) => text?.Split(':')[0] is { Length: > 0 } host ? host : null;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
