using System.Collections.Concurrent;
using AmlIpNet.Protocol;

namespace AmlIpNet.Artifacts;

// Room for what artifacts make: those that ended first go when there is none left.
internal sealed partial class SchedulerSession
{
    private const double FullFrom = 0.9; // of the room of this node's own worker
    private static readonly TimeSpan s_roomStep = TimeSpan.FromSeconds(1); // what is deleted is gone by then
    private static readonly TimeSpan s_letterAge = TimeSpan.FromMinutes(5); // who has not fetched its answer by then never will

    private readonly ConcurrentQueue<(DateTimeOffset Written, string Key)> _answers = new();
    private DateTimeOffset _madeRoom;

    /// <summary>What this scheduler has made is put back: of artifacts that go on first, then from the newest one on, as far as there is room.</summary>
    private async Task PutBackAsync()
    {
        int left = 0;
        foreach (string key in _database.ProductKeys().OrderBy(key => Owner(key) is { Machine.HasEnded: true })) // stable
        {
            if (Owner(key) is { Machine.Fault: null } owner && !IsCurrent(owner.Machine, key)) _database.ForgetProduct(key);
            else if (left == 0 && _database.Product(key) is { } product && !await TryPutAsync(key, product).ConfigureAwait(false)) left++;
            else if (left > 0) left++;
        }

        if (left > 0) ArtifactLog.NotPutBack(_logger, Id, left);

        Running? Owner(string key) => ResourceKeys.TryParse(key, out string id, out _, out _) ? _artifacts.GetValueOrDefault(id) : null;
    }

    /// <summary>Whether a product is that of the attempt that counts.</summary>
    private static bool IsCurrent(ArtifactMachine machine, string key) =>
        ResourceKeys.TryParse(key, out _, out uint number, out uint attempt) && number < machine.Jobs.Count && machine.Jobs[(int)number] is var job && job.Attempt == attempt && job.State is not (JobState.JobWaiting or JobState.JobError);

    private async Task<bool> TryPutAsync(string key, DataValue product)
    {
        try
        {
            await _worker.PutLocalAsync(key, product, _closing.Token).ConfigureAwait(false);
            return true;
        }
        catch (WorkerRefusedException error) when (error.Code == DataCode.NoRoom)
        {
            return false;
        }
    }

    /// <summary>A turn: answers that nobody has fetched go, and when there is hardly any room the artifact that ended first.</summary>
    private async Task KeepRoomAsync()
    {
        while (_answers.TryPeek(out var oldest) && Now - oldest.Written > s_letterAge && _answers.TryDequeue(out _))
            await _worker.DeleteLocalAsync(key => key == oldest.Key || key == $"{oldest.Key}/request").ConfigureAwait(false);
        if (_worker.ResidentBytes + _worker.SpilledBytes > FullFrom * (_options.MemoryBytes + _options.SpillBytes)) MakeRoom(Id);
    }

    /// <summary>A node has no room: what ended artifacts have made there goes, if there is any.</summary>
    private void MakeRoom(NodeId node)
    {
        if (Now - _madeRoom < s_roomStep) return;
        _madeRoom = Now;
        TryForgetOldest(machine => machine.Jobs.Any(job => job.Product is { } product && product.Holder == node));
    }

    /// <summary>Forgets the artifact that ended first, of those that fit.</summary>
    private bool TryForgetOldest(Func<ArtifactMachine, bool> fits)
    {
        if (_artifacts.Values.Where(one => one.Machine.HasEnded && one.Machine.Fault is null && fits(one.Machine)).MinBy(one => one.Machine.Record.Ended) is not { } oldest) return false;
        Forget(oldest.Machine);
        return true;
    }

    /// <summary>Forgets an artifact that has ended, and all that it has made, here and at its workers: those that are not there are told when they come.</summary>
    private void Forget(ArtifactMachine machine)
    {
        string id = machine.Artifact.Id, all = $"{ResourceKeys.Prefix}{id}";
        Owed[] owed = [.. Owed.WorkersOf(machine).Concat(_known.Keys).Distinct().Select(worker => new Owed(worker, id, all))]; // their variables of it go too: there may be another one of its id
        _database.Forget(id, owed);
        _artifacts.Remove(id);
        _droppedOfForgotten += machine.Record.Dropped;
        ArtifactLog.Forgotten(_logger, id);
        Guard.Forget(all);
        InBackground($"Deleting what {id} has made", () => _worker.DeleteLocalAsync(key => ArtifactGuard.IsOf(key, all)));
        foreach (var one in owed) Settle(one);
        Count();
    }
}
