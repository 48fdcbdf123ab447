using System.Text.Json.Serialization;

namespace AmlIpNet.Cli.Demo.View;

internal sealed record NoteEvent(string Event, string Text);

internal sealed record ProcessEvent(string Event, string Name, int Process);

internal sealed record NodeEvent(string Event, string Node, string Name, string Kind, string State, bool Lost);

internal sealed record RoundEvent(
    string Event, int Round, double MergedAccuracy, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? RawAccuracy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? FilteredAccuracy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Merge,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Atoms, IReadOnlyList<double> AloneAccuracies,
    long Jobs, IReadOnlyDictionary<string, long> JobsByNode, long BytesSent, long BytesReceived, double Seconds);

/// <summary>The verdict. What may be null is there all the same, except for what the model does not have.</summary>
internal sealed record VerdictEvent(
    string Event, string Model, double MergedAccuracy, double? BestWorkerAccuracy, bool Control, IReadOnlyList<double> AloneAccuracies,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Merge,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Atoms,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? Errors,
    int Rounds, long Jobs, double Seconds, long BytesSent, long BytesReceived, IReadOnlyDictionary<string, long> JobsByNode,
    IReadOnlyDictionary<string, double> PeakMemoryMib, string? Picture, string Words);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NoteEvent))]
[JsonSerializable(typeof(ProcessEvent))]
[JsonSerializable(typeof(NodeEvent))]
[JsonSerializable(typeof(RoundEvent))]
[JsonSerializable(typeof(VerdictEvent))]
internal sealed partial class DemoJson : JsonSerializerContext;
