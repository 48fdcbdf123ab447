using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AmlIpNet.Bench;

/// <summary>POSIX signals; the numbers are Linux's.</summary>
internal static partial class Posix
{
    public const int Kill = 9;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int process, int signal)
    {
        if (kill(process, signal) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Signal {signal} did not reach process {process}");
    }

    /// <summary>How many threads were ready to run, on average over the last minute.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
