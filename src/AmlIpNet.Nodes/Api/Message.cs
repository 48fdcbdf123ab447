using System.Text;

namespace AmlIpNet;

/// <summary>Bytes that do not change: what a <see cref="Job"/> and a <see cref="Solution"/> have in common.</summary>
public abstract class Message
{
    private protected Message(ReadOnlyMemory<byte> payload) => Payload = payload;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => Payload.ToArray();

    /// <summary>The bytes read as UTF-8.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Payload.Span);
}
