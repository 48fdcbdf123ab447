using System.Buffers.Binary;

namespace AmlIpNet;

/// <summary>
/// Who a node is: a name of at most 28 UTF-8 bytes and 4 random bytes, as in AML-IP. A value of 32 bytes that compares, hashes and
/// orders (by its bytes) without allocating. Shown as <c>name.aa.bb.cc.dd</c>. A name received from the network is kept byte by byte,
/// whatever the bytes are.
/// </summary>
public readonly partial struct NodeId : IEquatable<NodeId>, IComparable<NodeId>
{
    /// <summary>The longest name, in UTF-8 bytes.</summary>
    public const int MaxNameBytes = 28;

    /// <summary>How many random bytes follow the name.</summary>
    public const int RandomBytes = 4;

    internal const int Size = MaxNameBytes + RandomBytes;

    // The name padded with zeros, then the random bytes, as four big-endian numbers: their order is the order of the bytes.
    private readonly ulong _a, _b, _c, _d;

    private NodeId(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The id that names nobody: no name and random bytes of zero.</summary>
    public static NodeId Undefined => default;

    /// <summary>Whether this is <see cref="Undefined"/>.</summary>
    public bool IsUndefined => (_a | _b | _c | _d) == 0;

    /// <summary>The name as text that is safe to show: bytes that are not UTF-8, and characters that control a terminal, are
    /// written as <c>\xNN</c>. For names made by <see cref="Create(string, uint)"/> it is the name itself.</summary>
    public string Name
    {
        get
        {
            Span<byte> name = stackalloc byte[MaxNameBytes];
            return SafeText.Format(name[..CopyNameTo(name)]);
        }
    }

    /// <summary>Copies the name's bytes, without padding.</summary>
    /// <param name="destination">At least <see cref="MaxNameBytes"/> long.</param>
    /// <returns>Bytes of the name.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than that.</exception>
    public int CopyNameTo(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteBytes(bytes);
        var name = bytes[..MaxNameBytes];
        name.CopyTo(destination);
        return name.IndexOf((byte)0) is var length and >= 0 ? length : MaxNameBytes;
    }

    /// <summary>Copies the 4 random bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has fewer than <see cref="RandomBytes"/>.</exception>
    public void CopyRandomTo(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_d);

    /// <inheritdoc/>
    public bool Equals(NodeId other) => _d == other._d && _a == other._a && _b == other._b && _c == other._c;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NodeId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    /// <summary>Orders by the name's bytes, then by the random bytes.</summary>
    public int CompareTo(NodeId other)
    {
        int order = _a.CompareTo(other._a);
        if (order == 0) order = _b.CompareTo(other._b);
        if (order == 0) order = _c.CompareTo(other._c);
        return order != 0 ? order : _d.CompareTo(other._d);
    }

    /// <summary>Whether both are the same id.</summary>
    public static bool operator ==(NodeId left, NodeId right) => left.Equals(right);

    /// <summary>Whether the ids differ.</summary>
    public static bool operator !=(NodeId left, NodeId right) => !left.Equals(right);

    internal static NodeId FromState(ReadOnlySpan<byte> bytes) => new(bytes[..Size]);

    internal void WriteBytes(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }
}
