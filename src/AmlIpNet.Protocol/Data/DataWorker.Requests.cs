namespace AmlIpNet.Protocol;

// Values that come because somebody wants it so.
public sealed partial class DataWorker
{
    /// <summary>Somebody offers values. What is put takes the place of whatever is here, and of what is being computed: that begins anew if it does not come.</summary>
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
        var ticket = new Ticket(from, request, Purpose.Put);
        foreach (var entry in entries)
        {
            if (IsRefused(entry, refused, ticket)) continue;
            var record = GetOrAdd(entry.Key);
            if (record.Held is { } held && held.IsSameValue(entry.Info)) Keep(record, entry.Info, ticket, actions);
            else if (record.IsOffered && (record.Offered.IsSameValue(entry.Info) || !entry.Info.IsNewerThan(record.Offered))) ticket.Add(record); // asked twice, or two at a time
            else
            {
                if (record.Computing is not null) Park(record, actions);
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
        var ticket = new Ticket(from, request, Purpose.Put);
        ticket.Add(record);
        if (record.Computing is not null) Park(record, actions);
        _fetcher.Cancel(key, now, _fetched);
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
        var ticket = new Ticket(from, request, Purpose.Copy);
        foreach (var entry in entries)
        {
            if (IsRefused(entry, refused, ticket)) continue;
            var record = GetOrAdd(entry.Key);
            (record.IsCopy, record.IsDropped) = (false, false);
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

    private static bool IsRefused(DataEntry entry, IReadOnlyDictionary<string, string>? refused, Ticket ticket)
    {
        if (refused is null || !refused.TryGetValue(entry.Key, out string? why)) return false;
        ticket.Results.Add(Failure(entry.Key, DataCode.Denied, why));
        return true;
    }

    // The same value again.
    private void Keep(KeyRecord record, in ValueInfo offered, Ticket ticket, ICollection<DataAction> actions)
    {
        (record.IsCopy, record.IsDropped) = (false, false);
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
