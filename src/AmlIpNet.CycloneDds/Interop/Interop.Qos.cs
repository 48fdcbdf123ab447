using System.Runtime.InteropServices;

namespace AmlIpNet.CycloneDds;

/// <content>ddsc/dds_public_qos.h. Kinds are numbered as the enums of AmlIpNet.Dds, but for history (keep last 0, keep all 1, alike).</content>
internal static unsafe partial class Interop
{
    [LibraryImport(Ddsc)]
    internal static partial nint dds_create_qos();

    [LibraryImport(Ddsc)]
    internal static partial void dds_delete_qos(nint qos);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_reliability(nint qos, int kind, long max_blocking_time);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_durability(nint qos, int kind);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_history(nint qos, int kind, int depth);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_durability_service(
        nint qos, long service_cleanup_delay, int history_kind, int history_depth, int max_samples, int max_instances, int max_samples_per_instance);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_liveliness(nint qos, int kind, long lease_duration);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_deadline(nint qos, long deadline);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_latency_budget(nint qos, long duration);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_ownership(nint qos, int kind);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_partition(nint qos, uint n, byte** ps);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_writer_data_lifecycle(nint qos, byte autodispose);

    [LibraryImport(Ddsc)]
    internal static partial void dds_qset_entity_name(nint qos, byte* name);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_reliability(nint qos, int* kind, long* max_blocking_time);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_durability(nint qos, int* kind);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_history(nint qos, int* kind, int* depth);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_resource_limits(nint qos, int* max_samples, int* max_instances, int* max_samples_per_instance);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_liveliness(nint qos, int* kind, long* lease_duration);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_deadline(nint qos, long* deadline);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_latency_budget(nint qos, long* duration);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_ownership(nint qos, int* kind);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_partition(nint qos, uint* n, byte*** ps);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_data_representation(nint qos, uint* n, short** values);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_entity_name(nint qos, byte** name);

    [LibraryImport(Ddsc)]
    internal static partial byte dds_qget_prop(nint qos, byte* name, byte** value);
}
