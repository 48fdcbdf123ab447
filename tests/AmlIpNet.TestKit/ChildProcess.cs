using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AmlIpNet.TestKit;

/// <summary>
/// A process that a test started: its output line by line, its memory, and the signals that tests send. Disposing kills it with its
/// children. Its standard input stays open until then, so a program that ends at the end of its input never outlives the test run.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int ErrorLinesKept = 50;
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>(new() { SingleWriter = true });
    private readonly Queue<string> _errors = new();
    private readonly Task _pumps;

    private ChildProcess(Process process)
    {
        _process = process;
        Name = Path.GetFileName(process.StartInfo.FileName);
        Id = process.Id;
        _pumps = Task.WhenAll(PumpLines(), PumpErrors());
    }

    /// <summary>The program's name, for messages.</summary>
    public string Name { get; }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>What the process reads; closing it ends well-behaved programs.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>The last lines that it wrote to standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return string.Join('\n', _errors);
        }
    }

    /// <summary>Physical memory that it uses now, in bytes (RSS).</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a program; it inherits the environment and gets the given variables besides.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in variables ?? []) start.Environment[name] = value;
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    /// <summary>Starts a managed program by its .dll, with the host that runs this test.</summary>
    public static ChildProcess StartDotnet(string assembly, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? variables = null) =>
        Start(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [assembly, .. arguments], variables);

    /// <summary>The lines of standard output, to its end. Each line is given out once.</summary>
    public IAsyncEnumerable<string> ReadLinesAsync(CancellationToken cancellationToken = default) => _lines.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Reads on until a line fits.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="InvalidOperationException">The process ended without it.</exception>
    public async Task<string> WaitForLineAsync(Predicate<string> fits, string what, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? Wait.Timeout);
        try
        {
            await foreach (string line in ReadLinesAsync(limit.Token).ConfigureAwait(false))
            {
                if (fits(line)) return line;
            }
        }
        catch (OperationCanceledException)
        {
            throw Wait.Missing($"{what}, from {Name} ({Id})", timeout, () => $"standard error: {Errors}");
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
        throw new InvalidOperationException($"{Name} ({Id}) ended with {_process.ExitCode} without {what}. Standard error: {Errors}");
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code; 128 + n after signal n.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        await Wait.For(_process.WaitForExitAsync(), $"the end of {Name} ({Id})", timeout, () => $"standard error: {Errors}").ConfigureAwait(false);
        await _pumps.ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Freezes it (SIGSTOP).</summary>
    public void Stop() => Signals.Send(Id, Signals.Stop);

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Continue() => Signals.Send(Id, Signals.Continue);

    /// <summary>Asks it to end, as Ctrl-C does (SIGINT).</summary>
    public void Interrupt() => Signals.Send(Id, Signals.Interrupt);

    /// <summary>Asks it to end, as a service manager does (SIGTERM).</summary>
    public void Terminate() => Signals.Send(Id, Signals.Terminate);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await _pumps.ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task PumpLines()
    {
        await foreach (string line in ReadAll(_process.StandardOutput).ConfigureAwait(false)) _lines.Writer.TryWrite(line);
        _lines.Writer.Complete();
    }

    private async Task PumpErrors()
    {
        await foreach (string line in ReadAll(_process.StandardError).ConfigureAwait(false))
        {
            lock (_errors)
            {
                _errors.Enqueue(line);
                if (_errors.Count > ErrorLinesKept) _errors.Dequeue();
            }
        }
    }

    private static async IAsyncEnumerable<string> ReadAll(StreamReader reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line) yield return line;
    }
}
