using System.Runtime.InteropServices;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>Turns Cyclone's return codes into errors.</summary>
internal static unsafe class DdsError
{
    /// <summary>Passes a result on, or throws when it is an error.</summary>
    /// <param name="result">What Cyclone returned.</param>
    /// <param name="action">What it was to do; a constant, as most calls succeed and some are frequent.</param>
    /// <param name="subject">With what.</param>
    /// <param name="remedy">What to do about it; null: report it.</param>
    /// <exception cref="DdsException">Cyclone refused.</exception>
    public static int Check(int result, string action, object? subject = null, object? remedy = null) =>
        result >= 0 ? result : throw new DdsException($"Cyclone DDS could not {action}{(subject is null ? "" : " ")}{subject}: {Describe(result)}. {remedy ?? "Please report it."}");

    /// <summary>Cyclone's name of a return code.</summary>
    public static string Describe(int result) => $"{Marshal.PtrToStringUTF8((nint)dds_strretcode(result))} ({result})";
}
