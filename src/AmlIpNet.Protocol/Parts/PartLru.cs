namespace AmlIpNet.Protocol;

/// <summary>Parts in the order of their use, within a bound of bytes: beyond it the one unused for the longest goes. Servers keep bytes in one, clients
/// only note in one what a server keeps, so that both forget alike.</summary>
internal sealed class PartLru<T>
{
    /// <summary>What a part takes besides its bytes, about.</summary>
    public const int Overhead = 256;

    private readonly Dictionary<PayloadPart, LinkedListNode<(PayloadPart Part, T Value)>> _parts = [];
    private readonly LinkedList<(PayloadPart Part, T Value)> _byUse = new();

    public int Count => _parts.Count;

    /// <summary>Bytes of all, with what each takes besides.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether a part is there, which does not count as its use.</summary>
    public bool Has(in PayloadPart part) => _parts.ContainsKey(part.Key);

    /// <summary>Finds a part, which counts as used now.</summary>
    public bool TryUse(in PayloadPart part, out T value)
    {
        value = default!;
        if (!_parts.TryGetValue(part.Key, out var node)) return false;
        value = node.Value.Value;
        if (node == _byUse.Last) return true;
        _byUse.Remove(node);
        _byUse.AddLast(node);
        return true;
    }

    /// <summary>Takes a part in that is not there, and lets others go for it; one that is larger than the bound is left out.</summary>
    /// <returns>How many went.</returns>
    public int Add(in PayloadPart part, T value, long bound)
    {
        if (CostOf(part) > bound) return 0;
        int gone = 0;
        for (; Bytes + CostOf(part) > bound; gone++) Remove(_byUse.First!.Value.Part);
        _parts.Add(part.Key, _byUse.AddLast((part.Key, value)));
        Bytes += CostOf(part);
        return gone;
    }

    public bool Remove(in PayloadPart part)
    {
        if (!_parts.Remove(part.Key, out var node)) return false;
        _byUse.Remove(node);
        Bytes -= CostOf(part);
        return true;
    }

    public void RemoveOldest() => Remove(_byUse.First!.Value.Part);

    /// <summary>Writes which parts there are, that unused for the longest first.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        foreach (var (part, _) in _byUse)
        {
            writer.Write(part.Length);
            writer.Write((ulong)(part.Digest >> 64));
            writer.Write((ulong)part.Digest);
        }
    }

    private static long CostOf(in PayloadPart part) => (long)part.Length + Overhead;
}
