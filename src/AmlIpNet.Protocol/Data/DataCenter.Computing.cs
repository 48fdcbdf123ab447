namespace AmlIpNet.Protocol;

// Which worker computes a key, and what becomes of it when that one dies.
public sealed partial class DataCenter
{
    /// <summary>Somebody wants a key to be computed.</summary>
    /// <param name="from">Who; the answer goes there.</param>
    /// <param name="request">Its number for the request.</param>
    /// <param name="entry">The key and its recipe.</param>
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

        if (entry.Recipe.Needed.Contains(entry.Key))
        {
            actions.Add(new(DataActionKind.Reply, entry.Key, from, request, Entries: [new(entry.Key) { State = KeyState.Error, Code = DataCode.Failed, Text = "it needs itself" }]));
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
            if (!record.IsWaiting || !entry.Recipe.Equals(record.Recipe))
            {
                (record.IsWaiting, record.Code, record.Text) = (true, DataCode.Ok, "");
                record.Refused.Clear();
            }

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
            if (Choose(record) is not { } worker)
            {
                if (_workers.Values.Any(other => other.IsRegistered)) FailComputation(record, record.Code, record.Text, actions); // all of them have refused
                continue;
            }

            if (FindCycle(record) is { } cycle)
            {
                FailComputation(record, DataCode.Failed, $"it needs itself: {cycle}", actions);
                continue;
            }

            record.IsWaiting = false;
            record.Assigned = worker;
            _workers[worker].Computing.Add(record.Key);
            Assign(record, worker, actions);
        }
    }

    private void Assign(KeyRecord record, NodeId worker, ICollection<DataAction> actions)
    {
        record.IsRunning = false;
        record.Version = Math.Max(record.Version, Math.Max(DeletedUpTo(record.Key), record.Info.Version) + 1); // another Center may still know of the lost value
        actions.Add(new(DataActionKind.Assign, record.Key, DataAddress.Worker(worker), Entry: new DataEntry(record.Key) { Recipe = record.Recipe, Deaths = (uint)record.Deaths, Info = new(0, 0, "", record.Version) }));
    }

    // The one that has the most of what is needed, then the one with the least to do for its slots.
    private NodeId? Choose(KeyRecord record)
    {
        NodeId? best = null;
        (long Bytes, double Load) bestRank = default;
        foreach (var (id, worker) in _workers)
        {
            if (!worker.IsRegistered || record.Refused.Contains(id)) continue;
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

    // Through what is being computed, or waits for it: what it needs, what that needs, and so on.
    private const int MaxTold = 10; // keys of a cycle

    private string? FindCycle(KeyRecord start)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal); // by whom it is needed
        var left = new Stack<KeyRecord>([start]);
        while (left.TryPop(out var record))
        {
            foreach (string needed in record.Recipe?.Needed ?? [])
            {
                if (needed == start.Key)
                {
                    string path = start.Key;
                    int told = 0;
                    for (string key = record.Key; key != start.Key && told++ < MaxTold; key = seen[key]) path = told < MaxTold ? $"{key}, {path}" : $"…, {path}";
                    return $"{start.Key}, {path}";
                }

                if (_keys.TryGetValue(needed, out var other) && other.Holders.Count == 0 && (other.IsWaiting || other.Assigned is not null) && seen.TryAdd(needed, record.Key)) left.Push(other);
            }
        }

        return null;
    }

    // An error is an answer, not a value: it is remembered only for those who still ask.
    private void FailComputation(KeyRecord record, DataCode code, string text, ICollection<DataAction> actions)
    {
        record.IsWaiting = false;
        record.Refused.Clear();
        (record.Code, record.Text) = (code, text);
        EndWaiters(record, new DataEntry(record.Key) { State = KeyState.Error, Code = code, Text = text }, actions);
        ForgetRecipe(record, actions);
        NoteLost(record);
    }

    // Nobody else knows how it is computed: the function was the worker's own.
    private void LoseComputation(NodeId worker, KeyRecord record, ICollection<DataAction> actions)
    {
        if (record.HadBy.Count < MaxHadBy) record.HadBy.Add(worker);
        EndWaiters(record, new DataEntry(record.Key) { State = KeyState.Error, Code = DataCode.Lost, Text = $"the worker {worker}, which computed it by a function of its own, is gone", Nodes = [worker] }, actions);
        NoteLost(record);
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
