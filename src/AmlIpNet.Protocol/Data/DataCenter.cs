namespace AmlIpNet.Protocol;

/// <summary>
/// A Center of a data space: who has what, as two maps that are exact inverses of each other; how keys are computed; and who waits for that. All of it comes
/// from the workers: a Center that starts anew asks them to register, and there may be several. A pure machine: events in, actions out.
/// </summary>
public sealed partial class DataCenter(NodeId id, DataCenterMachineOptions options)
{
    private readonly SortedDictionary<NodeId, WorkerRecord> _workers = [];
    private readonly SortedDictionary<string, KeyRecord> _keys = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _waiting = new(StringComparer.Ordinal); // keys that wait for a worker that computes them
    private readonly Queue<string> _lost = new(); // keys without a value, oldest first; some of them have one again
    private readonly TimeSpan _grace = options.Grace;
    private bool _isPrimary = true;
    private TimeSpan _now;

    /// <summary>The Center.</summary>
    public NodeId Id { get; } = id;

    /// <summary>Keys that it knows.</summary>
    public int Keys => _keys.Count;

    /// <summary>When to say next that time has passed; null for never.</summary>
    public TimeSpan? NextDue { get; private set; }

    /// <summary>Workers that have registered.</summary>
    public IEnumerable<NodeId> Workers => _workers.Where(worker => worker.Value.IsRegistered).Select(worker => worker.Key);

    /// <summary>Whether all workers that it knows have told what they have.</summary>
    public bool IsSettled => _now >= _grace && _workers.Values.All(worker => worker.IsRegistered || _now >= worker.FoundAt + options.RegisterPatience);

    /// <summary>Who holds a key.</summary>
    public IReadOnlyCollection<NodeId> WhoHas(string key) => _keys.TryGetValue(key, out var record) ? record.Holders : [];

    /// <summary>What a worker holds.</summary>
    public IReadOnlyCollection<string> HasWhat(NodeId worker) => _workers.TryGetValue(worker, out var record) ? record.Keys : [];

    /// <summary>A worker is there: it is asked to register.</summary>
    public void OnWorkerFound(NodeId worker, TimeSpan now, ICollection<DataAction> actions)
    {
        _now = now;
        if (_workers.ContainsKey(worker)) return;
        _workers.Add(worker, new WorkerRecord { FoundAt = now, HelloAt = now });
        SayHello(worker, actions);
    }

    /// <summary>A worker is gone: its keys leave both maps at once.</summary>
    public void OnWorkerLost(NodeId worker, TimeSpan now, ICollection<DataAction> actions)
    {
        _now = now;
        if (!_workers.Remove(worker, out var gone)) return;
        foreach (string key in gone.Keys) Unhold(worker, _keys[key]);
        foreach (string key in gone.Computing.ToArray())
        {
            var record = _keys[key];
            if (record.Assigned != worker) continue;
            bool wasRunning = record.IsRunning;
            Unassign(record);
            if (record.Holders.Count > 0) continue;
            if (record.Recipe is null) LoseComputation(worker, record, actions);
            else if (wasRunning && ++record.Deaths >= options.MaxDeaths) Blame(record, worker, actions);
            else
            {
                record.IsWaiting = true;
                Remember(record, actions);
            }
        }

        Place(actions);
    }

    /// <summary>A worker tells all that it has, reports up to this one included.</summary>
    public void OnRegister(NodeId worker, ulong report, bool isFirst, bool isLast, int slots, IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions)
    {
        _now = now;
        if (!_workers.TryGetValue(worker, out var record)) return; // discovery has not found it, or lost it: it will be asked
        if (isFirst) record.Told.Clear();
        record.Slots = slots;
        foreach (var entry in entries)
        {
            record.Told.Add(entry.Key);
            Take(worker, record, entry, actions);
        }

        if (!isLast) return;
        foreach (string key in record.Keys.Where(key => !record.Told.Contains(key)).ToArray())
        {
            ForgetAt(worker, _keys[key]);
            Unhold(worker, _keys[key]);
        }

        // It has not heard of these yet, or never will: it is asked again. Another worker could come to compute the same.
        foreach (string key in record.Computing.Where(key => !record.Told.Contains(key)).ToArray())
        {
            if (_keys[key].Recipe is not null) Assign(_keys[key], worker, actions);
            else
            {
                Unassign(_keys[key]);
                LoseComputation(worker, _keys[key], actions);
            }
        }

        record.Told.Clear();
        record.IsRegistered = true;
        actions.Add(new(DataActionKind.Ack, To: DataAddress.Worker(worker), Request: report));
        Place(actions);
    }

