using System.Text.Json;
using System.Text.Json.Serialization;
using AmlIpNet.Cli.Rendering;

namespace AmlIpNet.Cli.Demo.View;

/// <summary>One JSON object a line, the last one the verdict.</summary>
internal sealed class JsonView(TextWriter output) : IDemoView
{
    public void Note(string text) => Write(new NoteEvent("note", text), DemoJson.Default.NoteEvent);

    public void Process(string name, int id) => Write(new ProcessEvent("process", name, id), DemoJson.Default.ProcessEvent);

    public void Node(StatusJson node) => Write(new NodeEvent("node", node.Node, node.Name, node.Kind, node.State, node.Lost), DemoJson.Default.NodeEvent);

    public void Job(DemoProgress progress) { }

    public void Round(DemoProgress p) => Write(
        new RoundEvent("round", p.Round, p.Merged, p.Alone, p.Jobs, p.JobsByNode, p.BytesSent, p.BytesReceived, Seconds(p)), DemoJson.Default.RoundEvent);

    public void Verdict(DemoProgress p) => Write(
        new VerdictEvent("verdict", p.Merged, p.Alone.Max(), p.Rounds, p.Jobs, Seconds(p), p.BytesSent, p.BytesReceived), DemoJson.Default.VerdictEvent);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static double Seconds(DemoProgress progress) => Math.Round(progress.Elapsed.TotalSeconds, 3);

    private void Write<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        output.WriteLine(JsonSerializer.Serialize(value, type));
        output.Flush();
    }
}

internal sealed record NoteEvent(string Event, string Text);

internal sealed record ProcessEvent(string Event, string Name, int Process);

internal sealed record NodeEvent(string Event, string Node, string Name, string Kind, string State, bool Lost);

internal sealed record RoundEvent(
    string Event, int Round, double MergedAccuracy, IReadOnlyList<double> AloneAccuracies, long Jobs, IReadOnlyDictionary<string, long> JobsByNode,
    long BytesSent, long BytesReceived, double Seconds);

internal sealed record VerdictEvent(
    string Event, double MergedAccuracy, double BestWorkerAccuracy, int Rounds, long Jobs, double Seconds, long BytesSent, long BytesReceived);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NoteEvent))]
[JsonSerializable(typeof(ProcessEvent))]
[JsonSerializable(typeof(NodeEvent))]
[JsonSerializable(typeof(RoundEvent))]
[JsonSerializable(typeof(VerdictEvent))]
internal sealed partial class DemoJson : JsonSerializerContext;
