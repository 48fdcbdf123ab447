using System.Text;
using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// Keys and values in a received message: read one by one from its bytes, and good as long as those are. Keys and values are well-formed UTF-8 without NUL.
/// </summary>
public readonly ref struct AttributeList
{
    private readonly CdrReader _elements;

    private AttributeList(CdrReader elements, int count)
    {
        _elements = elements;
        Count = count;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Makes it work with foreach.</summary>
    public Enumerator GetEnumerator() => new(_elements, Count);

    /// <summary>Finds the first value of a key.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        foreach (var attribute in this)
        {
            if (!attribute.Key.SequenceEqual(key)) continue;
            value = attribute.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A copy of all.</summary>
    public KeyValuePair<string, string>[] ToArray()
    {
        if (Count == 0) return [];
        var copy = new KeyValuePair<string, string>[Count];
        int i = 0;
        foreach (var attribute in this) copy[i++] = new(Encoding.UTF8.GetString(attribute.Key), Encoding.UTF8.GetString(attribute.Value));
        return copy;
    }

    /// <summary>The most bytes that these take in a message.</summary>
    internal static int LargestSize(ReadOnlySpan<KeyValuePair<string, string>> attributes)
    {
        int size = 3 + 4;
        foreach (var (key, value) in attributes) size += StringSize(key) + StringSize(value);
        return size;

        static int StringSize(string text) => 4 + Encoding.UTF8.GetByteCount(text) + 1 + 3;
    }

    /// <exception cref="ArgumentException">There are more than <paramref name="bound"/>, or one is too long or has a NUL character.</exception>
    internal static void Write(ref CdrWriter writer, ReadOnlySpan<KeyValuePair<string, string>> attributes, int bound)
    {
        if (attributes.Length > bound) throw new ArgumentException($"{attributes.Length} attributes are too many: at most {bound} go into one message.", nameof(attributes));
        writer.WriteUInt32((uint)attributes.Length);
        foreach (var (key, value) in attributes)
        {
            Check(key, NativeBounds.MaxKeyBytes, "key");
            Check(value, NativeBounds.MaxValueBytes, "value");
            writer.WriteText(key);
            writer.WriteText(value);
        }

        static void Check(string text, int bound, string what)
        {
            if (text.Contains('\0')) throw new ArgumentException($"The attribute's {what} '{text}' has a NUL character: remove it.", nameof(attributes));
            int length = Encoding.UTF8.GetByteCount(text);
            if (length > bound) throw new ArgumentException($"The attribute's {what} '{text}' has {length} bytes in UTF-8; at most {bound} are sent: shorten it.", nameof(attributes));
        }
    }

    /// <summary>Checks all, and reads over them; <see cref="CdrReader.Failed"/> says whether they were there.</summary>
    internal static AttributeList Read(scoped ref CdrReader reader, int bound)
    {
        int count = reader.ReadCount(bound);
        var list = new AttributeList(reader, count);
        for (; count > 0; count--)
        {
            reader.ReadText(NativeBounds.MaxKeyBytes);
            reader.ReadText(NativeBounds.MaxValueBytes);
        }

        return reader.Failed ? default : list;
    }

    /// <summary>One key and its value.</summary>
    public readonly ref struct Item(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        /// <summary>The key in UTF-8.</summary>
        public ReadOnlySpan<byte> Key { get; } = key;

        /// <summary>The value in UTF-8.</summary>
        public ReadOnlySpan<byte> Value { get; } = value;
    }

    /// <summary>Goes through the list.</summary>
    public ref struct Enumerator
    {
        private CdrReader _elements;
        private int _left;

        internal Enumerator(CdrReader elements, int count)
        {
            _elements = elements;
            _left = count;
        }

        /// <summary>The item.</summary>
        public Item Current { get; private set; }

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext()
        {
            if (_left == 0) return false;
            _left--;
            var key = _elements.ReadString(NativeBounds.MaxKeyBytes);
            Current = new Item(key, _elements.ReadString(NativeBounds.MaxValueBytes));
            return true;
        }
    }
}
