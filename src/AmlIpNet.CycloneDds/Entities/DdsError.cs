using System.Runtime.InteropServices;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>Turns Cyclone's return codes into errors.</summary>
internal static unsafe class DdsError
{
    /// <summary>Passes a result on, or throws when it is an error.</summary>
    /// <exception cref="DdsException">Cyclone refused.</exception>
    public static int Check(int result, string action, string remedy = "Please report it.") =>
        result >= 0 ? result : throw new DdsException($"Cyclone DDS could not {action}: {Describe(result)}. {remedy}");

    /// <summary>Cyclone's name of a return code.</summary>
    public static string Describe(int result) => $"{Marshal.PtrToStringUTF8((nint)dds_strretcode(result))} ({result})";
}
