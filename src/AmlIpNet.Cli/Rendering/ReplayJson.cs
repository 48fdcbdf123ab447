using System.Text.Json;
using System.Text.Json.Serialization;

namespace AmlIpNet.Cli.Rendering;

/// <summary>A line of <c>amlip replay --json</c> for one event.</summary>
internal sealed record ReplayStepJson(string Event, long Step, DateTimeOffset At, string Input, string[] Actions, string? Error, string? Divergence);

/// <summary>The last line of <c>amlip replay --json</c>.</summary>
internal sealed record ReplayVerdictJson(string Event, string Machine, string Node, long Steps, bool Diverged, string? Divergence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReplayStepJson))]
[JsonSerializable(typeof(ReplayVerdictJson))]
internal sealed partial class ReplayJsonContext : JsonSerializerContext
{
    public static string Line(ReplayStepJson step) => JsonSerializer.Serialize(step, Default.ReplayStepJson);

    public static string Line(ReplayVerdictJson verdict) => JsonSerializer.Serialize(verdict, Default.ReplayVerdictJson);
}
