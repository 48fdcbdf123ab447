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
                if (entry.Code == DataCode.Absent)
                {
                    Unhold(worker, record); // it made way for what another Center knows of, perhaps at a worker that is not missed there yet
                    break;
                }

                record.Holders.Remove(worker);
                if (record.Holders.Count == 0) Forget(record, actions); // somebody wanted it gone: it is not computed anew
                break;
        }
    }

    private void TakeValue(NodeId worker, WorkerRecord told, DataEntry entry, ICollection<DataAction> actions)
    {
        var record = GetOrAdd(entry.Key);
        bool wasAssigned = record.Assigned == worker;
        if (wasAssigned) Unassign(record);
        bool isKnown = record.Info.IsSameValue(entry.Info), isHeldByOthers = record.Holders.Count > (record.Holders.Contains(worker) ? 1 : 0);
        bool isDeleted = IsDeleted(record.Key, entry.Info.Version);
        if (isDeleted || (!isKnown && isHeldByOthers && !entry.Info.IsNewerThan(record.Info)))
        {
            if (record.Holders.Remove(worker)) ForgetAt(worker, record);
            Supersede(worker, record.Key, entry.Info, isHeldByOthers ? KeyState.Memory : KeyState.Missing, Math.Max(DeletedUpTo(record.Key), record.Info.Version), actions);
            if (wasAssigned && record.Holders.Count == 0) WaitAgain(record); // that was not what it was to compute
            else if (record.IsEmpty) _keys.Remove(record.Key);
            return;
        }

        if (record.Holders.Count > 0 && !isKnown)
        {
            foreach (var holder in record.Holders.ToArray())
            {
                ForgetAt(holder, record);
                record.Holders.Remove(holder);
                if (holder != worker) Supersede(holder, record.Key, record.Info, KeyState.Memory, entry.Info.Version, actions);
            }
        }

        if (!isKnown && entry.Recipe is null) ForgetRecipe(record, actions);
        else Remember(record, entry, actions);
        record.Version = Math.Max(record.Version, record.Info.Version); // a deletion means the one before too, which a worker out of sight may still have
        record.Info = isKnown ? record.Info with { Version = Math.Max(entry.Info.Version, record.Info.Version) } : entry.Info;
        if (record.Holders.Add(worker))
        {
            told.Keys.Add(record.Key);
            told.Bytes += record.Info.Size;
        }

        (record.IsWaiting, record.Code, record.Text) = (false, DataCode.Ok, "");
        record.Refused.Clear();
        record.HadBy.Clear();
        EndWaiters(record, Describe(record), actions);
        if (record.Assigned is not { } computing) return;
        Unassign(record); // what was put counts, or what another one has computed
        actions.Add(new(DataActionKind.Delete, record.Key, DataAddress.Worker(computing), Entry: new DataEntry(record.Key) { State = KeyState.Executing, Code = DataCode.Deleted }));
    }

    private void TakeComputation(NodeId worker, WorkerRecord told, DataEntry entry, ICollection<DataAction> actions)
    {
        var record = GetOrAdd(entry.Key);
        if (entry.Info.Version > 0 && IsDeleted(record.Key, entry.Info.Version)) // it was begun before
        {
            Delete(worker, new DataEntry(record.Key) { Info = new(0, 0, "", DeletedUpTo(record.Key)) }, actions);
            if (record.Assigned == worker) Assign(record, worker, actions);
            else if (record.IsEmpty) _keys.Remove(record.Key);
            return;
        }

        if (record.Holders.Count > 0) return; // computed twice: the second value will be the same, or make way
        if (record.Assigned is { } other && other != worker) return;
        if (entry.Recipe is null) ForgetRecipe(record, actions); // its own
        else Remember(record, entry, actions);
        bool isNew = record.Assigned is null;
        record.Assigned = worker;
        record.IsWaiting = false;
        record.IsRunning = entry.State == KeyState.Executing;
        record.Version = entry.Info.Version;
        told.Computing.Add(record.Key);
        if (isNew && FindCycle(record) is { } cycle) Delete(worker, new DataEntry(record.Key) { Text = $"it needs itself: {cycle}" }, actions);
    }

    private void TakeError(NodeId worker, DataEntry entry, ICollection<DataAction> actions)
    {
        if (!_keys.TryGetValue(entry.Key, out var record) || record.Assigned != worker || (entry.Info.Version > 0 && entry.Info.Version < record.Version)) return;
        Unassign(record);
        if (entry.Code is DataCode.NoFunction or DataCode.NoRoom && record.Recipe is not null && record.Holders.Count == 0 && (entry.Info.Version > 0 || record.Waiters.Count > 0))
        {
            record.Refused.Add(worker); // others may know it, or have room
            (record.IsWaiting, record.Code, record.Text) = (true, entry.Code, entry.Text);
        }
        else if (entry.Code == DataCode.Busy && record.Holders.Count == 0) // it stopped for a value that was put and is gone
        {
            if (record.Recipe is not null) WaitAgain(record);
            else LoseComputation(worker, record, actions);
        }
        else if (entry.Code != DataCode.Deleted && record.Holders.Count == 0)
        {
            EndWaiters(record, entry, actions);
            FailComputation(record, entry.Code, entry.Text, actions);
        }
        else
        {
            record.Refused.Clear();
            EndWaiters(record, entry, actions);
            if (record.Holders.Count == 0) Forget(record, actions);
        }
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

    private static void ForgetRecipe(KeyRecord record, ICollection<DataAction> actions)
    {
        if (record.Recipe is null) return;
        (record.Recipe, record.Deaths) = (null, 0);
        actions.Add(new(DataActionKind.Store, record.Key));
    }

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
        ForgetRecipe(record, actions);
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
        public readonly SortedSet<NodeId> Refused = []; // workers that do not know the function, or have no room
        public readonly List<(DataAddress To, ulong Request)> Waiters = [];
        public ValueInfo Info = new(0, 0, "", 0);
        public Recipe? Recipe;
        public ulong Version; // that a value computed by it gets: later than what is known, or was deleted
        public int Deaths;
        public NodeId? Assigned;
        public bool IsRunning; // its function is called, as far as is known
        public DataCode Code;
        public string Text = "";

        /// <summary>Whether there is nothing to say of it.</summary>
        public bool IsEmpty => Holders.Count == 0 && HadBy.Count == 0 && Waiters.Count == 0 && Recipe is null && Assigned is null && Code == DataCode.Ok;

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
