using System.Text.Json;
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
    int Rounds, long Jobs, double Seconds, long BytesSent, long BytesCarried, long BytesReceived, IReadOnlyDictionary<string, long> JobsByNode,
    IReadOnlyDictionary<string, double> PeakMemoryMib, string? Picture, string Words,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PlanJsonOutcome? Plan);

/// <summary>What came of the plan.</summary>
internal sealed record PlanJsonOutcome(
    string Method, int Order, ulong Seed, bool IsGrecoLatin, int AsPlanned, int Elsewhere, int Queued, int Unfit, int Squares, int BalancedSquares,
    IReadOnlyDictionary<string, int[]> Meetings, string Words);

internal sealed record PlanEvent(string Event, JsonElement Plan);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NoteEvent))]
[JsonSerializable(typeof(ProcessEvent))]
[JsonSerializable(typeof(NodeEvent))]
[JsonSerializable(typeof(RoundEvent))]
[JsonSerializable(typeof(VerdictEvent))]
[JsonSerializable(typeof(PlanEvent))]
internal sealed partial class DemoJson : JsonSerializerContext;
