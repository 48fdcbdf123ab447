using System.Collections.Immutable;
using AmlIpNet.Protocol;

namespace AmlIpNet.Artifacts;

/// <summary>Who is there, and who does what.</summary>
internal sealed partial class ArtifactMachine
{
    private readonly ImmutableArray<NodeId> _ids; // of the context's workers
    private readonly ImmutableArray<string> _sources; // that their jobs open
    private readonly ImmutableArray<Distribution.Criterion> _required; // of whoever works on a part, stand-ins too
    private readonly SortedDictionary<NodeId, WorkerDescription> _workers = [];
    private readonly SortedDictionary<NodeId, DateTimeOffset> _gone = []; // nodes of consequence, and since when
    private readonly SortedDictionary<NodeId, DateTimeOffset> _missing = []; // nodes that were there before a restart, and have not come yet
    private readonly SortedDictionary<int, DateTimeOffset> _waiting = []; // parts that nobody can work on, and since when
    private readonly SortedSet<uint> _again = []; // attempts that were under way before a restart, to be given out once more

    private void OnKnown(WorkerDescription worker, ImmutableArray<uint> holds)
    {
        var id = worker.Id();
        _workers[id] = worker;
        _missing.Remove(id);
        _gone.Remove(id);
        foreach (uint number in holds.IsDefault ? [] : holds)
        {
            if (number < _jobs.Count && _jobs[(int)number] is { State: JobState.JobCompleted, IsLost: true, Product: { } product } job && product.Holder == id) Move(job with { IsLost = false });
        }
    }

    private void OnLost(NodeId node, ImmutableArray<uint> survivors)
    {
        _workers.Remove(node);
        _missing.Remove(node);
        if (_ids.Contains(node) || Record.Homes.Contains(node)) _gone[node] = _now;
        for (int i = 0; i < _jobs.Count; i++)
        {
            var job = _jobs[i];
            if (Plan.Jobs[i].Part == CompiledJob.Scheduler) continue;
            if (IsUnderWay(job) && job.Worker == node)
            {
                _again.Remove(job.Number);
                _actions.Add(new ArtifactAction.Abort(job.Number, job.Attempt, node)); // it may be out of sight only
                Lose(job, $"{node} was lost while it had it.", avoids: false);
            }
            else if (job is { State: JobState.JobCompleted, IsLost: false, Product: { } product } && product.Holder == node)
            {
                bool survives = !survivors.IsDefault && survivors.Contains(job.Number);
                Move(survives ? job with { Product = product with { Holder = NodeId.Undefined } } : job with { IsLost = true });
                _hasLost |= !survives;
            }
        }
    }

    /// <summary>Who was there before a restart and has not come back in time is lost.</summary>
    private void OnMissing()
    {
        foreach (var node in _missing.Where(missing => _now >= missing.Value + _options.WorkerWait).Select(missing => missing.Key).ToArray()) OnLost(node, []);
    }

    /// <summary>After a restart: nobody is known to be there yet, and nobody is known to be gone.</summary>
    private void Remember()
    {
        foreach (var job in _jobs.Where(job => Plan.Jobs[(int)job.Number].Part != CompiledJob.Scheduler))
        {
            if (IsUnderWay(job) || job is { State: JobState.JobCompleted, Keeps: true }) _missing[job.Worker] = _now;
            if (job is { State: JobState.JobCompleted, IsLost: false, Product: { Holder.IsUndefined: false } product }) _missing[product.Holder] = _now;
        }

        foreach (var home in Record.Homes) _missing[home] = _now;
        _again.UnionWith(_jobs.Where(IsUnderWay).Select(job => job.Number));
        _inherited.UnionWith(_jobs.Where(job => job.Attempt > 0).Select(job => job.Number));
        _hasLost = true;
    }

