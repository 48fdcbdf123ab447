namespace AmlIpNet.Protocol;

// Values that come and go because somebody wants it so.
public sealed partial class DataWorker
{
    /// <summary>Somebody offers values.</summary>
    /// <param name="from">Who.</param>
    /// <param name="request">Its number for the request.</param>
    /// <param name="entries">The values.</param>
    /// <param name="now">The time.</param>
    /// <param name="actions">What to do.</param>
    /// <param name="refused">Those that this worker's guard does not let in, and why.</param>
    public void OnOffer(
        DataAddress from, ulong request, IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions, IReadOnlyDictionary<string, string>? refused = null)
    {
        if (IsUnderWay(from, request, entries)) return;
        var ticket = new Ticket(from, request);
        foreach (var entry in entries)
        {
            if (IsRefused(entry, refused, ticket)) continue;
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
    /// <inheritdoc cref="OnOffer" path="/param"/>
    public void OnAcquire(
        DataAddress from, ulong request, IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions, IReadOnlyDictionary<string, string>? refused = null)
    {
        if (IsUnderWay(from, request, entries)) return;
        var ticket = new Ticket(from, request);
        foreach (var entry in entries)
        {
            if (IsRefused(entry, refused, ticket)) continue;
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
    /// <inheritdoc cref="OnOffer" path="/param"/>
    public void OnDelete(
        DataAddress from, ulong request, IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions, IReadOnlyDictionary<string, string>? refused = null)
    {
        var ticket = new Ticket(from, request);
        foreach (var entry in entries)
        {
            _keys.TryGetValue(entry.Key, out var record);
            if (IsRefused(entry, refused, ticket))
            {
                // A Center that was asked has forgotten it. What it says of older values is no news.
                if (entry.Code == DataCode.Deleted && record is not null && (record.Held is not null || record.Computing is not null)) Report(Describe(record), actions);
                continue;
            }

            if (record is null) continue;
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

    private static bool IsRefused(DataEntry entry, IReadOnlyDictionary<string, string>? refused, Ticket ticket)
    {
        if (refused is null || !refused.TryGetValue(entry.Key, out string? why)) return false;
        ticket.Results.Add(Failure(entry.Key, DataCode.Denied, why));
        return true;
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
}
