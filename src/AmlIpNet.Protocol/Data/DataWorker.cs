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

    /// <summary>The worker.</summary>
    public NodeId Id { get; } = id;

    /// <summary>Keys that it holds.</summary>
    public int Held => _keys.Values.Count(key => key.Held is not null);

    /// <summary>Functions that run now.</summary>
    public int Running => _running;

    /// <summary>Values that are being brought.</summary>
    public int Flights => _fetcher.Flights;

    /// <summary>Parts that came though nobody waited for them.</summary>
    public long DroppedParts => _fetcher.DroppedParts;

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
    public IEnumerable<DataEntry> Snapshot() => _keys.Values.Where(key => key.Held is not null || key.Computing is not null).Select(Describe).Select(WithoutLocal);

    /// <summary>Somebody offers values.</summary>
    public void OnOffer(DataAddress from, ulong request, IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions)
    {
        if (IsUnderWay(from, request, entries)) return;
        var ticket = new Ticket(from, request);
        foreach (var entry in entries)
        {
            var record = GetOrAdd(entry.Key);
            if (record.Computing is not null) ticket.Results.Add(Failure(entry.Key, DataCode.Busy, "it is being computed here: delete it first"));
            else if (record.Held is { } held && (held.IsSameValue(entry.Info) || !entry.Info.IsNewerThan(held))) Keep(record, entry.Info, ticket, actions);
            else if (record.IsOffered && (record.Offered.IsSameValue(entry.Info) || !entry.Info.IsNewerThan(record.Offered))) ticket.Add(record); // asked twice
            else
            {
                _fetcher.Cancel(entry.Key, now, _fetched); // whoever waited for another value of it gets this one
                ticket.Add(record);
                (record.IsOffered, record.Offered) = (true, entry.Info);
                _fetcher.Want(entry.Key, from, entry.Info, now, _fetched);
            }
        }

        Drain(now, actions);
        EndIfDone(ticket, now, actions);
    }

    /// <summary>This node itself puts a value, which is held from now on. Who asks is answered when the Centers know of it.</summary>
    public void OnPut(DataAddress from, ulong request, string key, in ValueInfo info, TimeSpan now, ICollection<DataAction> actions)
    {
        var record = GetOrAdd(key);
        var ticket = new Ticket(from, request);
        if (record.Computing is not null) Abandon(record, DataCode.Deleted, "another value was put in its place", now, actions);
        record = GetOrAdd(key);
        _fetcher.Cancel(key, now, _fetched);
        ticket.Add(record);
        record.IsOffered = true; // no function made it
        Hold(record, info, now, actions);
        Drain(now, actions);
    }

    /// <summary>Somebody wants this worker to have values that others hold.</summary>
    public void OnAcquire(DataAddress from, ulong request, IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions)
    {
        if (IsUnderWay(from, request, entries)) return;
        var ticket = new Ticket(from, request);
        foreach (var entry in entries)
        {
            var record = GetOrAdd(entry.Key);
            if (record.Held is not null) ticket.Results.Add(Describe(record));
            else
            {
                ticket.Add(record);
                if (record.Computing is null) _fetcher.Want(entry.Key, null, null, now, _fetched);
            }
        }

        Drain(now, actions);
        EndIfDone(ticket, now, actions);
    }

    /// <summary>Values are to be forgotten: those that are no newer than the version that each entry names.</summary>
    public void OnDelete(DataAddress from, ulong request, IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions)
    {
        var ticket = new Ticket(from, request);
        foreach (var entry in entries)
        {
            if (!_keys.TryGetValue(entry.Key, out var record)) continue;
            if (entry.Code == DataCode.Deleted) // somebody wants it gone; otherwise only an older value is in the way of a newer one
            {
                if (record.Computing is not null) Abandon(record, DataCode.Deleted, "it was deleted", now, actions);
                else if (!record.IsOffered && _fetcher.StateOf(entry.Key) != KeyState.None) Stop(record, DataCode.Deleted, "it was deleted", now, actions);
            }

            if (record.Held is not { } held || held.Version > entry.Info.Version) continue;
            record.Held = null;
            actions.Add(new(DataActionKind.Remove, record.Key));
            Report(new DataEntry(record.Key) { State = KeyState.None, Info = held }, actions);
            Tidy(record);
        }

        Drain(now, actions);
        if (request != 0) EndIfDone(ticket, now, actions);
    }

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
        if (entry.Recipe is not null && _keys.TryGetValue(entry.Key, out var record) && record is { Held: null, Computing: null }) record.Recipe = entry.Recipe;
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

    /// <summary>How many bytes there is room for.</summary>
    public void SetRoom(long bytes, TimeSpan now, ICollection<DataAction> actions)
    {
        _fetcher.SetRoom(bytes, now, _fetched);
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
                if (code == DataCode.Ok) Hold(record, info, now, actions);
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
        writer.Write(_running);
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

    // The same value again, or an older one: what is here stays.
    private void Keep(KeyRecord record, in ValueInfo offered, Ticket ticket, ICollection<DataAction> actions)
    {
        if (record.Held is { } held && held.IsSameValue(offered) && offered.Version > held.Version)
        {
            record.Held = offered;
            Report(Describe(record), actions);
        }

        ticket.Results.Add(Describe(record));
    }

    private void Stop(KeyRecord record, DataCode code, string why, TimeSpan now, ICollection<DataAction> actions)
    {
        _fetcher.Cancel(record.Key, now, _fetched);
        Fail(record, Failure(record.Key, code, why), now, actions);
    }

    // It is here: whoever waited for it has it.
    private void Hold(KeyRecord record, in ValueInfo info, TimeSpan now, ICollection<DataAction> actions)
    {
        if (record.IsOffered) (record.Recipe, record.Deaths) = (null, 0); // put by somebody: no function made it
        record.IsOffered = false;
        record.Held = info;
        var entry = Describe(record);
        Report(entry, actions);
        EndTickets(record, entry, now, actions);
        foreach (string waiting in record.NeededBy.ToArray()) Feed(waiting, record.Key);
        record.NeededBy.Clear();
    }

    // It cannot be had: whoever waited for it hears why. What was held before stays.
    private void Fail(KeyRecord record, DataEntry error, TimeSpan now, ICollection<DataAction> actions)
    {
        bool wasOffered = record.IsOffered;
        record.IsOffered = false;
        EndTickets(record, error, now, actions);
        if (wasOffered && error.Code == DataCode.Lost && record.NeededBy.Count > 0)
        {
            _fetcher.Want(record.Key, null, null, now, _fetched); // others may have it
            return;
        }

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
        if (record.Held is null && record.Computing is null && record.Tickets.Count == 0 && record.NeededBy.Count == 0 && _fetcher.StateOf(record.Key) == KeyState.None) _keys.Remove(record.Key);
    }

    private DataEntry Describe(KeyRecord record) => new(record.Key)
    {
        State = record.Computing is null ? KeyState.Memory : record.Computing.IsAnnounced ? KeyState.Executing : KeyState.Fetch,
        Info = record.Held ?? new(0, 0, "", 0),
        Nodes = [Id],
        Recipe = record.Recipe,
        Deaths = (uint)record.Deaths,
    };

    private static DataEntry Failure(string key, DataCode code, string text, EquatableArray<NodeId> nodes = default) => new(key) { State = KeyState.Error, Code = code, Text = text, Nodes = nodes };
}
