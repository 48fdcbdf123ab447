using AmlIpNet.Protocol;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts;

/// <summary>How products flow, and how many jobs there are.</summary>
internal sealed partial class ArtifactValidator
{
    private const int NodeBytes = 80; // in a task, for each node that may read the product
    private const int TaskBytes = 4 << 10; // for all else but the operations

    private void CheckFlow(int workers)
    {
        if (workers == 0) workers = 2; // what is wrong with the workers is said already; the rest is checked all the same
        var shape = new PlanShape(workers, _distributions);
        var most = new Dictionary<Step, int>(ReferenceEqualityComparer.Instance); // links to one of its entry jobs
        foreach (var (from, to) in Pairs(_artifact.Steps, null)) CheckLinks(shape, from, to, most);
        foreach (var (step, around) in _steps)
        {
            if (step.Kind == Kind.Iterate)
            {
                if (step.Until.Count > 0 && shape.Exit(step).Length > DataBounds.MaxNeeded) _faults.Add($"The condition of '{step.Name}' would need {shape.Exit(step).Length} resources: at most {DataBounds.MaxNeeded} are possible. End the iteration with a step on the scheduler.");
                continue;
            }

            int required = step.Requires.Where(_places.ContainsKey).Sum(name => shape.Exit(_steps[_places[name]].Step).Length);
            int linked = Math.Max(most.GetValueOrDefault(step), step.Kind is Kind.Sequential or Kind.RoundRobin ? 1 : 0);
            if (required + linked > DataBounds.MaxNeeded)
                _faults.Add($"A job of {Show(step)[4..]} would need {required + linked} resources: at most {DataBounds.MaxNeeded} are possible. Collect in stages, or with fewer workers.");
            if (step.Kind is Kind.Sequential or Kind.RoundRobin && step.Product.StartsWith('.'))
                _faults.Add($"{Show(step)} hands its product '{step.Product}' from worker to worker, but with a dot in front it stays: name it without one.");
            int bytes = TaskBytes + NodeBytes * (workers + 1) + new[] { step.First, step.Operations, step.Last }.Max(list => list.Sum(operation => operation.CalculateSize() + 4));
            if (bytes > DataBounds.MaxArgumentBytes) _faults.Add($"The task of {Show(step)[4..]} would have {bytes} bytes: at most {DataBounds.MaxArgumentBytes} are possible. Put large parameters into sources.");
        }

        double jobs = _artifact.Steps.Sum(step => Jobs(step, workers));
        if (jobs > _limits.MaxJobs) _faults.Add($"There would be up to {jobs:0} jobs with {workers} workers: at most {_limits.MaxJobs} are possible. Take fewer rounds or fewer workers.");
    }

    /// <summary>Which steps hand on to which: each to the one after it, and the last of an iteration to its first.</summary>
    private static IEnumerable<(Step From, Step To)> Pairs(IReadOnlyList<Step> steps, Step? iterate)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            if (i + 1 < steps.Count) yield return (steps[i], steps[i + 1]);
            foreach (var pair in Pairs(steps[i].Steps, steps[i])) yield return pair;
        }

        if (iterate is { Rounds: > 1 } && steps.Count > 0) yield return (steps[^1], steps[0]);
    }

    private void CheckLinks(PlanShape shape, Step from, Step to, Dictionary<Step, int> most)
    {
        var (exit, entry) = (shape.Exit(from), shape.Entry(to));
        if (exit.Length == 0 || entry.Length == 0 || shape.Find(from, to) is not { } distribution) return; // said already
        string between = $"From '{from.Name}' to '{to.Name}'";
        try
        {
            if (distribution.FaultOf(exit.Length, entry.Length) is { } fault)
            {
                _faults.Add($"{between}: {fault}");
                return;
            }

            var links = shape.Links(from, to).ToArray();
            if (links.Any(link => link.Source < 0 || link.Source >= exit.Length || link.Sink < 0 || link.Sink >= entry.Length))
            {
                _faults.Add($"{between}: the distribution '{from.Distribution}' makes links to jobs that are not there ({exit.Length} to {entry.Length}): mend it.");
                return;
            }

            string product = PlanShape.Maker(from).Product;
            if (product.StartsWith('.') && links.Any(link => exit[link.Source] != entry[link.Sink]))
                _faults.Add($"{between}: the product '{product}' would leave its node, but with a dot in front it stays there. Name it without one, or hand it on by {Distributions.Stay} to the same nodes.");
            var first = First(to);
            if (!product.StartsWith('.')) most[first] = Math.Max(most.GetValueOrDefault(first), links.CountBy(link => link.Sink).Select(sink => sink.Value).DefaultIfEmpty().Max());
        }
        catch (Exception error) when (error is not InvalidArtifactException)
        {
            _faults.Add($"{between}: the distribution '{from.Distribution}' fails ({error.Message}): mend it.");
        }
    }

    private static Step First(Step step) => step.Kind == Kind.Iterate && step.Steps.Count > 0 ? First(step.Steps[0]) : step;

    private static double Jobs(Step step, int workers) => step.Kind switch
    {
        Kind.Parallel => workers,
        Kind.RoundRobin => (double)workers * workers,
        Kind.Sequential => workers + Math.Min(step.First.Count, 1) + Math.Min(step.Last.Count, 1),
        Kind.Iterate => step.Rounds * (step.Steps.Sum(inner => Jobs(inner, workers)) + Math.Min(step.Until.Count, 1)),
        _ => 1,
    };
}
