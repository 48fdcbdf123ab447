using System.Text.Json;
using System.Text.Json.Serialization;

namespace AmlIpNet.Cli.Rendering;

/// <summary>A node's status as <c>amlip status --json</c> writes it, one object a line.</summary>
internal sealed record StatusJson(string Node, string Name, string Kind, string State, bool Lost, DateTimeOffset Seen)
{
    public static StatusJson Of(NodeStatus status) =>
        new(status.Id.ToString(), status.Id.Name, Names.Of(status.Kind), Names.Of(status.State), status.IsLost, status.LastSeen);

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

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatusJson))]
internal sealed partial class StatusJsonContext : JsonSerializerContext;
