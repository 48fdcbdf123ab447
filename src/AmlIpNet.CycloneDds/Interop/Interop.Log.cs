using System.Runtime.InteropServices;

namespace AmlIpNet.CycloneDds;

/// <content>ddsrt/log.h.</content>
internal static unsafe partial class Interop
{
    internal const uint DDS_LC_FATAL = 1;
    internal const uint DDS_LC_ERROR = 2;
    internal const uint DDS_LC_WARNING = 4;

    /// <summary>Cyclone holds a lock while it calls the sink: the sink must not call Cyclone.</summary>
    [LibraryImport(Ddsc)]
    internal static partial void dds_set_log_sink(delegate* unmanaged<nint, dds_log_data_t*, void> callback, nint userdata);

    [StructLayout(LayoutKind.Sequential)]
    internal struct dds_log_data_t
    {
        public uint priority;
        public uint domid;
        public byte* file;
        public uint line;
        public byte* function;
        public byte* message;
        public nuint size;
        public nuint hdrsize;
    }
}
