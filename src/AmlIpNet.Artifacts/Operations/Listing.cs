using System.Text.Json;

namespace AmlIpNet.Artifacts;

/// <summary>All that came, side by side.</summary>
internal static class Listing
{
    private const string Json = "application/json";

    /// <summary>A JSON array of what came: JSON as it is, text as a text, other bytes in base 64.</summary>
    public static ValueTask ListAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters();
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var value in call.AllReceived) Write(json, value, call);
            json.WriteEndArray();
        }

        call.SetProduct(new DataValue(bytes.ToArray(), Json));
        return default;
    }

    private static void Write(Utf8JsonWriter json, DataValue value, OperationCall call)
    {
        try
        {
            if (value.ContentType == Json) json.WriteRawValue(value.Bytes.Span);
            else if (value.ContentType == DataValue.Text) json.WriteStringValue(value.Bytes.Span);
            else json.WriteBase64StringValue(value.Bytes.Span);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new OperationException($"The operation {call.Operation.Name} of step {call.Task.Step} was given {value.Bytes.Length:N0} bytes that are no {value.ContentType}: let the step before it tell what its product is.", error);
        }
    }
}