    /// <summary>A worker tells what changed.</summary>
    public void OnReport(NodeId worker, ulong report, IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions)
    {
        _now = now;
        if (!_workers.TryGetValue(worker, out var record) || !record.IsRegistered) return; // what it registers will tell
        foreach (var entry in entries) Take(worker, record, entry, actions);
        actions.Add(new(DataActionKind.Ack, To: DataAddress.Worker(worker), Request: report));
        Place(actions);
    }

    /// <summary>What is known of a key.</summary>
    public DataEntry Describe(string key) => _keys.TryGetValue(key, out var record) ? Describe(record) : new DataEntry(key);

    /// <summary>What is known of a key, with how it is computed: whoever gets a copy can tell the next Center.</summary>
    public DataEntry DescribeWithRecipe(string key) => _keys.TryGetValue(key, out var record) ? Describe(record) with { Recipe = record.Recipe } : new DataEntry(key);

    /// <summary>What is known of all keys.</summary>
    public IEnumerable<DataEntry> DescribeAll() => _keys.Values.Select(Describe);

    /// <summary>The workers: an entry for each, with its slots, how many keys it holds, and their bytes.</summary>
    public IEnumerable<DataEntry> DescribeWorkers() => _workers.Where(worker => worker.Value.IsRegistered).Select(worker => new DataEntry("")
    {
        Nodes = [worker.Key],
        Length = (uint)worker.Value.Slots,
        Offset = (ulong)worker.Value.Keys.Count,
        Info = new(worker.Value.Bytes, 0, "", 0),
    });

    /// <summary>Whether this is the Center that computes lost keys anew.</summary>
    public void SetPrimary(bool isPrimary, TimeSpan now, ICollection<DataAction> actions)
    {
        _now = now;
        _isPrimary = isPrimary;
        Place(actions);
    }

    /// <summary>A recipe that was remembered from before.</summary>
    public void Restore(DataEntry entry)
    {
        if (entry.Recipe is null || _keys.ContainsKey(entry.Key)) return;
        _keys.Add(entry.Key, new KeyRecord(entry.Key, _waiting) { Recipe = entry.Recipe, Deaths = (int)entry.Deaths, IsWaiting = entry.Code != DataCode.Blamed, Code = entry.Code, Text = entry.Text });
    }

    /// <summary>Time has passed.</summary>
    public void OnTime(TimeSpan now, ICollection<DataAction> actions)
    {
        _now = now;
        NextDue = null;
        if (now < _grace) WakeUpAt(_grace);
        foreach (var (worker, record) in _workers)
        {
            if (record.IsRegistered) continue;
            if (now >= record.HelloAt + options.HelloPeriod)
            {
                record.HelloAt = now;
                SayHello(worker, actions);
            }
            else WakeUpAt(record.HelloAt + options.HelloPeriod);
        }

        Place(actions);
    }

    private void SayHello(NodeId worker, ICollection<DataAction> actions)
    {
        actions.Add(new(DataActionKind.Hello, To: DataAddress.Worker(worker)));
        WakeUpAt(_now + options.HelloPeriod);
    }

    private void WakeUpAt(TimeSpan due)
    {
        if (NextDue is null || due < NextDue) NextDue = due;
    }

    private bool HasNobody(KeyRecord record) => record.IsWaiting && !_workers.Values.Any(worker => worker.IsRegistered);

    private DataEntry Describe(KeyRecord record) => new(record.Key)
    {
        State = record.Holders.Count > 0 ? KeyState.Memory
            : record.Code == DataCode.Blamed ? KeyState.Error
            : record.IsWaiting || record.Assigned is not null ? KeyState.Executing
            : record.Code != DataCode.Ok ? KeyState.Error : KeyState.Missing,
        Code = HasNobody(record) ? DataCode.Absent : record.Code,
        Text = HasNobody(record) ? "it is to be computed, and no worker is there" : record.Text,
        Info = record.Info,
        Nodes = [.. record.Holders.Count > 0 ? record.Holders.Take(DataBounds.MaxNodes) : record.HadBy],
        Deaths = (uint)record.Deaths,
    };
}
