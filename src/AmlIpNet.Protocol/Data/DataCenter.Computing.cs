namespace AmlIpNet.Protocol;

// Which worker computes a key, and what becomes of it when that one dies.
public sealed partial class DataCenter
{
    /// <summary>Somebody wants a key to be computed.</summary>
    /// <param name="from">Who; the answer goes there.</param>
    /// <param name="request">Its number for the request.</param>
    /// <param name="entry">The key, its recipe, and the worker that is to compute it, if any.</param>
    /// <param name="now">The time.</param>
    /// <param name="actions">What to do.</param>
    public void OnCompute(DataAddress from, ulong request, DataEntry entry, TimeSpan now, ICollection<DataAction> actions)
    {
        _now = now;
        if (entry.Recipe is null)
        {
            actions.Add(new(DataActionKind.Reply, entry.Key, from, request, Entries: [new(entry.Key) { State = KeyState.Error, Code = DataCode.NoFunction, Text = "no function was named" }]));
            return;
        }

        var record = GetOrAdd(entry.Key);
        if (record.Holders.Count > 0 || record.Code == DataCode.Blamed)
        {
            actions.Add(new(DataActionKind.Reply, entry.Key, from, request, Entries: [Describe(record)]));
            return;
        }

        if (!record.Waiters.Contains((from, request))) record.Waiters.Add((from, request));
        if (record.Assigned is null)
        {
            record.Wish = entry.Nodes.Count > 0 ? entry.Nodes[0] : null;
            (record.IsWaiting, record.Code, record.Text) = (true, DataCode.Ok, "");
            Remember(record, entry, actions);
        }

        Place(actions);
    }

    /// <summary>Somebody waits no longer: it is gone, or has given up.</summary>
    public void OnClientLost(NodeId node, TimeSpan now)
    {
        _now = now;
        foreach (var record in _keys.Values) record.Waiters.RemoveAll(waiter => waiter.To.Node == node);
    }

    private void Place(ICollection<DataAction> actions)
    {
        if (!IsSettled)
        {
            if (_now < _grace) WakeUpAt(_grace);
            return;
        }

        foreach (string key in _waiting.ToArray())
        {
            var record = _keys[key];
            if (!_isPrimary && record.Waiters.Count == 0) continue; // another Center does
            if (Choose(record) is not { } worker) continue;
            record.IsWaiting = false;
            record.Assigned = worker;
            _workers[worker].Computing.Add(record.Key);
            Assign(record, worker, actions);
        }
    }

    private static void Assign(KeyRecord record, NodeId worker, ICollection<DataAction> actions)
    {
        record.IsRunning = false;
        actions.Add(new(DataActionKind.Assign, record.Key, DataAddress.Worker(worker), Entry: new DataEntry(record.Key) { Recipe = record.Recipe, Deaths = (uint)record.Deaths }));
    }

    // The one that was wished for; or else the one that has the most of what is needed, then the one with the least to do for its slots.
    private NodeId? Choose(KeyRecord record)
    {
        NodeId? best = null;
        (long Bytes, double Load) bestRank = default;
        foreach (var (id, worker) in _workers)
        {
            if (!worker.IsRegistered || record.Refused.Contains(id)) continue;
            if (id == record.Wish) return id;
            long bytes = 0;
            foreach (string needed in record.Recipe!.Needed)
            {
                if (_keys.TryGetValue(needed, out var other) && other.Holders.Contains(id)) bytes += other.Info.Size + 1;
            }

            var rank = (bytes, worker.Computing.Count / (double)Math.Max(1, worker.Slots));
            if (best is not null && (rank.bytes < bestRank.Bytes || (rank.bytes == bestRank.Bytes && rank.Item2 >= bestRank.Load))) continue;
            (best, bestRank) = (id, rank);
        }

        return best;
    }

    private void Unassign(KeyRecord record)
    {
        if (record.Assigned is not { } worker) return;
        if (_workers.TryGetValue(worker, out var told)) told.Computing.Remove(record.Key);
        (record.Assigned, record.IsRunning) = (null, false);
    }

    private void Blame(KeyRecord record, NodeId last, ICollection<DataAction> actions)
    {
        record.IsWaiting = false;
        record.Code = DataCode.Blamed;
        record.Text = $"{record.Deaths} workers died while they computed it, {last} the last of them; the function {record.Recipe?.Function} is not called for it again. Look at their logs; delete the key to try once more";
        Remember(record, actions);
        EndWaiters(record, Describe(record), actions);
        NoteLost(record);
    }

    private static void EndWaiters(KeyRecord record, DataEntry entry, ICollection<DataAction> actions)
    {
        foreach (var (to, request) in record.Waiters) actions.Add(new(DataActionKind.Reply, record.Key, to, request, Entries: [entry]));
        record.Waiters.Clear();
    }
}
