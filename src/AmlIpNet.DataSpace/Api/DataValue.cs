using System.Text;
using AmlIpNet.DataSpace;

namespace AmlIpNet;

/// <summary>A value of a data space: bytes, and what they are. Immutable: whoever makes one from memory lends that memory and changes it no more.</summary>
/// <param name="bytes">The bytes; borrowed.</param>
/// <param name="contentType">What they are, such as <c>application/json</c>; empty for bytes. At most 128 bytes of UTF-8 without control characters.</param>
public sealed class DataValue(ReadOnlyMemory<byte> bytes, string contentType = "")
{
    /// <summary>The content type of <see cref="FromString"/>.</summary>
    public const string Text = "text/plain; charset=utf-8";

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>What they are.</summary>
    public string ContentType { get; } = Names.CheckContentType(contentType);

    /// <summary>A text in UTF-8.</summary>
    public static DataValue FromString(string text) => new(Encoding.UTF8.GetBytes(text), Text);

    /// <summary>Copies the bytes.</summary>
    public static DataValue FromBytes(ReadOnlySpan<byte> bytes, string contentType = "") => new(bytes.ToArray(), contentType);

    /// <summary>What a serializer makes of it; JSON without one.</summary>
    /// <exception cref="InvalidPayloadException">It cannot be written.</exception>
    public static DataValue From<T>(T value, IPayloadSerializer? serializer = null)
    {
        serializer ??= JsonPayloadSerializer.Default;
        return new(serializer.Serialize(value), serializer switch { JsonPayloadSerializer => "application/json", ProtobufPayloadSerializer => "application/x-protobuf", _ => "" });
    }

    /// <summary>What a serializer reads in it; JSON without one.</summary>
    /// <exception cref="InvalidPayloadException">The bytes are no such value.</exception>
    public T To<T>(IPayloadSerializer? serializer = null) => (serializer ?? JsonPayloadSerializer.Default).Deserialize<T>(Bytes);

    /// <summary>The bytes as text in UTF-8.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}
