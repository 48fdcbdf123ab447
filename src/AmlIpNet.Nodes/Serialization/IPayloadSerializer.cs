namespace AmlIpNet;

/// <summary>Turns values into the bytes of jobs and solutions, and back. Both sides need one of the same form. Safe to use from any thread.</summary>
public interface IPayloadSerializer
{
    /// <summary>The bytes of a value.</summary>
    /// <exception cref="InvalidPayloadException">The value cannot be written.</exception>
    ReadOnlyMemory<byte> Serialize<T>(T value);

    /// <summary>The value of bytes that came from another node: they may be anything.</summary>
    /// <exception cref="InvalidPayloadException">The bytes are no such value.</exception>
    T Deserialize<T>(ReadOnlyMemory<byte> payload);
}