    /// <summary>Finds who does a job: where its variables are, where its part is at home, or who can stand in for that node.</summary>
    /// <returns>False when nobody can do it now, or jobs before it must run again first (<see cref="_hasLost"/>).</returns>
    private bool TryChoose(CompiledJob job, JobRecord record, out NodeId worker)
    {
        worker = NodeId.Undefined;
        if (job.Part == CompiledJob.Scheduler) return true;
        var keeper = KeeperBefore(job.Number);
        worker = keeper?.Worker ?? Record.Homes[job.Part];
        if (_missing.ContainsKey(worker)) return false;
        bool isFit = Fits(job, worker);
        bool isUrgent = record.Failures + 1 >= _options.MaxAttempts || record.Losses * 2 >= _options.MaxLosses;
        bool isAvoided = record.Avoids && record.Worker == worker && (keeper is null || isUrgent);
        if (isFit && !isAvoided) return true;

        // From a home that is there it goes only to who has the data too: later jobs will need it where the variables are.
        if (StandIn(job, record, worker, needsData: isFit && !isUrgent) is not { } other)
        {
            if (!isFit) _waiting.TryAdd(job.Part, _now);
            return isFit;
        }

        worker = other;
        Record = Record with { Homes = Record.Homes.SetItem(job.Part, other) };
        if (keeper is null) return true;
        foreach (uint number in LowerKeepers(job).Where(number => _jobs[(int)number].Worker != other).ToArray()) RunAgain(_jobs[(int)number]);
        return false;
    }

    /// <summary>Another worker that can do a job, and those before it whose variables it needs: who has the part's data if possible, at its home if possible, otherwise who is least busy with this artifact.</summary>
    private NodeId? StandIn(CompiledJob job, JobRecord record, NodeId except, bool needsData)
    {
        var keepers = LowerKeepers(job).ToArray();
        var fit = _workers.Keys
            .Where(node => node != except && !(record.Avoids && record.Worker == node) && Fits(job, node)
                && (!needsData || HasData(job.Part, node)) && keepers.All(keeper => _jobs[(int)keeper].Worker == node || Fits(Plan.Jobs[(int)keeper], node)))
            .ToArray();
        if (fit.Length == 0) return null;
        var home = Record.Homes[job.Part];
        return fit.OrderByDescending(node => HasData(job.Part, node))
            .ThenByDescending(node => node == home)
            .ThenBy(node => _jobs.Count(other => IsUnderWay(other) && other.Worker == node))
            .ThenBy(node => Record.Homes.Count(other => other == node))
            .ThenBy(node => node).First();
    }

    /// <summary>Whether a worker is there that knows the operations of a job and has its part of the data: its own or a copy.</summary>
    private bool Fits(CompiledJob job, NodeId node)
    {
        if (!_workers.TryGetValue(node, out var worker)) return false;
        if (Artifact.Workers is { Names.Count: > 0 } selection && !selection.Names.Contains(worker.Name)) return false;
        if (_required.Length > 0 && ServerAttributes.Of(worker.Attributes) is var attributes && !_required.All(criterion => criterion.IsMetBy(attributes))) return false;
        if (!job.Operations.All(operation => worker.Operations.Contains(operation.Name))) return false;
        string[] sources = [.. job.Sources];
        // What needs no data may run on any worker of the context, and on who can stand in for the one whose turn it is.
        return sources.Length > 0 ? HasParts(job.Part, sources, node, worker)
            : _ids.Contains(node) || Context.Workers.Any(one => one.Name == worker.Name) || Record.Homes.Contains(node) || KeeperBefore(job.Number)?.Worker == node
                || (_sources.Length > 0 && HasData(job.Part, node));
    }

    /// <summary>Whether a worker has all of a part that any job of the artifact opens.</summary>
    private bool HasData(int part, NodeId node) => HasParts(part, _sources, node, _workers[node]);

    private bool HasParts(int part, IEnumerable<string> sources, NodeId node, WorkerDescription worker) => sources.All(source => PartOf(part, source) is { } own
        && worker.Sources.Any(has => has.Name == source && (has.Digest.Length > 0 ? has.Digest == own.Digest : own.Digest.Length == 0 && node == _ids[part])));

    private SourceDescription? PartOf(int part, string source) => Context.Workers[part].Sources.FirstOrDefault(has => has.Name == source && !has.Replica);

    private IEnumerable<uint> LowerKeepers(CompiledJob job) => job.Number == 0 ? [] : _keepers[job.Part + 1].GetViewBetween(0, job.Number - 1);

    /// <summary>The job whose variables a job starts with; null when there is none.</summary>
    private JobRecord? KeeperBefore(uint number)
    {
        if (number == 0) return null;
        var before = _keepers[Plan.Jobs[(int)number].Part + 1].GetViewBetween(0, number - 1);
        return before.Count > 0 ? _jobs[(int)before.Max] : null;
    }
}
