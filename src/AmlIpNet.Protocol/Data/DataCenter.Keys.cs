namespace AmlIpNet.Protocol;

// The two maps, and what becomes of a key whose last holder is gone.
public sealed partial class DataCenter
{
    private const int MaxHadBy = 8;

    private void Take(NodeId worker, WorkerRecord told, DataEntry entry, ICollection<DataAction> actions)
    {
        switch (entry.State)
        {
            case KeyState.Memory when entry.Info.Size <= DataBounds.MaxValueBytes: TakeValue(worker, told, entry, actions); break;
            case KeyState.Fetch or KeyState.Executing: TakeComputation(worker, told, entry, actions); break;
            case KeyState.Error: TakeError(worker, entry, actions); break;
            case KeyState.None when _keys.TryGetValue(entry.Key, out var record) && record.Holders.Contains(worker):
                ForgetAt(worker, record);
                record.Holders.Remove(worker);
                if (record.Holders.Count == 0) Forget(record, actions); // somebody wanted it gone: it is not computed anew
                break;
        }
    }

    private void TakeValue(NodeId worker, WorkerRecord told, DataEntry entry, ICollection<DataAction> actions)
    {
        var record = GetOrAdd(entry.Key);
        if (record.Assigned == worker) Unassign(record);
        if (record.Holders.Count > 0 && !record.Info.IsSameValue(entry.Info))
        {
            if (!entry.Info.IsNewerThan(record.Info))
            {
                if (record.Holders.Remove(worker)) ForgetAt(worker, record);
                actions.Add(new(DataActionKind.Delete, record.Key, DataAddress.Worker(worker), Entry: new DataEntry(record.Key) { Info = entry.Info }));
                return;
            }

            foreach (var holder in record.Holders.ToArray())
            {
                ForgetAt(holder, record);
                record.Holders.Remove(holder);
                if (holder != worker) actions.Add(new(DataActionKind.Delete, record.Key, DataAddress.Worker(holder), Entry: new DataEntry(record.Key) { Info = record.Info }));
            }

            if (entry.Recipe is null) record.Recipe = null;
        }
        else if (record.Holders.Count > 0) entry = entry with { Info = entry.Info with { Version = Math.Max(entry.Info.Version, record.Info.Version) } };

        record.Info = entry.Info;
        if (record.Holders.Add(worker))
        {
            told.Keys.Add(record.Key);
            told.Bytes += record.Info.Size;
        }

        (record.IsWaiting, record.Code, record.Text) = (false, DataCode.Ok, "");
        Remember(record, entry, actions);
        record.HadBy.Clear();
        EndWaiters(record, Describe(record), actions);
    }

    private void TakeComputation(NodeId worker, WorkerRecord told, DataEntry entry, ICollection<DataAction> actions)
    {
        var record = GetOrAdd(entry.Key);
        Remember(record, entry, actions);
        if (record.Holders.Count > 0) return; // computed twice: the second value will be the same, or the newer one
        if (record.Assigned is { } other && other != worker) return;
        record.Assigned = worker;
        record.IsWaiting = false;
        record.IsRunning = entry.State == KeyState.Executing;
        told.Computing.Add(record.Key);
    }

    private void TakeError(NodeId worker, DataEntry entry, ICollection<DataAction> actions)
    {
        if (!_keys.TryGetValue(entry.Key, out var record) || record.Assigned != worker) return;
        Unassign(record);
        if (entry.Code == DataCode.NoFunction)
        {
            record.Refused.Add(worker);
            if (_workers.Any(one => one.Value.IsRegistered && !record.Refused.Contains(one.Key)))
            {
                WaitAgain(record);
                return;
            }
        }

        record.Refused.Clear();
        EndWaiters(record, entry, actions);
        if (entry.Code == DataCode.Deleted || record.Holders.Count > 0)
        {
            if (record.Holders.Count == 0) Forget(record, actions);
            return;
        }

        // An error is an answer, not a value: it is remembered only for those who still ask.
        record.Recipe = null;
        (record.Code, record.Text) = (entry.Code, entry.Text);
        actions.Add(new(DataActionKind.Store, record.Key));
        NoteLost(record);
    }

