using System.Runtime.CompilerServices;

[assembly: DisableRuntimeMarshalling]

namespace AmlIpNet.CycloneDds;

/// <summary>Cyclone DDS's C interface, one partial file per header area. Names are the headers' own.</summary>
/// <remarks>Nothing here may carry SuppressGCTransition: nearly every function can call back into managed code.</remarks>
internal static unsafe partial class Interop
{
    /// <summary>The one name under which every import is resolved; see <see cref="CycloneLibrary"/>.</summary>
    private const string Ddsc = "ddsc";

    internal const int DDS_RETCODE_OK = 0;
    internal const int DDS_RETCODE_ERROR = -1;
    internal const int DDS_RETCODE_BAD_PARAMETER = -3;
    internal const int DDS_RETCODE_PRECONDITION_NOT_MET = -4;
    internal const int DDS_RETCODE_TIMEOUT = -10;
    internal const int DDS_RETCODE_NO_DATA = -11;

    /// <summary>An infinite dds_duration_t, which counts nanoseconds.</summary>
    internal const long DDS_INFINITY = long.MaxValue;
}
