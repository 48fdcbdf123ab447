namespace AmlIpNet.Protocol;

// The state as bytes, and what must always hold of it.
public sealed partial class DataCenter
{
    /// <summary>Writes the state; equal states give equal bytes.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Id);
        writer.Write(_isPrimary);
        writer.Write(_now);
        writer.Write(_workers.Count);
        foreach (var (id, worker) in _workers)
        {
            writer.Write(id);
            writer.Write(worker.IsRegistered);
            writer.Write(worker.Slots);
            writer.Write(worker.Bytes);
            writer.Write(worker.FoundAt);
            writer.Write(worker.HelloAt);
            foreach (var set in new[] { worker.Keys, worker.Computing, worker.Told })
            {
                writer.Write(set.Count);
                foreach (string key in set) writer.Write(key);
            }
        }

        foreach (var (key, version) in _deletions)
        {
            writer.Write(key);
            writer.Write(version);
        }

        writer.Write(_keys.Count);
        foreach (var record in _keys.Values)
        {
            writer.Write(record.Key);
            writer.Write(record.Info.Size);
            writer.Write((ulong)(record.Info.Digest >> 64));
            writer.Write((ulong)record.Info.Digest);
            writer.Write(record.Info.Version);
            writer.Write(record.Recipe?.Function);
            writer.Write(record.Version);
            writer.Write(record.Deaths);
            writer.Write(record.Assigned ?? NodeId.Undefined);
            writer.Write(record.IsRunning);
            writer.Write(record.IsWaiting);
            writer.Write((byte)record.Code);
            foreach (var set in new[] { record.Holders, record.HadBy, record.Refused })
            {
                writer.Write(set.Count);
                foreach (var node in set) writer.Write(node);
            }

            foreach (var (to, request) in record.Waiters)
            {
                writer.Write(to.Node);
                writer.Write(request);
            }
        }
    }

    /// <summary>Looks for a contradiction between the two maps, or within the computations.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public string? FindContradiction()
    {
        foreach (var (key, record) in _keys)
        {
            foreach (var holder in record.Holders)
                if (!_workers.TryGetValue(holder, out var worker) || !worker.Keys.Contains(key)) return $"who_has says that {holder} has {key}; has_what does not";
            if (record.Assigned is { } assigned && (!_workers.TryGetValue(assigned, out var computing) || !computing.Computing.Contains(key))) return $"{key} is assigned to {assigned}, which does not have it to compute";
            if (record.IsWaiting && (record.Assigned is not null || record.Recipe is null)) return $"{key} waits for a worker, but {(record.Recipe is null ? "has no recipe" : "has one")}";
        }

        foreach (var (id, worker) in _workers)
        {
            foreach (string key in worker.Keys)
                if (!_keys.TryGetValue(key, out var record) || !record.Holders.Contains(id)) return $"has_what says that {id} has {key}; who_has does not";
            foreach (string key in worker.Computing)
                if (!_keys.TryGetValue(key, out var record) || record.Assigned != id) return $"{id} has {key} to compute, which is not assigned to it";
            long bytes = worker.Keys.Sum(key => _keys[key].Info.Size);
            if (bytes != worker.Bytes) return $"{id} holds {bytes} bytes; it is said to hold {worker.Bytes}";
        }

        return null;
    }
}
