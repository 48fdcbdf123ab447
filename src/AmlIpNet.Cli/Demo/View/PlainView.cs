using AmlIpNet.Cli.Rendering;

namespace AmlIpNet.Cli.Demo.View;

/// <summary>A line for each round, for files and pipes.</summary>
internal sealed class PlainView(TextWriter output) : IDemoView
{
    public void Note(string text) => output.WriteLine(text);

    public void Process(string name, int id) => output.WriteLine($"{name} is process {id}");

    public void Node(StatusJson node)
    {
        if (node.Lost) output.WriteLine($"{node.Node} was lost");
    }

    public void Job(DemoProgress progress) { }

    public void Round(DemoProgress progress)
    {
        var alone = string.Join(' ', progress.Alone.Select(Format.Percent));
        var byNode = string.Join(", ", progress.JobsByNode.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => $"{ShortName(n.Key)} {n.Value}"));
        output.WriteLine(
            $"round {progress.Round,3} of {progress.Rounds}  merged {Format.Percent(progress.Merged)}  shards alone {alone}  " +
            $"{progress.Jobs} jobs ({byNode})  {Format.Bytes(progress.BytesSent)} out, {Format.Bytes(progress.BytesReceived)} in  {Format.Seconds(progress.Elapsed)}");
    }

    public void Verdict(DemoProgress progress) => output.WriteLine(Format.Verdict(progress));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The id without its four random bytes (.aa.bb.cc.dd).
    private static string ShortName(string node) => node.Length > 12 ? node[..^12] : node;
}
