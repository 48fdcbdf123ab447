using System.Runtime.InteropServices;
using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>An endpoint as discovery told of it.</summary>
/// <param name="Info">What the port says of it.</param>
/// <param name="RepresentationConflict">Why its data representation cannot match ours, which is XCDR1 only; null when it can.</param>
internal sealed unsafe record DiscoveredEndpoint(EndpointInfo Info, QosCompatibility.Conflict? RepresentationConflict)
{
    /// <summary>Copies Cyclone's description of an endpoint.</summary>
    public static DiscoveredEndpoint Read(in dds_builtintopic_endpoint_t data, EndpointKind kind, ulong handle)
    {
        fixed (dds_builtintopic_endpoint_t* source = &data)
        {
            var info = new EndpointInfo(
                kind,
                EntityGuid.Read(new ReadOnlySpan<byte>(source->key, 16)),
                EntityGuid.Read(new ReadOnlySpan<byte>(source->participant_key, 16)),
                handle,
                Marshal.PtrToStringUTF8((nint)source->topic_name) ?? "",
                Marshal.PtrToStringUTF8((nint)source->type_name) ?? "",
                QosReader.Read(source->qos, kind));
            return new DiscoveredEndpoint(info, FindConflict(QosReader.ReadRepresentations(source->qos), kind));
        }
    }

    // XTypes 1.3, 7.6.3.1: a writer offers the first representation it names, a reader accepts any that it names.
    private static QosCompatibility.Conflict? FindConflict(short[] named, EndpointKind kind)
    {
        if (named.Length == 0) return null;
        bool fits = kind == EndpointKind.Writer ? named[0] == DDS_DATA_REPRESENTATION_XCDR1 : named.Contains(DDS_DATA_REPRESENTATION_XCDR1);
        if (fits) return null;
        string theirs = string.Join(' ', named.Select(Name));
        return kind == EndpointKind.Writer ? new("DATA_REPRESENTATION", theirs, "XCDR1") : new("DATA_REPRESENTATION", "XCDR1", theirs);
    }

    private static string Name(short representation) => representation switch
    {
        0 => "XCDR1",
        1 => "XML",
        2 => "XCDR2",
        _ => $"{representation}",
    };
}
