using System.Collections.Immutable;
using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace;

// What comes in, and what goes because others want it so, if the guard lets it.
internal sealed partial class WorkerSession
{
    /// <summary>Forgets values, whoever's, and ends their computations.</summary>
    public void Delete(Func<string, bool> which)
    {
        ImmutableArray<DataEntry> entries = [.. _machine.Snapshot().Where(entry => which(entry.Key)).Select(entry => new DataEntry(entry.Key) { Code = DataCode.Deleted, Info = new(0, 0, "", ulong.MaxValue) })];
        if (entries.Length > 0) Do(machine => machine.OnDelete(DataAddress.Worker(_host.Id), 0, entries, _clock.Now, _actions));
    }

    /// <returns>The keys that stay as they are, and why; null for none.</returns>
    private Dictionary<string, string>? Refused(DataAddress from, ImmutableArray<DataEntry> entries, bool isDelete)
    {
        if (_options.Guard is not { } guard) return null;
        Dictionary<string, string>? refused = null;
        foreach (var entry in entries)
        {
            if (isDelete && _machine.WantsGone(entry)) continue;
            string? why;
            try
            {
                why = isDelete ? guard.RefuseDelete(entry.Key, from.Node) : guard.RefusePut(entry.Key, from.Node);
            }
            catch (Exception error)
            {
                DataLog.Failed(_host.Logger, $"The guard of {entry.Key}", error);
                why = "its guard failed";
            }

            if (why is not null) (refused ??= [])[entry.Key] = why;
        }

        return refused;
    }
}
