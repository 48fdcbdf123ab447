namespace AmlIpNet.Protocol;

/// <summary>A first-in first-out queue with access by position, that grows by doubling.</summary>
public sealed class RingBuffer<T>
{
    private T[] _items = new T[16];
    private int _head;

    /// <summary>How many items it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The item at a position, 0 being the oldest.</summary>
    public ref T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return ref _items[(_head + index) & (_items.Length - 1)];
        }
    }

    /// <summary>Adds an item at the end.</summary>
    public void Add(T item)
    {
        if (Count == _items.Length) Grow();
        _items[(_head + Count) & (_items.Length - 1)] = item;
        Count++;
    }

    /// <summary>Removes the oldest item.</summary>
    /// <exception cref="InvalidOperationException">It is empty.</exception>
    public T RemoveFirst()
    {
        if (Count == 0) throw new InvalidOperationException("The buffer is empty.");
        T item = _items[_head];
        _items[_head] = default!;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        return item;
    }

    /// <summary>Writes the items, oldest first.</summary>
    public void Save(StateWriter writer, Action<StateWriter, T> write)
    {
        writer.Write(Count);
        for (int i = 0; i < Count; i++) write(writer, this[i]);
    }

    /// <summary>Adds the items that <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Stands at them.</param>
    /// <param name="itemSize">The fewest bytes that an item can have.</param>
    /// <param name="read">Reads an item.</param>
    public void Load(ref StateReader reader, int itemSize, ReadState<T> read)
    {
        for (int left = reader.ReadCount(itemSize); left > 0; left--) Add(read(ref reader));
    }

    private void Grow()
    {
        var items = new T[_items.Length * 2];
        for (int i = 0; i < Count; i++) items[i] = this[i];
        _items = items;
        _head = 0;
    }
}
