namespace AmlIpNet.Cli.Rendering;

/// <summary>Tells at the foot of standard error how far a job is; without a terminal it says nothing.</summary>
internal sealed class JobProgressLine : IProgress<JobProgress>, IDisposable
{
    private readonly ProgressLine _line;
    private string _text = "";

    public JobProgressLine() => _line = new ProgressLine(() => Volatile.Read(ref _text));

    public void Report(JobProgress value)
    {
        Volatile.Write(ref _text, Describe(value));
        _line.Update();
    }

    public void WriteLine(string line)
    {
        Volatile.Write(ref _text, ""); // what is written tells more
        _line.WriteLine(line);
    }

    public void Dispose() => _line.Dispose();

    internal static string Describe(in JobProgress progress)
    {
        string share = progress.Fraction is { } fraction ? $" {fraction * 100:0} %" : "";
        // What the handler says is one line here, whatever characters it has.
        string text = SafeText.Of(new([.. progress.Text.Select(c => char.IsControl(c) ? ' ' : c).Take(120)]));
        return $"{progress.Server}:{(share.Length + text.Length == 0 ? " started" : share)}{(text.Length == 0 ? "" : " " + text)}";
    }
}
