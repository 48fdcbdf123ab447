using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

// Computations: what they need first, then one of the slots, then the function.
public sealed partial class DataWorker
{
    private bool _isLeaving;

    /// <summary>A key is to be computed.</summary>
    /// <param name="from">Who asks; the answer goes there if <paramref name="request"/> is not 0.</param>
    /// <param name="request">Its number for the request.</param>
    /// <param name="entry">The key with its recipe.</param>
    /// <param name="isKnown">Whether this worker knows the function.</param>
    /// <param name="now">The time.</param>
    /// <param name="actions">What to do.</param>
    public void OnCompute(DataAddress from, ulong request, DataEntry entry, bool isKnown, TimeSpan now, ICollection<DataAction> actions)
    {
        if (request != 0 && IsUnderWay(from, request, [entry])) return;
        var record = GetOrAdd(entry.Key);
        var ticket = new Ticket(from, request, Purpose.Compute);
        var error = entry.Recipe is not { } recipe || !isKnown ? Failure(entry.Key, DataCode.NoFunction, $"the worker {Id} has no function '{entry.Recipe?.Function}': register it there, or ask another worker")
            : recipe.Needed.Contains(entry.Key) ? Failure(entry.Key, DataCode.Failed, "it needs itself")
            : null;
        if (record.Held is not null && !record.IsToCompute)
        {
            Report(Describe(record), actions); // a Center that asks has not heard of it
            ticket.Results.Add(Describe(record));
        }
        else if (record.IsToCompute)
        {
            Report(Describe(record), actions);
            if (request != 0) ticket.Add(record);
        }
        else if (error is not null)
        {
            if (request == 0) Report(error with { Info = entry.Info }, actions);
            ticket.Results.Add(error);
            Tidy(record);
        }
        else
        {
            if (request != 0) ticket.Add(record);
            if (!record.IsOffered) Begin(record, entry, now, actions);
            else
            {
                record.Asked = entry; // what is put comes first; if it does not come this is done
                Report(Describe(record), actions);
            }
        }

        Drain(now, actions);
        if (request != 0) EndIfDone(ticket, now, actions);
    }

    /// <summary>A key is to be computed, and may not be: this worker's guard says why.</summary>
    public void OnDenied(DataAddress from, ulong request, string key, string text, TimeSpan now, ICollection<DataAction> actions)
    {
        var error = Failure(key, DataCode.Denied, text);
        if (request == 0) // a Center that asked waits for it
        {
            Report(_keys.TryGetValue(key, out var record) && (record.IsToCompute || record.Held is not null) ? Describe(record) : error, actions);
            return;
        }

        var ticket = new Ticket(from, request, Purpose.Compute);
        ticket.Results.Add(error);
        EndIfDone(ticket, now, actions);
    }

    /// <summary>This node is about to leave: no function is called any more, and none counts as the death of a worker.</summary>
    public void OnLeave(TimeSpan now, ICollection<DataAction> actions)
    {
        _isLeaving = true;
        foreach (var record in _keys.Values)
        {
            if (record.Computing is not { IsStarted: true } computing) continue;
            if (computing.IsRunning) Abort(record, actions);
            (computing.IsStarted, computing.IsAnnounced, computing.IsRunning) = (false, false, false);
            _running--;
            Report(Describe(record), actions);
        }

        Drain(now, actions);
    }

    /// <summary>The function has returned a value, which is held from now on.</summary>
    public void OnComputed(string key, in ValueInfo info, TimeSpan now, ICollection<DataAction> actions)
    {
        if (_keys.TryGetValue(key, out var record) && record.Computing is { IsRunning: true })
        {
            ulong version = Math.Max(1, record.Computing.Version); // older than whatever is put from now on
            EndRun(record);
            Hold(record, info with { Version = version }, now, actions);
        }
        else actions.Add(new(DataActionKind.Remove, key));

        Drain(now, actions);
    }

    /// <summary>The function has thrown, or its value cannot be kept.</summary>
    public void OnFailed(string key, DataCode code, string text, TimeSpan now, ICollection<DataAction> actions)
    {
        if (_keys.TryGetValue(key, out var record) && record.Computing is { IsRunning: true } computing)
        {
            computing.IsRunning = false;
            if (code == DataCode.NoRoom) DropCopies(actions);
            Abandon(record, code, text, now, actions);
        }

        Drain(now, actions);
    }

