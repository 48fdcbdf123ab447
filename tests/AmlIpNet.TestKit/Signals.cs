using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AmlIpNet.TestKit;

/// <summary>POSIX signals; the numbers are Linux's.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int process, int signal)
    {
        if (kill(process, signal) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Signal {signal} did not reach process {process}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
