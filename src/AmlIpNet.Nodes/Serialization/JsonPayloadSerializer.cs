using System.Text.Json;

namespace AmlIpNet;

/// <summary>Payloads as JSON in UTF-8, by System.Text.Json.</summary>
/// <param name="options">How to read and write; null for camel case names, read in any case. Give it a source-generated resolver to do without reflection.</param>
public sealed class JsonPayloadSerializer(JsonSerializerOptions? options = null) : IPayloadSerializer
{
    private readonly JsonSerializerOptions _options = options ?? JsonSerializerOptions.Web;

    /// <summary>The one that nodes use unless they are told otherwise.</summary>
    public static JsonPayloadSerializer Default { get; } = new();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Serialize<T>(T value)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, _options);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw InvalidPayloadException.Unwritable(this, typeof(T), error.Message, error);
        }
    }

    /// <inheritdoc/>
    public T Deserialize<T>(ReadOnlyMemory<byte> payload)
    {
        T? value;
        try
        {
            value = JsonSerializer.Deserialize<T>(payload.Span, _options);
        }
        catch (Exception error) when (error is not OutOfMemoryException) // constructors and converters are the user's code, and the bytes choose which is called
        {
            throw InvalidPayloadException.Unreadable(this, typeof(T), payload.Length, error.Message, error);
        }

        return value ?? throw InvalidPayloadException.Unreadable(this, typeof(T), payload.Length, "it is null.");
    }

    /// <inheritdoc/>
    public override string ToString() => "JSON";
}
