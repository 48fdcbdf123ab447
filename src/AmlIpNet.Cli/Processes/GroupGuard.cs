using System.Diagnostics;

namespace AmlIpNet.Cli.Processes;

/// <summary>
/// A small shell process that outlives this one when it is killed by <c>kill -9</c>: it is told of each process group that
/// starts and ends, and when its input ends it kills the groups that are left, and then ends itself.
/// </summary>
internal sealed class GroupGuard : IDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        live=' '
        while read -r what group; do
            if [ "$what" = + ]; then live="$live$group "; else
                rest=' '; for g in $live; do [ "$g" = "$group" ] || rest="$rest$g "; done; live=$rest
            fi
        done
        for g in $live; do kill -9 "-$g" 2>/dev/null; done
        """;

    private readonly Lock _lock = new();
    private Process? _process;
    private bool _disposed;

    /// <summary>Starts the guard, so that it is there before the group is: starting it takes time in which this process could be killed.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (!_disposed) _process ??= StartGuard();
        }
    }

    public void Add(int group) => Tell('+', group);

    public void Remove(int group) => Tell('-', group);

    /// <summary>Ends the guard, which kills what is left.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            if (_process is null) return;
            _process.StandardInput.Dispose();
            _process.WaitForExit(TimeSpan.FromSeconds(2));
            _process.Dispose();
            _process = null;
        }
    }

    private void Tell(char what, int group)
    {
        lock (_lock)
        {
            if (_disposed) return;
            try
            {
                _process ??= StartGuard();
                _process.StandardInput.Write($"{what} {group}\n");
                _process.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Somebody killed the guard: start another one with the next group. The groups are still killed by their owners.
                _process?.Dispose();
                _process = null;
            }
        }
    }

    private static Process StartGuard() => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true, UseShellExecute = false })!;
}
