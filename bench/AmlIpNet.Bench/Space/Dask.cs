using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace AmlIpNet.Bench.Space;

/// <summary>Dask distributed with a scheduler, three workers of one thread, and a client, each in a process of its own, as the yardstick.</summary>
internal sealed class Dask : IAsyncDisposable
{
    private static readonly string[] s_pythons = ["python3", "/usr/bin/python3"];
    private readonly Process _process;

    private Dask(Process process, string version) => (_process, Version) = (process, version);

    public string Version { get; }

    /// <summary>Starts it.</summary>
    /// <returns>Null when no Python here has it.</returns>
    public static async Task<Dask?> StartAsync()
    {
        foreach (string python in s_pythons)
        {
            if (!Has(python)) continue;
            string script = Path.Combine(AppContext.BaseDirectory, "dask_gather.py");
            var process = Process.Start(new ProcessStartInfo(python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            return new(process, await ReadAsync(process));
        }

        return null;
    }

    /// <summary>One round of all operations.</summary>
    /// <returns>Their times in microseconds.</returns>
    public async Task<Dictionary<string, double>> MeasureAsync(int size, int count, int singles)
    {
        await _process.StandardInput.WriteLineAsync($"{size} {count} {singles}");
        await _process.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize<Dictionary<string, double>>(await ReadAsync(_process))!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static async Task<string> ReadAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)) ?? throw new InvalidOperationException("Dask's process ended; what it said stands above.");

    private static bool Has(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import distributed"]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
