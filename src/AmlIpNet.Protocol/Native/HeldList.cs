using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>The attempts that a server holds, in a received availability: read one by one from its bytes, and good as long as those are.</summary>
public readonly ref struct HeldList
{
    private readonly CdrReader _elements;

    private HeldList(CdrReader elements, int count)
    {
        _elements = elements;
        Count = count;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Makes it work with foreach.</summary>
    public Enumerator GetEnumerator() => new(_elements, Count);

    /// <summary>The attempts of one client.</summary>
    public ulong[] Of(NodeId client)
    {
        int count = 0;
        foreach (var held in this) count += held.Client == client ? 1 : 0;
        if (count == 0) return [];
        var tasks = new ulong[count];
        count = 0;
        foreach (var held in this)
        {
            if (held.Client == client) tasks[count++] = held.Task;
        }

        return tasks;
    }

    /// <summary>A copy of all.</summary>
    public (NodeId Client, ulong Task)[] ToArray()
    {
        var copy = new (NodeId, ulong)[Count];
        int i = 0;
        foreach (var held in this) copy[i++] = held;
        return copy;
    }

    /// <summary>The most bytes that so many take in a message.</summary>
    internal static int LargestSize(int count) => 3 + 4 + count * (3 + NodeIdCdr.MaxSize + 7 + 8);

    /// <exception cref="ArgumentException">There are more than <see cref="NativeBounds.MaxHeld"/>.</exception>
    internal static void Write(ref CdrWriter writer, IReadOnlyList<(NodeId Client, ulong Task)> held)
    {
        if (held.Count > NativeBounds.MaxHeld) throw new ArgumentException($"{held.Count} held attempts are too many: at most {NativeBounds.MaxHeld} go into one message.", nameof(held));
        writer.WriteUInt32((uint)held.Count);
        for (int i = 0; i < held.Count; i++)
        {
            var (client, task) = held[i];
            writer.WriteNodeId(client);
            writer.WriteUInt64(task);
        }
    }

    /// <summary>Checks all, and reads over them; <see cref="CdrReader.Failed"/> says whether they were there.</summary>
    internal static HeldList Read(scoped ref CdrReader reader)
    {
        int count = reader.ReadCount(NativeBounds.MaxHeld);
        var list = new HeldList(reader, count);
        for (; count > 0; count--)
        {
            reader.ReadNodeId();
            reader.ReadUInt64();
        }

        return reader.Failed ? default : list;
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

        /// <summary>The attempt: its client, and the client's number for it.</summary>
        public (NodeId Client, ulong Task) Current { get; private set; }

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext()
        {
            if (_left == 0) return false;
            _left--;
            var client = _elements.ReadNodeId();
            Current = (client, _elements.ReadUInt64());
            return true;
        }
    }
}
