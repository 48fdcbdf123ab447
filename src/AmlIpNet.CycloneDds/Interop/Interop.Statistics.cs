using System.Runtime.InteropServices;

namespace AmlIpNet.CycloneDds;

/// <content>ddsc/dds_statistics.h.</content>
internal static unsafe partial class Interop
{
    internal const int DDS_STAT_KIND_UINT64 = 1;

    [LibraryImport(Ddsc)]
    internal static partial nint dds_create_statistics(int entity);

    [LibraryImport(Ddsc)]
    internal static partial void dds_delete_statistics(nint stat);

    [LibraryImport(Ddsc)]
    internal static partial dds_stat_keyvalue* dds_lookup_statistic(nint stat, byte* name);

    [StructLayout(LayoutKind.Sequential)]
    internal struct dds_stat_keyvalue
    {
        public byte* name;
        public int kind;
        public ulong value;
    }
}
