using System.Diagnostics;
using AmlIpNet.Cli.Processes;

namespace AmlIpNet.Cli.Handlers;

/// <summary>A shell command that is run again and again: it reads bytes, and what it writes is the result. An exit code other than 0 is a failure with that code. What it says on
/// standard error is shown line by line, and the last of it explains a failure.</summary>
internal sealed class ExecCommand(string command, int maxOutputBytes) : IDisposable
{
    private const int MaxErrorLine = 4_096;
    private const int MaxCommandLength = 200;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly GroupGuard _guard = new();

    /// <param name="input">What it reads.</param>
    /// <param name="variables">Its environment, besides that of this process.</param>
    /// <param name="words">Takes what it says on standard error.</param>
    /// <param name="folder">Where it runs; null: where this process does.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="ExecFailedException">The command failed, or its output is above the limit.</exception>
    public async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> input, IEnumerable<KeyValuePair<string, string>> variables, LastWords words, string? folder, CancellationToken cancellationToken)
    {
        using var group = ProcessGroup.Start(command, _guard, variables, folder);
        using var registration = cancellationToken.UnsafeRegister(static state => ((ProcessGroup)state!).Kill(), group);
        var process = group.Process;
        var writing = WriteInputAsync(process, input);
        var errors = ReadErrorsAsync(process, words);
        try
        {
            var reading = BoundedOutput.ReadAsync(process.StandardOutput.BaseStream, maxOutputBytes, cancellationToken);
            var ending = group.WaitForEndAsync(cancellationToken);
            // Output above the limit faults the reading while the command still writes.
            if (await Task.WhenAny(reading, ending) == reading) _ = await reading;
            await ending;
            var output = await OutputAfterEndAsync(reading, errors);
            cancellationToken.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? output : throw new ExecFailedException($"The command '{Shortened()}' ended with exit code {process.ExitCode}.{words}", process.ExitCode) { Quotes = true };
        }
        finally
        {
            group.Kill();
            await writing;
        }
    }

    public void Dispose() => _guard.Dispose();

    // The pipes end with the group, unless a process left the group and holds them open: nobody knows for how long.
    private static async Task<ReadOnlyMemory<byte>> OutputAfterEndAsync(Task<ReadOnlyMemory<byte>> output, Task errors)
    {
        try
        {
            await Task.WhenAll(output, errors).WaitAsync(s_patience);
            return await output;
        }
        catch (TimeoutException)
        {
            throw new ExecFailedException("The command ended, but a process that it started in another session keeps its output open: redirect that process's output.");
        }
    }

    private static async Task WriteInputAsync(Process process, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            await input.WriteAsync(bytes);
        }
        catch (IOException)
        {
            // The command need not read all of its input.
        }
    }

    private static async Task ReadErrorsAsync(Process process, LastWords words)
    {
        try
        {
            await BoundedLines.ReadAsync(process.StandardError, MaxErrorLine, words.Take);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The pipe ended with the command.
        }
    }

    private string Shortened() => command.Length <= MaxCommandLength ? command : command[..MaxCommandLength] + "…";
}
