using System.Buffers.Binary;
using System.Text;

namespace AmlIpNet.Protocol;

/// <summary>
/// Writes a machine's state, or an event, as bytes: for snapshots, for comparing and hashing states, and for replay. Equal states give
/// equal bytes: collections without an order of their own are written in the order of their keys.
/// </summary>
public sealed class StateWriter
{
    private byte[] _bytes = new byte[256];

    /// <summary>What has been written. Good until more is written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Starts anew, keeping the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes a byte.</summary>
    public void Write(byte value) => Take(1)[0] = value;

    /// <summary>Writes a truth value.</summary>
    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    /// <summary>Writes 4 bytes.</summary>
    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    /// <summary>Writes 4 bytes.</summary>
    public void Write(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Writes 8 bytes.</summary>
    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>Writes 8 bytes.</summary>
    public void Write(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <summary>Writes a span of time in ticks.</summary>
    public void Write(TimeSpan value) => Write(value.Ticks);

    /// <summary>Writes a span of time, or that there is none.</summary>
    public void Write(TimeSpan? value) => Write(value?.Ticks ?? long.MinValue);

    /// <summary>Writes the 32 bytes of a node's id.</summary>
    public void Write(NodeId value) => value.WriteBytes(Take(NodeId.Size));

    /// <summary>Writes a text, or that there is none.</summary>
    public void Write(string? value)
    {
        if (value is null)
        {
            Write(-1);
            return;
        }

        int length = Encoding.UTF8.GetByteCount(value);
        Write(length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    private Span<byte> Take(int count)
    {
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }
}