    /// <summary>A function that was told to stop has returned: from now on another one may take its slot.</summary>
    public void OnStopped(TimeSpan now, ICollection<DataAction> actions)
    {
        _stopping = Math.Max(0, _stopping - 1);
        Drain(now, actions);
    }

    private void Begin(KeyRecord record, DataEntry entry, TimeSpan now, ICollection<DataAction> actions)
    {
        _fetcher.Cancel(entry.Key, now, _fetched); // whoever waited for it here waits for the function now
        (record.Asked, record.Recipe) = (null, entry.Recipe);
        record.Deaths = (int)Math.Min(entry.Deaths, int.MaxValue);
        record.Computing = new Computation(entry.Info.Version);
        foreach (string needed in entry.Recipe!.Needed) Need(record, needed, now);
        Report(Describe(record), actions);
        if (record.Computing.Missing.Count == 0) Enqueue(record);
    }

    // It stops, and may begin anew.
    private void Park(KeyRecord record, ICollection<DataAction> actions)
    {
        var computing = record.Computing!;
        record.Asked = new DataEntry(record.Key) { Recipe = record.Recipe, Deaths = (uint)record.Deaths, Info = new(0, 0, "", computing.Version) };
        StopRun(record, actions);
        Report(Describe(record), actions);
    }

    private void StopRun(KeyRecord record, ICollection<DataAction> actions)
    {
        if (record.Computing is { IsRunning: true }) Abort(record, actions);
        EndRun(record);
    }

    private void Abort(KeyRecord record, ICollection<DataAction> actions)
    {
        _stopping++;
        actions.Add(new(DataActionKind.Abort, record.Key));
    }

    private void Need(KeyRecord record, string needed, TimeSpan now)
    {
        var other = GetOrAdd(needed);
        if (other.Held is not null || !record.Computing!.Missing.Add(needed)) return;
        other.NeededBy.Add(record.Key);
        if (other.Computing is null) _fetcher.Want(needed, null, null, now, _fetched);
    }

    // A needed key has come.
    private void Feed(string computation, string needed)
    {
        if (!_keys.TryGetValue(computation, out var record) || record.Computing is not { } computing) return;
        if (computing.Missing.Remove(needed) && computing.Missing.Count == 0) Enqueue(record);
    }

    private void Enqueue(KeyRecord record) => record.Computing!.Place = _ready.AddLast(record);

    // First the Centers are told, then, when they have it, the function is called.
    private void StartReady(TimeSpan now, ICollection<DataAction> actions)
    {
        while (!_isLeaving && !_isFull && _running + _stopping < options.Slots && _ready.First is { Value: var record })
        {
            var computing = record.Computing!;
            _ready.RemoveFirst();
            computing.Place = null;
            if (!HasNeeded(record, now)) continue;
            computing.IsStarted = computing.IsAnnounced = true;
            _running++;
            Report(Describe(record), actions);
            WhenHeard(new(DataActionKind.Run, record.Key), now, actions, computing: computing);
        }
    }

    // What it needs may have gone again, when a newer value of it was put elsewhere: then that one is brought.
    private bool HasNeeded(KeyRecord record, TimeSpan now)
    {
        foreach (string needed in record.Recipe!.Needed) Need(record, needed, now);
        return record.Computing!.Missing.Count == 0;
    }

    private void EndRun(KeyRecord record)
    {
        if (record.Computing is not { } computing) return;
        if (computing.IsStarted) _running--;
        if (computing.Place is { } place) _ready.Remove(place);
        foreach (string needed in computing.Missing)
        {
            if (!_keys.TryGetValue(needed, out var other)) continue;
            other.NeededBy.Remove(record.Key);
            Tidy(other);
        }

        record.Computing = null;
    }

    private void Abandon(KeyRecord record, DataCode code, string text, TimeSpan now, ICollection<DataAction> actions, EquatableArray<NodeId> nodes = default)
    {
        var error = Failure(record.Key, code, text, nodes) with { Info = new(0, 0, "", record.Computing!.Version) };
        StopRun(record, actions);
        record.Recipe = null;
        Report(error, actions);
        Fail(record, error, now, actions);
    }

    private sealed class Computation(ulong version)
    {
        public ulong Version = version; // that its value gets; 0 when no Center has asked
        public readonly SortedSet<string> Missing = new(StringComparer.Ordinal);
        public LinkedListNode<KeyRecord>? Place;
        public bool IsAnnounced; // the Centers are told that it runs
        public bool IsStarted; // it has a slot
        public bool IsRunning; // its function is called
    }
}
