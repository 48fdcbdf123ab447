using System.Runtime.InteropServices;

namespace AmlIpNet.CycloneDds;

/// <content>ddsc/dds_public_listener.h and dds_public_status.h. Statuses are passed by value.</content>
internal static unsafe partial class Interop
{
    [LibraryImport(Ddsc)]
    internal static partial nint dds_create_listener(nint arg);

    [LibraryImport(Ddsc)]
    internal static partial void dds_delete_listener(nint listener);

    [LibraryImport(Ddsc)]
    internal static partial void dds_lset_data_available(nint listener, delegate* unmanaged<int, nint, void> callback);

    [LibraryImport(Ddsc)]
    internal static partial void dds_lset_publication_matched(nint listener, delegate* unmanaged<int, dds_matched_status_t, nint, void> callback);

    [LibraryImport(Ddsc)]
    internal static partial void dds_lset_subscription_matched(nint listener, delegate* unmanaged<int, dds_matched_status_t, nint, void> callback);

    [LibraryImport(Ddsc)]
    internal static partial void dds_lset_liveliness_changed(nint listener, delegate* unmanaged<int, dds_liveliness_changed_status_t, nint, void> callback);

    /// <summary>dds_publication_matched_status_t and dds_subscription_matched_status_t, which are alike.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct dds_matched_status_t
    {
        public uint total_count;
        public int total_count_change;
        public uint current_count;
        public int current_count_change;
        public ulong last_handle;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct dds_liveliness_changed_status_t
    {
        public uint alive_count;
        public uint not_alive_count;
        public int alive_count_change;
        public int not_alive_count_change;
        public ulong last_publication_handle;
    }
}
