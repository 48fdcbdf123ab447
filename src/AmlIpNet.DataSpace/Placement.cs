using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

/// <summary>Decides where values go. Pure: the same facts give the same plan.</summary>
internal static class Placement
{
    /// <summary>Deals keys out to workers in proportion to their slots, each in turn; <paramref name="start"/> is where the last deal ended.</summary>
    public static List<Share> BySlots(IEnumerable<string> keys, IReadOnlyList<DataWorkerFacts> workers, int start)
    {
        NodeId[] turns = [.. workers.OrderBy(worker => worker.Id).SelectMany(worker => Enumerable.Range(0, Math.Max(1, worker.Slots)).Select(slot => (worker.Id, Turn: (slot + 0.5) / Math.Max(1, worker.Slots))))
            .OrderBy(turn => turn.Turn).ThenBy(turn => turn.Id).Select(turn => turn.Id)];
        return [.. keys.Order(StringComparer.Ordinal).Select((key, i) => (Key: key, Worker: turns[(int)((uint)(start + i) % (uint)turns.Length)])).GroupBy(one => one.Worker, one => one.Key).Select(share => new Share(share.Key, [.. share]))];
    }

    /// <summary>One round of copies: each key goes to at most twice as many workers as have it, those with the fewest bytes first.</summary>
    public static List<Share> Copies(IReadOnlyList<DataFacts> keys, IReadOnlyList<DataWorkerFacts> workers, int copies)
    {
        var bytes = workers.ToDictionary(worker => worker.Id, worker => worker.Bytes);
        var shares = new Dictionary<NodeId, List<string>>();
        foreach (var key in keys.OrderByDescending(key => key.Size).ThenBy(key => key.Key, StringComparer.Ordinal))
        {
            int have = key.Holders.Count;
            int more = Math.Min(Math.Min(copies, workers.Count) - have, 2 * have);
            if (more <= 0) continue;
            foreach (var target in workers.Select(worker => worker.Id).Except(key.Holders).OrderBy(id => bytes[id]).ThenBy(id => id).Take(more).ToArray())
            {
                bytes[target] += key.Size;
                if (!shares.TryGetValue(target, out var share)) shares.Add(target, share = []);
                share.Add(key.Key);
            }
        }

        return [.. shares.Select(share => new Share(share.Key, share.Value))];
    }

    /// <summary>Which values to move so that all workers hold about the same: from the heaviest to the lightest, the largest that makes the heavier of the two lighter.</summary>
    public static List<DataMove> Moves(IReadOnlyList<DataEntry> keys, IReadOnlyList<DataWorkerFacts> workers)
    {
        var moves = new List<DataMove>();
        if (workers.Count < 2) return moves;
        var holders = keys.ToDictionary(key => key.Key, key => key.Nodes.ToHashSet(), StringComparer.Ordinal);
        var bytes = workers.ToDictionary(worker => worker.Id, _ => 0L);
        foreach (var key in keys)
        {
            foreach (var node in holders[key.Key])
            {
                if (bytes.TryGetValue(node, out long held)) bytes[node] = checked(held + key.Info.Size);
            }
        }

        double near = bytes.Values.Average() * 0.05;
        var bySize = keys.OrderByDescending(key => key.Info.Size).ThenBy(key => key.Key, StringComparer.Ordinal).ToArray();
        while (moves.Count < keys.Count)
        {
            var heaviest = bytes.OrderByDescending(worker => worker.Value).ThenBy(worker => worker.Key).First();
            var lightest = bytes.OrderBy(worker => worker.Value).ThenBy(worker => worker.Key).First();
            long gap = heaviest.Value - lightest.Value;
            if (gap <= near) break;
            var best = bySize.FirstOrDefault(key => key.Info.Size > 0 && key.Info.Size < gap && holders[key.Key].Contains(heaviest.Key) && !holders[key.Key].Contains(lightest.Key));
            if (best is null) break;
            holders[best.Key].Remove(heaviest.Key);
            holders[best.Key].Add(lightest.Key);
            bytes[heaviest.Key] -= best.Info.Size;
            bytes[lightest.Key] += best.Info.Size;
            moves.Add(new(best.Key, best.Info.Size, heaviest.Key, lightest.Key));
        }

        return moves;
    }

    /// <summary>What one worker gets.</summary>
    internal sealed record Share(NodeId Worker, IReadOnlyList<string> Keys);
}
