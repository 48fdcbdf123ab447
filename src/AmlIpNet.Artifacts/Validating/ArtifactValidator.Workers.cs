using AmlIpNet.Distribution;
using AmlIpNet.Protocol;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts;

/// <summary>Who can run it.</summary>
internal sealed partial class ArtifactValidator
{
    /// <summary>The operations that workers do.</summary>
    public static IEnumerable<Operation> OnWorkers(Artifact artifact)
    {
        return Of(artifact.Steps);

        static IEnumerable<Operation> Of(IEnumerable<Step> steps) => steps.SelectMany(step => step.Kind == Kind.Iterate ? Of(step.Steps) : OnWorkers(step));
    }

    private void CheckScheduler(WorkerDescription scheduler)
    {
        foreach (var (step, operation) in _steps.SelectMany(one => OnScheduler(one.Step).Select(operation => (one.Step, operation))))
        {
            if (operation.Name.Length > 0 && !scheduler.Operations.Contains(operation.Name))
                _faults.Add($"{Show(step)} needs the operation '{operation.Name}' on the scheduler {scheduler.Name}, which does not know it: it knows {List(scheduler.Operations)}.");
            foreach (string source in operation.Load.Values.Where(source => scheduler.Sources.All(has => has.Name != source)))
                _faults.Add($"{Show(step)} loads '{source}' on the scheduler {scheduler.Name}, which has no such source: it has {List(scheduler.Sources.Select(has => has.Name))}.");
        }
    }

    /// <summary>The workers that have an own part of every source, know every operation, and are selected: in the order in which they are named, otherwise in that of their ids.</summary>
    private IEnumerable<WorkerDescription> Choose(WorkerDescription[] known)
    {
        var operations = _steps.SelectMany(one => OnWorkers(one.Step)).ToArray();
        var criteria = Criteria();
        if (operations.Length == 0) return [];
        string[] names = [.. (_artifact.Workers?.Names ?? []).Distinct()];
        foreach (string name in names.Where(name => known.All(worker => worker.Name != name))) _faults.Add($"No worker is called '{name}': there are {List(known.Select(worker => worker.Name))}.");
        var asked = known.Where(worker => names.Length == 0 || names.Contains(worker.Name)).ToArray();
        bool isKnown = true;
        foreach (string operation in operations.Select(operation => operation.Name).Where(name => name.Length > 0).Distinct())
        {
            if (asked.Any(worker => worker.Operations.Contains(operation))) continue;
            isKnown = false;
            _faults.Add($"No worker knows the operation '{operation}': {(asked.Length == 0 ? "no worker is there" : $"they know {List(asked.SelectMany(worker => worker.Operations))}")}. Register it, or mend the name.");
        }

        string[] sources = [.. operations.SelectMany(operation => operation.Load.Values).Distinct()];
        foreach (string source in sources.Where(source => !asked.Any(worker => HasOwn(worker, source))))
        {
            isKnown = false;
            _faults.Add($"No worker has a part of its own of the source '{source}': {(asked.Length == 0 ? "no worker is there" : $"they have {List(asked.SelectMany(worker => worker.Sources).Select(has => has.Name))}")}.");
        }

        var able = asked.Where(worker => operations.All(operation => worker.Operations.Contains(operation.Name)) && sources.All(source => HasOwn(worker, source))).ToArray();
        if (able.Length == 0 && isKnown) _faults.Add($"No worker has all at once, the sources {List(sources)} and the operations {List(operations.Select(operation => operation.Name))}: {(asked.Length == 0 ? "no worker is there" : "each lacks one of them")}.");
        var chosen = Select(able, criteria);
        if (able.Length > 0 && chosen.Length == 0) _faults.Add($"None of the workers {List(able.Select(worker => worker.Name))} meets the required criteria: require less.");
        if (chosen.Length > _limits.MaxWorkers)
        {
            _faults.Add($"{chosen.Length} workers could take part: at most {_limits.MaxWorkers} may. Select the best ones.");
            return chosen.Take(2);
        }

        return chosen.OrderBy(worker => Array.IndexOf(names, worker.Name)).ThenBy(worker => worker.Id());
    }

    private WorkerDescription[] Select(WorkerDescription[] able, IReadOnlyList<Distribution.Criterion> criteria)
    {
        int best = (int)Math.Min(_artifact.Workers?.Best ?? 0, int.MaxValue);
        if (criteria.Count == 0 && best == 0) return able;
        var byId = able.OrderBy(worker => worker.Id()).ToDictionary(worker => worker.Id().ToString());
        PlanWorker[] workers = [.. byId.Select(worker => new PlanWorker(worker.Key, ServerAttributes.Of(worker.Value.Attributes)))];
        return [.. Selector.Select(workers, criteria, best == 0 ? int.MaxValue : best, _artifact.Seed).Select(selected => byId[selected.Worker.Name])];
    }

    private List<Distribution.Criterion> Criteria()
    {
        var criteria = new List<Distribution.Criterion>();
        foreach (var criterion in _artifact.Workers?.Criteria ?? [])
        {
            var (least, most) = (criterion.HasLeast ? criterion.Least : (double?)null, criterion.HasMost ? criterion.Most : (double?)null);
            if (criterion.Attribute.Length == 0) _faults.Add("A criterion names no attribute.");
            else if (least > most) _faults.Add($"No amount of '{criterion.Attribute}' is from {least} to {most}: turn them round.");
            else if (!IsAmount(least) || !IsAmount(most)) _faults.Add($"Amounts of '{criterion.Attribute}' are from 0 to {Quantity.Largest}.");
            else criteria.Add(WorkerCriteria.Make(criterion));
        }

        return criteria;
    }

    private static bool IsAmount(double? amount) => amount is null or (>= 0 and <= (double)Quantity.Largest);

    private static bool HasOwn(WorkerDescription worker, string source) => worker.Sources.Any(has => has.Name == source && !has.Replica);

    private static IEnumerable<Operation> OnWorkers(Step step) => step.Kind is Kind.Parallel or Kind.Sequential or Kind.RoundRobin ? step.Operations : [];

    private static IEnumerable<Operation> OnScheduler(Step step) => step.Kind is Kind.Initialize or Kind.Finalize ? step.Operations : [.. step.First, .. step.Last, .. step.Until];

    private static string List(IEnumerable<string> names)
    {
        string[] some = [.. names.Distinct().Order(StringComparer.Ordinal).Take(21)];
        return some.Length == 0 ? "none" : string.Join(", ", some.Take(20)) + (some.Length > 20 ? ", …" : "");
    }
}
