namespace AmlIpNet.Protocol;

/// <summary>A set that remembers the last <c>capacity</c> items added and forgets older ones.</summary>
public sealed class BoundedSet<T>(int capacity) where T : notnull
{
    private readonly HashSet<T> _items = [];
    private readonly Queue<T> _order = new();

    /// <summary>How many items it remembers now.</summary>
    public int Count => _items.Count;

    /// <summary>Whether the item is remembered.</summary>
    public bool Contains(T item) => _items.Contains(item);

    /// <summary>Remembers an item.</summary>
    /// <returns>False when it was remembered already; its age does not change.</returns>
    public bool Add(T item)
    {
        if (!_items.Add(item)) return false;
        _order.Enqueue(item);
        if (_order.Count > capacity) _items.Remove(_order.Dequeue());
        return true;
    }

    /// <summary>Writes the items, oldest first.</summary>
    public void Save(StateWriter writer, Action<StateWriter, T> write)
    {
        writer.Write(_order.Count);
        foreach (var item in _order) write(writer, item);
    }

    /// <summary>Adds the items that <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Stands at them.</param>
    /// <param name="itemSize">The fewest bytes that an item can have.</param>
    /// <param name="read">Reads an item.</param>
    public void Load(ref StateReader reader, int itemSize, ReadState<T> read)
    {
        for (int left = reader.ReadCount(itemSize); left > 0; left--) Add(read(ref reader));
    }
}
