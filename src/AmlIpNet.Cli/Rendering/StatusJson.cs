using System.Text.Json;
using System.Text.Json.Serialization;

namespace AmlIpNet.Cli.Rendering;

/// <summary>A node's status as <c>amlip status --json</c> writes it, one object a line.</summary>
internal sealed record StatusJson(string Node, string Name, string Kind, string State, bool Lost, DateTimeOffset Seen)
{
    /// <summary>The machine that it runs on; left out for nodes that do not say.</summary>
    public string? Host { get; init; }

    /// <summary>How busy it is; left out for nodes that do not say.</summary>
    public LoadJson? Load { get; init; }

    public static StatusJson Of(NodeStatus status) =>
        new(status.Id.ToString(), status.Id.Name, Names.Of(status.Kind), Names.Of(status.State), status.IsLost, status.LastSeen)
        {
            Host = status.Host ?? status.Load?.Host,
            Load = status.Load is { } load ? new(load.Slots, load.Running, load.Done, load.Failed, load.Host, load.IsDraining, load.IsSuspected) : null,
        };

    public string ToLine() => JsonSerializer.Serialize(this, StatusJsonContext.Default.StatusJson);

    public static StatusJson? FromLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, StatusJsonContext.Default.StatusJson);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A Computing node's load within its status.</summary>
internal sealed record LoadJson(int Slots, int Running, long Done, long Failed, string? Host, bool Draining, bool Suspected);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusJson))]
internal sealed partial class StatusJsonContext : JsonSerializerContext;
