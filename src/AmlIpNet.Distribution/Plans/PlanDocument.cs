using System.Text.Json.Serialization;

namespace AmlIpNet.Distribution;

/// <summary>What stands in a plan's JSON, not yet checked.</summary>
internal sealed record PlanDocument
{
    public string? Format { get; init; }

    public string? Method { get; init; }

    public ulong? Seed { get; init; }

    public string?[]? Consumables { get; init; }

    public WorkerDocument?[]? Workers { get; init; }

    public TaskDocument?[]? Tasks { get; init; }

    public Dictionary<string, decimal>?[]? Kinds { get; init; }

    public Dictionary<string, decimal>?[]? Shards { get; init; }

    public string?[]?[]? Rounds { get; init; }

    public Dictionary<string, string?>? Elsewhere { get; init; }

    public Certificate? Certificate { get; init; }
}

internal sealed record WorkerDocument(string? Name = null, Dictionary<string, string?>? Attributes = null);

internal sealed record TaskDocument(string? Name = null, Dictionary<string, decimal>? Requires = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false,
    RespectRequiredConstructorParameters = true, MaxDepth = 8, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(Certificate))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
