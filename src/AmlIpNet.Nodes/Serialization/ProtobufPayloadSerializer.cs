using Google.Protobuf;

namespace AmlIpNet;

/// <summary>Payloads as Protocol Buffers, by Google.Protobuf: for the classes that protoc makes of .proto files.</summary>
public sealed class ProtobufPayloadSerializer : IPayloadSerializer
{
    /// <summary>The one instance.</summary>
    public static ProtobufPayloadSerializer Default { get; } = new();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Serialize<T>(T value)
    {
        if (value is not IMessage message) throw InvalidPayloadException.Unwritable(this, typeof(T), $"{NoMessage} It is null or of another type.");
        try
        {
            byte[] bytes = GC.AllocateUninitializedArray<byte>(message.CalculateSize());
            message.WriteTo(bytes.AsSpan());
            return bytes;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw InvalidPayloadException.Unwritable(this, typeof(T), error.Message, error);
        }
    }

    /// <inheritdoc/>
    public T Deserialize<T>(ReadOnlyMemory<byte> payload)
    {
        if (!typeof(IMessage).IsAssignableFrom(typeof(T)) || typeof(T).IsAbstract) throw InvalidPayloadException.Unreadable(this, typeof(T), payload.Length, NoMessage);
        try
        {
            var value = Activator.CreateInstance<T>();
            // On hostile bytes Google.Protobuf throws more than it documents.
            ((IMessage)value!).MergeFrom(payload.Span);
            return value;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw InvalidPayloadException.Unreadable(this, typeof(T), payload.Length, error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "Protocol Buffers";

    private const string NoMessage = "Protocol Buffers take the classes that protoc makes (IMessage).";
}
