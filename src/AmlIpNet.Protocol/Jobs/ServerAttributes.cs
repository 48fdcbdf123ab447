using System.Collections;
using System.Text;

namespace AmlIpNet.Protocol;

/// <summary>What a server tells of itself: keys and values. Immutable; equal when keys, values and their order are.</summary>
public sealed class ServerAttributes : IReadOnlyList<KeyValuePair<string, string>>, IEquatable<ServerAttributes>
{
    private readonly KeyValuePair<string, string>[] _items;

    private ServerAttributes(KeyValuePair<string, string>[] items) => _items = items;

    /// <summary>None.</summary>
    public static ServerAttributes Empty { get; } = new([]);

    /// <summary>Copies them. Of a key that comes twice the first value counts.</summary>
    public static ServerAttributes Of(IEnumerable<KeyValuePair<string, string>> attributes) => attributes.ToArray() is { Length: > 0 } items ? new(items) : Empty;

    /// <summary>Copies those of a message.</summary>
    public static ServerAttributes Of(AttributeList attributes) => attributes.Count == 0 ? Empty : new(attributes.ToArray());

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => _items[index];

    /// <summary>The value of a key; null if there is none.</summary>
    public string? Find(string key)
    {
        foreach (var (name, value) in _items)
        {
            if (name == key) return value;
        }

        return null;
    }

    /// <summary>Whether a message says the same. Allocates nothing.</summary>
    public bool Says(AttributeList attributes)
    {
        if (attributes.Count != _items.Length) return false;
        int i = 0;
        Span<byte> scratch = stackalloc byte[NativeBounds.MaxValueBytes];
        foreach (var attribute in attributes)
        {
            var (key, value) = _items[i++];
            if (!IsSame(key, attribute.Key, scratch) || !IsSame(value, attribute.Value, scratch)) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(ServerAttributes? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ServerAttributes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in _items)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _items.Select(item => $"{item.Key}={item.Value}"));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Write(StateWriter writer)
    {
        writer.Write(_items.Length);
        foreach (var (key, value) in _items)
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    internal static ServerAttributes Read(ref StateReader reader)
    {
        var items = new KeyValuePair<string, string>[reader.ReadCount(8)];
        foreach (ref var item in items.AsSpan()) item = new(reader.ReadString() ?? "", reader.ReadString() ?? "");
        return items.Length == 0 ? Empty : new(items);
    }

    private static bool IsSame(string text, ReadOnlySpan<byte> utf8, Span<byte> scratch) =>
        Encoding.UTF8.TryGetBytes(text, scratch, out int length) && scratch[..length].SequenceEqual(utf8);
}
