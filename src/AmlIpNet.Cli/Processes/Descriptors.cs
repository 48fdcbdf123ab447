using System.Runtime.InteropServices;

namespace AmlIpNet.Cli.Processes;

/// <summary>Keeps this process's sockets to itself: the DDS library's would otherwise be open in every command that a job runs, and a command
/// that outlives this process would hold the domain's ports.</summary>
internal static partial class Descriptors
{
    private const int SetFlags = 2; // F_SETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    private static readonly Lazy<bool> s_kept = new(MarkSockets);

    /// <summary>Marks the sockets that there are, once: the node that calls it has joined its domain. Only Linux tells which they are.</summary>
    public static void KeepSockets() => _ = s_kept.Value;

    private static bool MarkSockets()
    {
        if (!OperatingSystem.IsLinux()) return false;
        foreach (string file in Directory.EnumerateFiles("/proc/self/fd"))
        {
            try
            {
                if (!int.TryParse(Path.GetFileName(file), out int descriptor) || descriptor <= 2) continue;
                if (File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name.StartsWith("socket:[", StringComparison.Ordinal) == true) _ = Control(descriptor, SetFlags, CloseOnExec);
            }
            catch (IOException)
            {
                // Closed meanwhile.
            }
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);
}
