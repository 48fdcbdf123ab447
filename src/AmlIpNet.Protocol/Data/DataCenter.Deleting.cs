namespace AmlIpNet.Protocol;

// What was deleted does not come back with a worker that had not heard of it.
public sealed partial class DataCenter
{
    private readonly Dictionary<string, ulong> _deleted = new(StringComparer.Ordinal); // up to which version
    private readonly Queue<(string Key, ulong Version)> _deletions = new(); // oldest first

    /// <summary>Keys are to be forgotten everywhere, with their recipes; or, of entries without the code Deleted, the copy at the node that an entry names, unless it is the last one.</summary>
    public void OnDelete(IReadOnlyList<DataEntry> entries, TimeSpan now, ICollection<DataAction> actions)
    {
        _now = now;
        foreach (var entry in entries)
        {
            if (entry.Code != DataCode.Deleted && entry.Nodes.Count == 1)
            {
                ForgetCopy(entry.Nodes[0], entry, actions);
                continue;
            }

            // Clocks differ: what is known is meant, and what is put later is not. Of what is not known only the clock of who deletes can tell.
            _keys.TryGetValue(entry.Key, out var record);
            ulong version = record is null ? 0 : Math.Max(record.Info.Version, record.Version);
            if (record is null || (record.Holders.Count == 0 && record.Assigned is null)) version = Math.Max(version, entry.Info.Version > long.MaxValue ? 0 : entry.Info.Version);
            NoteDeleted(entry.Key, version);
            if (record is null) continue;
            foreach (var worker in record.Holders.Concat(record.Assigned is { } assigned ? [assigned] : []).Distinct().ToArray()) Delete(worker, new DataEntry(record.Key) { Info = record.Info with { Version = version } }, actions);
            foreach (var holder in record.Holders) ForgetAt(holder, record);
            record.Holders.Clear();
            Unassign(record);
            EndWaiters(record, new DataEntry(record.Key) { State = KeyState.Error, Code = DataCode.Deleted, Text = "it was deleted" }, actions);
            Forget(record, actions);
        }
    }

    private void ForgetCopy(NodeId worker, DataEntry entry, ICollection<DataAction> actions)
    {
        if (!_keys.TryGetValue(entry.Key, out var record) || record.Holders.Count < 2 || !record.Holders.Contains(worker) || !record.Info.IsSameValue(entry.Info)) return;
        ForgetAt(worker, record);
        record.Holders.Remove(worker);
        Supersede(worker, record.Key, record.Info, KeyState.Fetch, 0, actions);
    }

    private static void Delete(NodeId worker, DataEntry entry, ICollection<DataAction> actions) =>
        actions.Add(new(DataActionKind.Delete, entry.Key, DataAddress.Worker(worker), Entry: entry with { Code = DataCode.Deleted }));

    // What it holds was deleted, or is older than what another one holds.
    private static void Supersede(NodeId worker, string key, in ValueInfo old, KeyState by, ulong version, ICollection<DataAction> actions) =>
        actions.Add(new(DataActionKind.Delete, key, DataAddress.Worker(worker), Entry: new DataEntry(key) { State = by, Info = old, Offset = version }));

    private void NoteDeleted(string key, ulong version)
    {
        if (version <= DeletedUpTo(key)) return;
        _deleted[key] = version;
        _deletions.Enqueue((key, version));
        while (_deletions.Count > options.MaxLostKeys)
        {
            var oldest = _deletions.Dequeue();
            if (DeletedUpTo(oldest.Key) == oldest.Version) _deleted.Remove(oldest.Key);
        }
    }

    private bool IsDeleted(string key, ulong version) => _deleted.TryGetValue(key, out ulong deleted) && version <= deleted;

    private ulong DeletedUpTo(string key) => _deleted.GetValueOrDefault(key);
}
