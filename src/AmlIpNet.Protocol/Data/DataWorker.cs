using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// A worker of a data space: which keys it holds, brings or computes, who waits for what, and what the Centers have been told. A pure machine: no bytes,
/// clock or thread; events in, actions out. One event at a time.
/// </summary>
/// <remarks>Two rules carry the rest. An answer goes out only when the Centers have acknowledged what it tells, so that whoever hears it finds the key at a
/// Center. And a function is called only when the Centers know that it is, so that a computation that kills its workers is known by what it did.</remarks>
public sealed partial class DataWorker(NodeId id, DataWorkerMachineOptions options)
{
    private readonly SortedDictionary<string, KeyRecord> _keys = new(StringComparer.Ordinal);
    private readonly Fetcher _fetcher = new(options.Fetch, DataAddress.Worker(id));
    private readonly LinkedList<KeyRecord> _ready = new(); // computations that have all they need
    private readonly List<DataAction> _fetched = [];
    private int _running;
    private int _stopping; // functions that were told to stop, and have not yet
    private bool _isFull; // values wait for the disk: no function is called that would make another one

    /// <summary>The worker.</summary>
    public NodeId Id { get; } = id;

    /// <summary>Keys that it holds.</summary>
    public int Held => _keys.Values.Count(key => key.Held is not null);

    /// <summary>Functions that run now.</summary>
    public int Running => _running;

    /// <summary>When to say next that time has passed; it may be too early.</summary>
    public TimeSpan? NextDue => _fetcher.NextDue is { } fetch && (_held.Count == 0 || fetch < _held.Peek().Due) ? fetch : _held.Count > 0 ? _held.Peek().Due : null;

    /// <summary>How far it is with a key.</summary>
    public KeyState StateOf(string key) => !_keys.TryGetValue(key, out var record) ? KeyState.None
        : record.Computing is { } computing ? computing.IsStarted ? KeyState.Executing : KeyState.Fetch
        : _fetcher.StateOf(key) is not KeyState.None and var state ? state
        : record.Held is not null ? KeyState.Memory : KeyState.None;

    /// <summary>The facts of a value that it holds.</summary>
    public ValueInfo? InfoOf(string key) => _keys.TryGetValue(key, out var record) ? record.Held : null;

    /// <summary>All that it holds or computes, as a Center is told.</summary>
    public IEnumerable<DataEntry> Snapshot() => _keys.Values.Where(key => key.Held is not null || key.IsToCompute).Select(Describe).Select(WithoutLocal);

    /// <summary>What is held, as an answer to a request.</summary>
    public IEnumerable<DataEntry> List() => _keys.Values.Where(key => key.Held is not null).Select(Describe);

    /// <summary>A node is gone.</summary>
    public void OnNodeLost(NodeId node, TimeSpan now, ICollection<DataAction> actions)
    {
        ForgetTickets(node); // first: what it offered ends too
        _fetcher.OnNodeLost(node, now, _fetched);
        if (_centers.Remove(node)) Release(now, actions);
        Drain(now, actions);
    }

    /// <summary>What a Center says of a key.</summary>
    public void OnAnswer(DataEntry entry, bool isSettled, TimeSpan now, ICollection<DataAction> actions)
    {
        if (entry.State == KeyState.Memory && _keys.TryGetValue(entry.Key, out var record) && record is { Held: null, Computing: null }) record.Recipe = entry.Recipe;
        _fetcher.OnAnswer(entry, isSettled, now, _fetched);
        Drain(now, actions);
    }

    /// <summary>A part of a value has come.</summary>
    public void OnPart(DataAddress from, string key, in ValueInfo info, long offset, int length, TimeSpan now, ICollection<DataAction> actions)
    {
        _fetcher.OnPart(from, key, info, offset, length, now, _fetched);
        Drain(now, actions);
    }

    /// <summary>A holder has no bytes to send.</summary>
    public void OnRefused(DataAddress from, string key, DataCode code, TimeSpan now, ICollection<DataAction> actions)
    {
        _fetcher.OnRefused(from, key, code, now, _fetched);
        Drain(now, actions);
    }

    /// <summary>How many bytes there is room for, and whether there will be more soon.</summary>
    public void SetRoom(long bytes, bool grows, TimeSpan now, ICollection<DataAction> actions)
    {
        _isFull = grows && bytes < 0;
        _fetcher.SetRoom(bytes, grows, now, _fetched);
        Drain(now, actions);
    }

    /// <summary>A value that was brought is complete, and good or not.</summary>
    /// <param name="key">The key.</param>
    /// <param name="info">The value that is held from now on.</param>
    /// <param name="code">Ok; Corrupt when it has another digest, NoRoom when it cannot be kept.</param>
    /// <param name="now">The time.</param>
    /// <param name="actions">What to do.</param>
    public void OnComplete(string key, in ValueInfo info, DataCode code, TimeSpan now, ICollection<DataAction> actions)
    {
        if (code == DataCode.Corrupt) _fetcher.Corrupt(key, now, _fetched);
        else
        {
            _fetcher.Done(key, now, _fetched);
            if (_keys.TryGetValue(key, out var record))
            {
                if (code == DataCode.NoRoom) DropCopies(actions);
                bool isCopy = !record.IsOffered && record.Tickets.Count == 0;
                if (code == DataCode.Ok) Hold(record, info, now, actions, isCopy);
                else Fail(record, Failure(key, code, "this worker has no room for it, in memory or on disk"), now, actions);
            }
        }

        Drain(now, actions);
    }