    // The newest recipe that anybody tells of.
    private static void Remember(KeyRecord record, DataEntry entry, ICollection<DataAction> actions)
    {
        if (entry.Recipe is null) return;
        bool isNew = !entry.Recipe.Equals(record.Recipe);
        record.Recipe = entry.Recipe;
        record.Deaths = Math.Max(record.Deaths, (int)Math.Min(entry.Deaths, 1_000));
        if (isNew) Remember(record, actions);
    }

    private static void Remember(KeyRecord record, ICollection<DataAction> actions) =>
        actions.Add(new(DataActionKind.Store, record.Key, Entry: new DataEntry(record.Key) { Recipe = record.Recipe, Deaths = (uint)record.Deaths, Code = record.Code, Text = record.Text }));

    private void Unhold(NodeId worker, KeyRecord record)
    {
        record.Holders.Remove(worker);
        if (record.Holders.Count > 0) return;
        if (record.HadBy.Count < MaxHadBy) record.HadBy.Add(worker);
        if (record.Assigned is not null) return; // it is being computed already
        WaitAgain(record);
    }

    // Of a local function nobody is told how it is computed: whoever wanted it decides.
    private void WaitAgain(KeyRecord record)
    {
        if (record.Recipe is not null) record.IsWaiting = true;
        else NoteLost(record);
    }

    private void ForgetAt(NodeId worker, KeyRecord record)
    {
        if (!_workers.TryGetValue(worker, out var told) || !told.Keys.Remove(record.Key)) return;
        told.Bytes -= record.Info.Size;
    }

    private void Forget(KeyRecord record, ICollection<DataAction> actions)
    {
        if (record.Recipe is not null) actions.Add(new(DataActionKind.Store, record.Key));
        record.IsWaiting = false;
        if (record.Waiters.Count == 0 && record.Assigned is null) _keys.Remove(record.Key);
    }

    private void NoteLost(KeyRecord record)
    {
        _lost.Enqueue(record.Key);
        while (_lost.Count > options.MaxLostKeys)
        {
            if (_keys.TryGetValue(_lost.Dequeue(), out var oldest) && oldest.Holders.Count == 0 && !oldest.IsWaiting && oldest.Assigned is null) _keys.Remove(oldest.Key);
        }
    }

    private KeyRecord GetOrAdd(string key)
    {
        if (!_keys.TryGetValue(key, out var record)) _keys.Add(key, record = new KeyRecord(key, _waiting));
        return record;
    }

    private sealed class WorkerRecord
    {
        public readonly SortedSet<string> Keys = new(StringComparer.Ordinal);
        public readonly SortedSet<string> Computing = new(StringComparer.Ordinal); // assigned to it
        public readonly SortedSet<string> Told = new(StringComparer.Ordinal); // by the registration that is under way
        public TimeSpan FoundAt;
        public TimeSpan HelloAt;
        public bool IsRegistered;
        public int Slots;
        public long Bytes;
    }

    private sealed class KeyRecord(string key, SortedSet<string> waiting)
    {
        public readonly string Key = key;
        public readonly SortedSet<NodeId> Holders = [];
        public readonly SortedSet<NodeId> HadBy = []; // the last holders, when there is none
        public readonly SortedSet<NodeId> Refused = []; // workers that do not know the function
        public readonly List<(DataAddress To, ulong Request)> Waiters = [];
        public ValueInfo Info = new(0, 0, "", 0);
        public Recipe? Recipe;
        public int Deaths;
        public NodeId? Assigned;
        public NodeId? Wish; // where it is to be computed
        public bool IsRunning; // its function is called, as far as is known
        public DataCode Code;
        public string Text = "";

        /// <summary>Whether it waits for a worker that computes it.</summary>
        public bool IsWaiting
        {
            get => waiting.Contains(Key);
            set
            {
                if (value) waiting.Add(Key);
                else waiting.Remove(Key);
            }
        }
    }
}
