using System.Diagnostics.Metrics;

namespace AmlIpNet.Nodes;

/// <summary>Some nodes of the process, and what is read from them when somebody collects it. Nodes of one name count together; what one that has left had
/// counted stays in the totals, which so never go back.</summary>
internal sealed class GaugeSet
{
    private const int MaxNames = 1_000; // of nodes that have left; the totals of further ones are kept together
    private const string Others = "(others)";

    private readonly Lock _lock = new();
    private readonly HashSet<INode> _nodes = [];
    private readonly List<Total> _totals = [];

    public void Add(INode node)
    {
        lock (_lock) _nodes.Add(node);
    }

    public void Remove(INode node)
    {
        lock (_lock)
        {
            if (!_nodes.Remove(node)) return;
            foreach (var total in _totals) total.Keep(node);
        }
    }

    /// <summary>Publishes what is so now; nodes for which there is none give null.</summary>
    public void Level(string name, string unit, string description, Func<INode, long?> read) =>
        NodeTelemetry.Meter.CreateObservableUpDownCounter(name, () => Read([], read), unit, description);

    /// <summary>Publishes what has come together; nodes for which there is none give null.</summary>
    public void Count(string name, string unit, string description, Func<INode, long?> read)
    {
        var total = new Total(read);
        _totals.Add(total);
        NodeTelemetry.Meter.CreateObservableCounter(name, () => Read(total.Kept, read), unit, description);
    }

    // Whoever collects gets a copy: no code of a user's runs under the lock.
    private Measurement<long>[] Read(Dictionary<string, long> kept, Func<INode, long?> read)
    {
        lock (_lock)
        {
            var sums = new Dictionary<string, long>(kept);
            foreach (var node in _nodes)
            {
                if (read(node) is { } value) sums[node.Id.Name] = sums.GetValueOrDefault(node.Id.Name) + value;
            }

            return [.. sums.Select(sum => new Measurement<long>(sum.Value, new("messaging.system", "amlip"), new(AmlIpTelemetry.NodeName, sum.Key)))];
        }
    }

    private sealed class Total(Func<INode, long?> read)
    {
        /// <summary>What nodes that have left had counted, by their names.</summary>
        public Dictionary<string, long> Kept { get; } = [];

        public void Keep(INode node)
        {
            if (read(node) is not { } value) return;
            string name = Kept.Count < MaxNames || Kept.ContainsKey(node.Id.Name) ? node.Id.Name : Others;
            Kept[name] = Kept.GetValueOrDefault(name) + value;
        }
    }
}
