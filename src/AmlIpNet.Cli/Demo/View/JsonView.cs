using System.Text.Json;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Distribution;

namespace AmlIpNet.Cli.Demo.View;

/// <summary>One JSON object a line, the last one the verdict.</summary>
internal sealed class JsonView(TextWriter output) : IDemoView
{
    public void Note(string text) => Write(new NoteEvent("note", text), DemoJson.Default.NoteEvent);

    public void Process(string name, int id) => Write(new ProcessEvent("process", name, id), DemoJson.Default.ProcessEvent);

    public void Node(StatusJson node) => Write(new NodeEvent("node", node.Node, node.Name, node.Kind, node.State, node.Lost), DemoJson.Default.NodeEvent);

    public void Job(DemoProgress progress) { }

    public void Round(DemoProgress p)
    {
        var merged = p.Row!.Merged;
        Write(new RoundEvent("round", p.Row.Round, merged.Accuracy, Number(merged.Merge?.Raw), Number(merged.Merge?.Filtered), Choice(merged.Merge), merged.Merge?.Atoms, p.Row.Alone,
            p.Jobs, p.JobsByNode, p.BytesSent, p.BytesReceived, Seconds(p)), DemoJson.Default.RoundEvent);
    }

    public void Verdict(DemoVerdict verdict)
    {
        var (p, last) = (verdict.Progress, verdict.Last);
        Write(new VerdictEvent("verdict", verdict.Model, last.Merged.Accuracy, verdict.BestWorker, last.Alone.Count > 0, last.Alone, Choice(last.Merged.Merge), last.Merged.Merge?.Atoms,
            verdict.Findings.Lines.Count == 0 ? null : verdict.Findings.Lines.ToDictionary(line => line.What, line => line.Errors),
            p.Rounds, p.Jobs, Seconds(p), p.BytesSent, p.BytesCarried, p.BytesReceived, p.JobsByNode,
            verdict.PeakMemory.ToDictionary(m => m.Key, m => Math.Round(m.Value, 1)), verdict.Picture, verdict.Findings.Words, Outcome(verdict.Plan)), DemoJson.Default.VerdictEvent);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Plan(Plan plan)
    {
        using var json = JsonDocument.Parse(PlanJson.Write(plan));
        Write(new PlanEvent("plan", json.RootElement), DemoJson.Default.PlanEvent);
    }

    private static PlanJsonOutcome? Outcome(PlanOutcome? outcome) => outcome is null ? null : new(
        outcome.Plan.Method == PlanMethod.Latin ? "latin" : "greco-latin", outcome.Plan.Workers.Length, outcome.Plan.Seed, outcome.Plan.Certificate.IsGrecoLatin,
        outcome.AsPlanned, outcome.Elsewhere, outcome.Queued, outcome.Unfit, outcome.Squares, outcome.Balanced, outcome.Meetings, outcome.Words);

    private static double? Number(double? value) => value is null or double.NaN ? null : value;

    private static string? Choice(Training.MergeResult? merge) => merge is null ? null : merge.IsFiltered ? "filtered" : "raw";

    private static double Seconds(DemoProgress progress) => Math.Round(progress.Elapsed.TotalSeconds, 3);

    private void Write<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        output.WriteLine(JsonSerializer.Serialize(value, type));
        output.Flush();
    }
}
