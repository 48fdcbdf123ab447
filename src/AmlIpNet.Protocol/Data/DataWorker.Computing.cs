using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

// Computations: what they need first, then one of the slots, then the function.
public sealed partial class DataWorker
{
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
        var ticket = new Ticket(from, request);
        if (record.Held is not null && record.Computing is null)
        {
            Report(Describe(record), actions); // a Center that asks has not heard of it
            ticket.Results.Add(Describe(record));
        }
        else if (record.Computing is not null || record.IsOffered)
        {
            if (record.Computing is not null) Report(Describe(record), actions);
            if (request != 0) ticket.Add(record);
        }
        else if (!isKnown || entry.Recipe is null)
        {
            var error = Failure(entry.Key, DataCode.NoFunction, $"the worker {Id} has no function '{entry.Recipe?.Function}': register it there, or ask another worker");
            Report(error, actions);
            ticket.Results.Add(error);
            Tidy(record);
        }
        else
        {
            _fetcher.Cancel(entry.Key, now, _fetched); // whoever waited for it here waits for the function now
            record.Recipe = entry.Recipe;
            record.Deaths = (int)Math.Min(entry.Deaths, int.MaxValue);
            record.Computing = new Computation();
            if (request != 0) ticket.Add(record);
            foreach (string needed in entry.Recipe.Needed) Need(record, needed, now);
            Report(Describe(record), actions);
            if (record.Computing.Missing.Count == 0) Enqueue(record);
        }

        Drain(now, actions);
        if (request != 0) EndIfDone(ticket, now, actions);
    }

    /// <summary>A key is to be computed, and may not be: this worker's guard says why.</summary>
    public void OnDenied(DataAddress from, ulong request, string key, string text, TimeSpan now, ICollection<DataAction> actions)
    {
        var error = Failure(key, DataCode.Denied, text);
        Report(error, actions); // a Center that asked waits for it
        if (request == 0) return;
        var ticket = new Ticket(from, request);
        ticket.Results.Add(error);
        EndIfDone(ticket, now, actions);
    }

    /// <summary>The function has returned a value, which is held from now on.</summary>
    public void OnComputed(string key, in ValueInfo info, TimeSpan now, ICollection<DataAction> actions)
    {
        if (_keys.TryGetValue(key, out var record) && record.Computing is { IsRunning: true })
        {
            EndRun(record);
            Hold(record, info, now, actions);
        }
        else actions.Add(new(DataActionKind.Remove, key));

        Drain(now, actions);
    }

    /// <summary>The function has thrown, or its value cannot be kept.</summary>
    public void OnFailed(string key, DataCode code, string text, TimeSpan now, ICollection<DataAction> actions)
    {
        if (_keys.TryGetValue(key, out var record) && record.Computing is { IsRunning: true }) Abandon(record, code, text, now, actions);
        Drain(now, actions);
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
        while (_running < options.Slots && _ready.First is { Value: var record })
        {
            var computing = record.Computing!;
            _ready.RemoveFirst();
            computing.Place = null;
            if (!HasNeeded(record, now)) continue;
            computing.IsStarted = computing.IsAnnounced = true;
            _running++;
            Report(Describe(record), actions);
            WhenHeard(new(DataActionKind.Run, record.Key, Entry: Describe(record)), now, actions);
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
        if (record.Computing is { IsRunning: true }) actions.Add(new(DataActionKind.Abort, record.Key));
        EndRun(record);
        record.Recipe = record.Held is null ? null : record.Recipe;
        var error = Failure(record.Key, code, text, nodes);
        Report(error, actions);
        Fail(record, error, now, actions);
    }

    private sealed class Computation
    {
        public readonly SortedSet<string> Missing = new(StringComparer.Ordinal);
        public LinkedListNode<KeyRecord>? Place;
        public bool IsAnnounced; // the Centers are told that it runs
        public bool IsStarted; // it has a slot
        public bool IsRunning; // its function is called
    }
}
