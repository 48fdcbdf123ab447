using System.Buffers.Binary;
using System.Text;

namespace AmlIpNet.Protocol;

/// <summary>Reads what a <see cref="StateWriter"/> wrote.</summary>
/// <exception cref="FormatException">From every method: the bytes end too early, or are not what a writer writes.</exception>
public ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Bytes that have not been read.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads a byte.</summary>
    public byte ReadByte() => Take(1)[0];

    /// <summary>Reads a truth value.</summary>
    public bool ReadBoolean() => ReadByte() switch { 0 => false, 1 => true, var other => throw new FormatException($"A truth value is 0 or 1, not {other}.") };

    /// <summary>Reads 4 bytes.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>Reads 4 bytes.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>Reads 8 bytes.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Reads 8 bytes.</summary>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads how many items follow, each of at least <paramref name="itemSize"/> bytes.</summary>
    public int ReadCount(int itemSize)
    {
        int count = ReadInt32();
        if (count < 0 || (long)count * itemSize > _rest.Length) throw new FormatException($"{count} items of at least {itemSize} bytes do not fit into the {_rest.Length} bytes that are left.");
        return count;
    }

    /// <summary>Reads a span of time.</summary>
    public TimeSpan ReadTime() => new(ReadInt64());

    /// <summary>Reads a span of time, or that there is none.</summary>
    public TimeSpan? ReadTimeOrNull() => ReadInt64() is var ticks && ticks == long.MinValue ? null : new TimeSpan(ticks);

    /// <summary>Reads a node's id.</summary>
    public NodeId ReadNodeId() => NodeId.FromState(Take(NodeId.Size));

    /// <summary>Reads a text, or that there is none.</summary>
    public string? ReadString()
    {
        int length = ReadInt32();
        return length == -1 ? null : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>Reads bytes as they are.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new FormatException($"{count} bytes were to follow, but only {_rest.Length} are left.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
