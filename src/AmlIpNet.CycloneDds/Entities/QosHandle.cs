using System.Runtime.InteropServices;
using System.Text;
using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>A dds_qos_t of ours.</summary>
internal sealed unsafe class QosHandle : SafeHandle
{
    private QosHandle() : base(0, ownsHandle: true) => SetHandle(dds_create_qos());

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer; this object must outlive its use.</summary>
    public nint Pointer => handle;

    /// <summary>The QoS of a participant of the given name.</summary>
    public static QosHandle ForParticipant(string name)
    {
        var qos = new QosHandle();
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0')) dds_qset_entity_name(qos.handle, text);
        return qos;
    }

    /// <summary>The QoS of a writer. It never blocks: a full one answers at once.</summary>
    public static QosHandle ForWriter(EndpointQos source)
    {
        var qos = FromEndpoint(source);
        var kept = source.DurabilityService ?? source.History;
        dds_qset_durability_service(qos.handle, 0, (int)kept.Kind, kept.Depth, EndpointQos.Unlimited, EndpointQos.Unlimited, EndpointQos.Unlimited);
        dds_qset_writer_data_lifecycle(qos.handle, 0); // a writer that leaves must not dispose the one instance that all writers share
        return qos;
    }

    /// <summary>The QoS of a reader.</summary>
    public static QosHandle ForReader(EndpointQos source) => FromEndpoint(source);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        dds_delete_qos(handle);
        return true;
    }

    // MaxSamples are not told to Cyclone: writers count for themselves, and for readers see DeliveryGate.
    private static QosHandle FromEndpoint(EndpointQos source)
    {
        var qos = new QosHandle();
        dds_qset_reliability(qos.handle, (int)source.Reliability, max_blocking_time: 0);
        dds_qset_durability(qos.handle, (int)source.Durability);
        dds_qset_history(qos.handle, (int)source.History.Kind, source.History.Depth);
        dds_qset_liveliness(qos.handle, (int)source.Liveliness, Nanoseconds(source.LivelinessLease));
        dds_qset_deadline(qos.handle, Nanoseconds(source.Deadline));
        dds_qset_latency_budget(qos.handle, Nanoseconds(source.LatencyBudget));
        dds_qset_ownership(qos.handle, (int)source.Ownership);
        if (source.Partitions.Count > 0) SetPartitions(qos.handle, source.Partitions);
        return qos;
    }

    private static void SetPartitions(nint qos, EquatableArray<string> partitions)
    {
        var names = stackalloc byte*[partitions.Count];
        try
        {
            for (int i = 0; i < partitions.Count; i++) names[i] = (byte*)Marshal.StringToCoTaskMemUTF8(partitions[i]);
            dds_qset_partition(qos, (uint)partitions.Count, names);
        }
        finally
        {
            for (int i = 0; i < partitions.Count; i++) Marshal.FreeCoTaskMem((nint)names[i]);
        }
    }

    private static long Nanoseconds(TimeSpan? duration) =>
        duration is { } d && d.Ticks < DDS_INFINITY / TimeSpan.NanosecondsPerTick ? d.Ticks * TimeSpan.NanosecondsPerTick : DDS_INFINITY;
}