    /// <summary>Time has passed.</summary>
    public void OnTime(TimeSpan now, ICollection<DataAction> actions)
    {
        _fetcher.OnTime(now, _fetched);
        if (_held.Count > 0 && _held.Peek().Due <= now) Release(now, actions);
        Drain(now, actions);
    }

    /// <summary>Writes the state; equal states give equal bytes.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Id);
        writer.Write(_keys.Count);
        foreach (var record in _keys.Values) record.Save(writer);
        _fetcher.Save(writer);
        foreach (var record in _ready) writer.Write(record.Key);
        foreach (var record in _copies) writer.Write(record.Key);
        writer.Write(_running);
        writer.Write(_stopping);
        writer.Write(_isFull);
        SaveReports(writer);
    }

    // What the fetcher wants done; what it gave up ends those who waited for it.
    private void Drain(TimeSpan now, ICollection<DataAction> actions)
    {
        for (int i = 0; i < _fetched.Count; i++)
        {
            var action = _fetched[i];
            if (action.Kind != DataActionKind.GiveUp) actions.Add(action);
            else if (_keys.TryGetValue(action.Key, out var record)) Fail(record, action.Entry!, now, actions);
        }

        _fetched.Clear();
        StartReady(now, actions);
    }

    private KeyRecord GetOrAdd(string key)
    {
        if (!_keys.TryGetValue(key, out var record)) _keys.Add(key, record = new KeyRecord(key));
        return record;
    }

    // It is here: whoever waited for it has it. What is put later is the newer value, whatever the clocks say.
    private void Hold(KeyRecord record, ValueInfo info, TimeSpan now, ICollection<DataAction> actions, bool isCopy = false)
    {
        bool isPut = record.IsOffered;
        if (isPut) (record.Recipe, record.Deaths, record.Asked) = (null, 0, null); // no function made it
        record.IsOffered = false;
        if (record.Held is { } old && !old.IsSameValue(info) && old.Version >= info.Version) info = info with { Version = After(old.Version) };
        record.Held = info;
        (record.IsCopy, record.IsDropped) = (isCopy, false);
        if (isCopy) Note(record);
        record.Maker = record.Tickets.Find(ticket => ticket.Purpose == (isPut ? Purpose.Put : Purpose.Compute));
        var entry = Describe(record);
        Report(entry, actions);
        EndTickets(record, entry, now, actions);
        foreach (string waiting in record.NeededBy.ToArray()) Feed(waiting, record.Key);
        record.NeededBy.Clear();
    }

    // It cannot be had: whoever waited for it hears why. What was held before stays.
    private void Fail(KeyRecord record, DataEntry error, TimeSpan now, ICollection<DataAction> actions)
    {
        if (record.IsOffered)
        {
            record.IsOffered = false;
            EndTickets(record, error, now, actions, Purpose.Put);
            if (record.Asked is { } asked) Begin(record, asked, now, actions);
            else if (record.Held is null && (record.Tickets.Count > 0 || record.NeededBy.Count > 0)) _fetcher.Want(record.Key, null, null, now, _fetched); // others may have it
            else Tidy(record);
            return;
        }

        EndTickets(record, error, now, actions);
        string[] starving = [.. record.NeededBy];
        record.NeededBy.Clear();
        Tidy(record);
        foreach (string waiting in starving)
        {
            if (_keys.TryGetValue(waiting, out var computation) && computation.Computing is not null)
                Abandon(computation, error.Code, $"it needs {record.Key}, which cannot be had{(error.Text.Length > 0 ? $": {error.Text}" : "")}", now, actions, error.Nodes);
        }
    }

    private void Tidy(KeyRecord record)
    {
        if (record.Held is null && !record.IsToCompute && record.Tickets.Count == 0 && record.NeededBy.Count == 0 && _fetcher.StateOf(record.Key) == KeyState.None) _keys.Remove(record.Key);
    }

    private DataEntry Describe(KeyRecord record) => new(record.Key)
    {
        State = record.Computing is { } computing ? computing.IsAnnounced ? KeyState.Executing : KeyState.Fetch : record.Asked is not null ? KeyState.Fetch : KeyState.Memory,
        Info = record.IsToCompute ? new(0, 0, "", record.Computing?.Version ?? record.Asked!.Info.Version) : record.Held ?? new(0, 0, "", 0),
        Nodes = [Id],
        Recipe = record.Asked?.Recipe ?? record.Recipe,
        Deaths = record.Asked?.Deaths ?? (uint)record.Deaths,
    };

    private static ulong After(ulong version) => version == ulong.MaxValue ? version : version + 1;

    private static DataEntry Failure(string key, DataCode code, string text, EquatableArray<NodeId> nodes = default) => new(key) { State = KeyState.Error, Code = code, Text = text, Nodes = nodes };
}
