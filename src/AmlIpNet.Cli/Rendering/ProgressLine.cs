namespace AmlIpNet.Cli.Rendering;

/// <summary>A line at the foot of standard error that tells how far things are, below the lines written meanwhile. Without a
/// terminal there are only the lines.</summary>
internal sealed class ProgressLine(Func<string> text) : IDisposable
{
    private const string ClearLine = "\r\u001b[K";

    private readonly Lock _lock = new();
    private readonly bool _live = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    public void Update()
    {
        if (!_live) return;
        lock (_lock) Console.Error.Write(ClearLine + text());
    }

    public void WriteLine(string line)
    {
        line = SafeText.OfLines(line);
        lock (_lock) Console.Error.WriteLine(_live ? ClearLine + line : line);
        Update();
    }

    public void Dispose()
    {
        if (_live) Console.Error.Write(ClearLine);
    }
}
