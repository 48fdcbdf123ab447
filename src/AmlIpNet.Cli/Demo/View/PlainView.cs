using AmlIpNet.Cli.Rendering;
using AmlIpNet.Distribution;

namespace AmlIpNet.Cli.Demo.View;

/// <summary>A line for each round, for files and pipes.</summary>
internal sealed class PlainView(TextWriter output) : IDemoView
{
    public void Note(string text) => output.WriteLine(text);

    public void Plan(Plan plan) => output.WriteLine(plan);

    public void Process(string name, int id) => output.WriteLine($"{name} is process {id}");

    public void Node(StatusJson node)
    {
        if (node.Lost) output.WriteLine($"{node.Node} was lost");
    }

    public void Job(DemoProgress progress) { }

    public void Round(DemoProgress progress)
    {
        var row = progress.Row!;
        var merge = row.Merged.Merge is { } chosen ? $" {Format.Merge(chosen)}" : "";
        var alone = row.Alone.Count == 0 ? "" : $"  alone {string.Join(' ', row.Alone.Select(a => Format.Percent(a)))}";
        var byNode = string.Join(", ", progress.JobsByNode.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => $"{ShortName(n.Key)} {n.Value}"));
        output.WriteLine(
            $"round {row.Round,3} of {progress.Rounds}  merged {Format.Percent(row.Merged.Accuracy)}{merge}{alone}  " +
            $"{progress.Jobs} jobs ({byNode})  {Format.Bytes(progress.BytesSent)} out, {Format.Bytes(progress.BytesReceived)} in  {Format.Seconds(progress.Elapsed)}");
    }

    public void Verdict(DemoVerdict verdict)
    {
        foreach (var (what, errors) in verdict.Findings.Lines) output.WriteLine($"{what,-40} {Format.Percent(errors, "0.00"),8}");
        if (verdict.Plan is { } plan) output.WriteLine(plan.Words);
        output.WriteLine(Format.Carried(verdict.Progress));
        output.WriteLine(Format.Memory(verdict.PeakMemory));
        if (verdict.Picture is { } picture) output.WriteLine($"Picture: {picture}");
        output.WriteLine(Format.Verdict(verdict));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The id without its four random bytes (.aa.bb.cc.dd).
    private static string ShortName(string node) => node.Length > 12 ? node[..^12] : node;
}
