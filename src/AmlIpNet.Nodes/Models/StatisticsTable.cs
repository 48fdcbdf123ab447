using System.Threading.Channels;

namespace AmlIpNet.Nodes;

/// <summary>The last statistics of each model sender that is there, and who wants to hear of new ones.</summary>
internal sealed class StatisticsTable(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, LinkedListNode<Entry>> _bySender = [];
    private readonly LinkedList<Entry> _byAge = new(); // heard of longest ago first
    private readonly List<ChannelWriter<ModelStatistics>> _watchers = [];
    private long _dropped;
    private bool _completed;

    /// <summary>Statistics that slow watchers have missed.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void CountDropped() => Interlocked.Increment(ref _dropped);

    public IReadOnlyList<ModelStatistics> Snapshot()
    {
        lock (_lock) return [.. _byAge.Select(entry => entry.Statistics)];
    }

    /// <summary>Remembers the statistics in the place of those before, and tells the watchers.</summary>
    public void Record(ModelStatistics statistics, ulong writer)
    {
        lock (_lock)
        {
            if (_bySender.Remove(statistics.Sender, out var old)) _byAge.Remove(old);
            else if (_byAge.Count >= capacity) Remove(_byAge.First!);
            _bySender.Add(statistics.Sender, _byAge.AddLast(new Entry(statistics, writer)));
            foreach (var watcher in _watchers) watcher.TryWrite(statistics);
        }
    }

    /// <summary>The writer of some of them is gone, and with it who could give the model.</summary>
    public void Forget(ulong writer)
    {
        lock (_lock)
        {
            for (var entry = _byAge.First; entry is not null;)
            {
                var next = entry.Next;
                if (entry.Value.Writer == writer) Remove(entry);
                entry = next;
            }
        }
    }

    /// <summary>Tells a watcher all that is known, and then what comes.</summary>
    /// <returns>False when nothing will come any more.</returns>
    public bool Subscribe(ChannelWriter<ModelStatistics> watcher)
    {
        lock (_lock)
        {
            foreach (var entry in _byAge) watcher.TryWrite(entry.Statistics);
            if (_completed) return watcher.TryComplete();
            _watchers.Add(watcher);
            return true;
        }
    }

    public void Unsubscribe(ChannelWriter<ModelStatistics> watcher)
    {
        lock (_lock) _watchers.Remove(watcher);
    }

    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            foreach (var watcher in _watchers) watcher.TryComplete();
        }
    }

    private void Remove(LinkedListNode<Entry> entry)
    {
        _byAge.Remove(entry);
        _bySender.Remove(entry.Value.Statistics.Sender);
    }

    private readonly record struct Entry(ModelStatistics Statistics, ulong Writer);
}
