using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Processes;

/// <summary>
/// Runs shell commands in process groups of their own, so that a command and all that it started can be killed together. On
/// Linux <c>setsid</c> makes the group and a guard process kills it even when this process dies without a word; elsewhere the
/// tree of children is killed.
/// </summary>
internal sealed partial class ProcessGroup : IDisposable
{
    private const int SigKill = 9;

    private static readonly string? s_setsid = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    private readonly GroupGuard? _guard;
    private volatile bool _over;

    private ProcessGroup(Process process, GroupGuard? guard)
    {
        Process = process;
        _guard = guard;
    }

    /// <summary>The shell that runs the command; its three standard streams are redirected.</summary>
    public Process Process { get; }

    public static bool HasGroups => s_setsid is not null;

    public static ProcessGroup Start(string command, GroupGuard guard, IEnumerable<KeyValuePair<string, string>> variables, string? folder = null)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/d", "/c", command])
            : s_setsid is not null ? new ProcessStartInfo(s_setsid, ["/bin/sh", "-c", command]) : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        if (folder is not null) start.WorkingDirectory = folder;
        foreach (var (name, value) in variables) start.Environment[name] = value;
        try
        {
            Descriptors.KeepSockets();
            if (HasGroups) guard.Start();
            var process = Process.Start(start) ?? throw new BadInputException($"{start.FileName} did not start.");
            if (HasGroups) guard.Add(process.Id);
            return new ProcessGroup(process, HasGroups ? guard : null);
        }
        catch (Win32Exception error)
        {
            throw new BadInputException($"{start.FileName} cannot be started to run '{command}': {error.Message}.", error);
        }
    }

    /// <summary>Waits until the command has ended, and kills what it left behind in its group.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        await Process.WaitForExitAsync(cancellationToken);
        Kill();
        // From now on the id may belong to somebody else.
        _over = true;
    }

    /// <summary>Kills the command and all that it started and that stayed in its group. Does nothing when they are gone.</summary>
    public void Kill()
    {
        if (_over) return;
        try
        {
            // setsid does not fork, since the new process leads no group yet: the group's id is the process id.
            if (HasGroups) _ = NativeKill(-Process.Id, SigKill);
            Process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // Gone already.
        }
    }

    /// <summary>Kills what is left of it.</summary>
    public void Dispose()
    {
        Kill();
        _guard?.Remove(Process.Id);
        Process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int NativeKill(int pid, int signal);
}
