using System.ComponentModel;
using System.Diagnostics;

namespace AmlIpNet.Cli.Processes;

/// <summary>Another process of this program that runs a node (<c>--managed</c>): it ends when its standard input does, so it
/// cannot outlive this process.</summary>
internal sealed class ChildNode : IAsyncDisposable
{
    private const int MaxLine = 65_536;
    private const int ErrorLinesKept = 20;
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private readonly Task _pumps;

    private ChildNode(Process process, Action<string> onLine)
    {
        _process = process;
        ProcessId = process.Id;
        _pumps = Task.WhenAll(PumpAsync(process.StandardOutput, onLine), PumpAsync(process.StandardError, KeepError));
        Exited = WaitAsync();
    }

    public int ProcessId { get; }

    /// <summary>Ends with the process: its exit code (128 + n after signal n).</summary>
    public Task<int> Exited { get; }

    /// <summary>The last lines that it wrote to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return string.Join(Environment.NewLine, _errors);
        }
    }

    public static ChildNode Start(IEnumerable<string> arguments, Action<string> onLine)
    {
        var start = Self.StartInfo([.. arguments, "--managed"]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        return new ChildNode(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start."), onLine);
    }

    /// <summary>Lets it say farewell; kills it when that takes too long.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        if (await Task.WhenAny(Exited, Task.Delay(s_farewell)) != Exited) Kill();
        await Exited;
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // Gone meanwhile.
        }
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        await _pumps;
        return _process.ExitCode;
    }

    private static Task PumpAsync(StreamReader reader, Action<string> take) => BoundedLines.ReadAsync(reader, MaxLine, take);

    private void KeepError(string line)
    {
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > ErrorLinesKept) _errors.Dequeue();
        }
    }
}
