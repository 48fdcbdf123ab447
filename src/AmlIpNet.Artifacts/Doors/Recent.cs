namespace AmlIpNet.Artifacts;

/// <summary>A map of bounded size: beyond it what was used longest ago is forgotten. Not safe for several threads.</summary>
internal sealed class Recent<TKey, TValue>(int most) where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();

    public int Count => _entries.Count;

    public bool TryGet(TKey key, out TValue? value)
    {
        value = default;
        if (!_entries.TryGetValue(key, out var node)) return false;
        _byUse.Remove(node);
        _byUse.AddLast(node);
        value = node.Value.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        Remove(key);
        _entries.Add(key, _byUse.AddLast((key, value)));
        if (_entries.Count > most) Remove(_byUse.First!.Value.Key);
    }

    public void RemoveWhere(Predicate<TKey> fits)
    {
        foreach (var key in _entries.Keys.Where(key => fits(key)).ToArray()) Remove(key);
    }

    private void Remove(TKey key)
    {
        if (_entries.Remove(key, out var node)) _byUse.Remove(node);
    }
}
