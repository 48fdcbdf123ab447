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
                QosReader.Read(source->qos, kind))
            { Representations = EquatableArray.Create<DataRepresentation>(QosReader.ReadRepresentations(source->qos)) };
            return new DiscoveredEndpoint(info, kind == EndpointKind.Writer
                ? QosCompatibility.FindRepresentation(info.Representations, [])
                : QosCompatibility.FindRepresentation([], info.Representations));
        }
    }
}
