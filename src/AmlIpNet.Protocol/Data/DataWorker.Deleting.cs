namespace AmlIpNet.Protocol;

// What is to be forgotten, and by whose word.
public sealed partial class DataWorker
{
    private const int MaxDrops = 64;
    private Queue<KeyRecord> _copies = new(); // in the order in which they came; some are gone

    /// <summary>
    /// Values are to be forgotten. With the code Deleted because somebody wants them gone: those that are no newer than the version that each entry names, and
    /// what is being computed or brought; in the state Executing only what is being computed, since a value was put elsewhere. Else because a Center knows of
    /// something later than the value that an entry names, the version of which is the entry's offset.
    /// </summary>
    /// <inheritdoc cref="OnOffer" path="/param"/>
    public void OnDelete(
        DataAddress from, ulong request, IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions, IReadOnlyDictionary<string, string>? refused = null)
    {
        var ticket = new Ticket(from, request, Purpose.Copy);
        foreach (var entry in entries)
        {
            bool isRefused = IsRefused(entry, refused, ticket);
            if (!_keys.TryGetValue(entry.Key, out var record)) continue;
            if (isRefused) Insist(record, entry, from, now, actions);
            else if (entry.Code != DataCode.Deleted) GiveWay(record, entry, now, actions);
            else if (entry.State == KeyState.Executing) StopComputing(record, now, actions);
            else Delete(record, entry, now, actions);
        }

        Drain(now, actions);
        if (request != 0) EndIfDone(ticket, now, actions);
    }

    private void Delete(KeyRecord record, DataEntry entry, TimeSpan now, ICollection<DataAction> actions)
    {
        var (code, text) = entry.Text.Length == 0 ? (DataCode.Deleted, "it was deleted") : (DataCode.Failed, entry.Text);
        if (record.Asked is { } asked)
        {
            var error = Failure(record.Key, code, text) with { Info = asked.Info };
            record.Asked = null;
            Report(error, actions);
            EndTickets(record, error, now, actions, Purpose.Compute);
        }

        if (record.Computing is not null) Abandon(record, code, text, now, actions);
        else if (!record.IsOffered && _fetcher.StateOf(record.Key) != KeyState.None) Stop(record, code, text, now, actions);
        if (record.Held is { } held && held.Version <= entry.Info.Version) Remove(record, held, actions);
    }

    // The guard keeps it. A Center that was asked has forgotten it, and takes nothing that is no newer than what was deleted; of other values it knows without being told.
    private void Insist(KeyRecord record, DataEntry entry, DataAddress from, TimeSpan now, ICollection<DataAction> actions)
    {
        if (entry.State is KeyState.Memory or KeyState.Executing || from.Role != DataRole.Center) return;
        if (entry.Code == DataCode.Deleted && entry.Text.Length > 0) // it would wait for itself
        {
            if (record.Computing is not null) Abandon(record, DataCode.Failed, entry.Text, now, actions);
            return;
        }

        ulong deleted = entry.Code == DataCode.Deleted ? entry.Info.Version : entry.Offset;
        if (record.Held is { } held) record.Held = held with { Version = Math.Max(held.Version, After(deleted)) };
        if (record.Computing is { Version: > 0 } computing) computing.Version = Math.Max(computing.Version, After(deleted));
        if (record.Asked is { Info.Version: > 0 } asked) record.Asked = asked with { Info = asked.Info with { Version = Math.Max(asked.Info.Version, After(deleted)) } };
        if (record.Held is not null || record.IsToCompute) Report(Describe(record), actions);
    }

    // Who puts a value, and has not been answered yet, does so after whatever is known: his value gets the later version, once. Other values make way.
    private void GiveWay(KeyRecord record, DataEntry entry, TimeSpan now, ICollection<DataAction> actions)
    {
        if (record.Held is not { } held || !held.IsSameValue(entry.Info) || held.Version > entry.Info.Version) return;
        if (record.Maker is { } maker && (maker.Purpose == Purpose.Put || entry.State == KeyState.Missing))
        {
            record.Maker = null;
            record.Held = held with { Version = After(Math.Max(held.Version, entry.Offset)) };
            Report(Describe(record), actions);
            HoldBack(record.Key, now);
        }
        else Remove(record, held, actions, entry.State == KeyState.Missing ? DataCode.Ok : DataCode.Absent);
    }

    // A value was put elsewhere: who waits for what was to be computed here gets that one.
    private void StopComputing(KeyRecord record, TimeSpan now, ICollection<DataAction> actions)
    {
        if (!record.IsToCompute) return;
        Report(Failure(record.Key, DataCode.Busy, "another value was put") with { Info = Describe(record).Info }, actions);
        StopRun(record, actions);
        if (record.Held is null) record.Recipe = null;
        record.Asked = null;
        if (record.Held is null && !record.IsOffered && (record.Tickets.Count > 0 || record.NeededBy.Count > 0)) _fetcher.Want(record.Key, null, null, now, _fetched);
        else Tidy(record);
    }

    /// <summary>Whether it is this worker that wants a copy to go, because there is no room: nobody else decides on that.</summary>
    public bool WantsGone(DataEntry entry) => entry.State == KeyState.Fetch && _keys.TryGetValue(entry.Key, out var record) && record.IsDropped;

    private void Note(KeyRecord copy)
    {
        _copies.Enqueue(copy);
        if (_copies.Count > 2 * _keys.Count + MaxDrops) _copies = new(_copies.Where(record => record.IsCopy).Distinct());
    }

    // There is no room: what was brought for computations goes, the oldest first, unless a Center knows of no other copy.
    private void DropCopies(ICollection<DataAction> actions)
    {
        if (_centers.Count == 0) return;
        for (int left = Math.Min(_copies.Count, MaxDrops); left > 0; left--)
        {
            var record = _copies.Dequeue();
            if (record is not { IsCopy: true, Held: { } held }) continue;
            (record.IsCopy, record.IsDropped) = (false, true);
            actions.Add(new(DataActionKind.Delete, record.Key, DataAddress.Center(_centers.Keys.First()), Entry: new DataEntry(record.Key) { Info = held, Nodes = [Id] }));
        }
    }

    // Absent: not because it was to be gone, but because it is elsewhere, or should be.
    private void Remove(KeyRecord record, in ValueInfo held, ICollection<DataAction> actions, DataCode code = DataCode.Ok)
    {
        (record.Held, record.Recipe, record.Maker, record.IsCopy, record.IsDropped) = (null, null, null, false, false);
        actions.Add(new(DataActionKind.Remove, record.Key));
        Report(new DataEntry(record.Key) { State = KeyState.None, Code = code, Info = held }, actions);
        Tidy(record);
    }
}
