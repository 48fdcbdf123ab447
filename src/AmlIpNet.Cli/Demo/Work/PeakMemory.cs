using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace AmlIpNet.Cli.Demo.Work;

/// <summary>The largest resident memory of the demo's processes, as the system counts it. Asked from time to time, since a process
/// that has ended cannot be asked any more.</summary>
internal sealed class PeakMemory
{
    private const double Mebibyte = 1 << 20;

    private readonly ConcurrentDictionary<int, string> _names = new();
    private readonly ConcurrentDictionary<string, double> _peaks = new();

    /// <summary>Watches a process. Nodes that share one are counted under the first name.</summary>
    public void Watch(string name, int process) => _names.TryAdd(process, name);

    /// <summary>Asks every process that still runs.</summary>
    /// <returns>MiB by name; of a node that was started again, its largest process.</returns>
    public IReadOnlyDictionary<string, double> Sample()
    {
        foreach (var (id, name) in _names)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                var peak = process.PeakWorkingSet64 / Mebibyte;
                _peaks.AddOrUpdate(name, peak, (_, before) => Math.Max(before, peak));
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException)
            {
                // It has ended.
            }
        }

        return new SortedDictionary<string, double>(_peaks, StringComparer.Ordinal);
    }
}
