using System.Buffers.Binary;
using System.Text;

namespace AmlIpNet;

public readonly partial struct NodeId
{
    /// <summary>Makes an id for a node of our own.</summary>
    /// <param name="name">1 to 28 bytes of UTF-8, without control characters.</param>
    /// <param name="random4">4 bytes that tell nodes of the same name apart.</param>
    /// <exception cref="InvalidOptionsException">The name is empty, too long, or has control characters.</exception>
    /// <exception cref="ArgumentException"><paramref name="random4"/> is not 4 bytes long.</exception>
    public static NodeId Create(string name, ReadOnlySpan<byte> random4)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (random4.Length != RandomBytes) throw new ArgumentException($"A node id has {RandomBytes} random bytes, not {random4.Length}.", nameof(random4));
        if (name.Length == 0) throw new InvalidOptionsException($"A node needs a name. Give it 1 to {MaxNameBytes} characters.");
        foreach (var rune in name.EnumerateRunes())
        {
            if (!SafeText.IsPrintable(rune))
                throw new InvalidOptionsException($"The node name '{SafeText.Format(Encoding.UTF8.GetBytes(name))}' has a character that cannot be shown (U+{rune.Value:X4}). Use letters, digits and punctuation.");
        }

        Span<byte> utf8 = stackalloc byte[MaxNameBytes];
        var status = System.Text.Unicode.Utf8.FromUtf16(name, utf8, out int read, out int written, replaceInvalidSequences: false);
        return status switch
        {
            System.Buffers.OperationStatus.Done when TryCreate(utf8[..written], random4, out var id) => id,
            System.Buffers.OperationStatus.DestinationTooSmall => throw new InvalidOptionsException(
                $"The node name '{name}' has {Encoding.UTF8.GetByteCount(name)} bytes in UTF-8; at most {MaxNameBytes} go on the wire. Choose a shorter name."),
            _ => throw new InvalidOptionsException($"The node name has half of a surrogate pair at position {read}. Use whole Unicode characters."),
        };
    }

    /// <summary>Makes an id for a node of our own; the random bytes are those of the number, highest first.</summary>
    /// <exception cref="InvalidOptionsException">The name is empty, above 28 UTF-8 bytes, or has control characters.</exception>
    public static NodeId Create(string name, uint random)
    {
        Span<byte> bytes = stackalloc byte[RandomBytes];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, random);
        return Create(name, bytes);
    }

    /// <summary>Makes an id from bytes of the wire: any name of 0 to 28 bytes without NUL, UTF-8 or not, and 4 random bytes.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> random4, out NodeId id)
    {
        id = default;
        if (nameUtf8.Length > MaxNameBytes || random4.Length != RandomBytes || nameUtf8.Contains((byte)0)) return false;
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        nameUtf8.CopyTo(bytes);
        random4.CopyTo(bytes[MaxNameBytes..]);
        id = new NodeId(bytes);
        return true;
    }
}
