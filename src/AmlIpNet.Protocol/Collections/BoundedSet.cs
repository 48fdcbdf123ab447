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
}
