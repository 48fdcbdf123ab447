using System.Collections.Immutable;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts;

/// <summary>Where the jobs of steps run, and how one step's jobs are linked to the next one's: known before anything is compiled.</summary>
/// <param name="workers">How many workers there are.</param>
/// <param name="distributions">By name.</param>
internal sealed class PlanShape(int workers, ImmutableDictionary<string, IDistribution> distributions)
{
    private readonly Dictionary<Step, List<(Step Step, IDistribution? Distribution)>> _next = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, SortedSet<int>> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<Step> _decided = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many workers there are.</summary>
    public int Workers => workers;

    /// <summary>The parts whose jobs take in what comes from the step before.</summary>
    public ImmutableArray<int> Entry(Step step) => step.Kind switch
    {
        Kind.Parallel or Kind.RoundRobin => AllWorkers,
        Kind.Sequential => step.First.Count == 0 && workers > 0 ? [0] : [CompiledJob.Scheduler],
        Kind.Iterate => step.Steps.Count == 0 ? [] : Entry(step.Steps[0]),
        _ => [CompiledJob.Scheduler],
    };

    /// <summary>The parts whose jobs hand on what the step has made.</summary>
    public ImmutableArray<int> Exit(Step step) => step.Kind switch
    {
        Kind.Parallel or Kind.RoundRobin => AllWorkers,
        Kind.Sequential => step.Last.Count == 0 && workers > 0 ? [workers - 1] : [CompiledJob.Scheduler],
        Kind.Iterate => step.Steps.Count == 0 ? [] : Exit(step.Steps[^1]),
        _ => [CompiledJob.Scheduler],
    };

    /// <summary>The parts whose jobs belong to the step.</summary>
    public ImmutableArray<int> All(Step step) => step.Kind switch
    {
        Kind.Parallel or Kind.RoundRobin => AllWorkers,
        Kind.Sequential => step.First.Count + step.Last.Count == 0 ? AllWorkers : [CompiledJob.Scheduler, .. AllWorkers],
        Kind.Iterate => [.. step.Steps.SelectMany(inner => All(inner)).Append(CompiledJob.Scheduler).Distinct().Order()],
        _ => [CompiledJob.Scheduler],
    };

    /// <summary>The step whose product is handed on by a step: itself, or the last one of an iteration.</summary>
    public static Step Maker(Step step) => step.Kind == Kind.Iterate && step.Steps.Count > 0 ? Maker(step.Steps[^1]) : step;

    /// <summary>How a step hands on to the next one; null when it names one that is not there.</summary>
    public IDistribution? Find(Step from, Step to) =>
        distributions.GetValueOrDefault(from.Distribution.Length > 0 ? from.Distribution : Distributions.Fitting(Exit(from).Length, Entry(to).Length));

    /// <summary>The links between two steps, in the order of the sinks, each once.</summary>
    public IEnumerable<(int Source, int Sink)> Links(Step from, Step to) => Links(Find(from, to), Exit(from).Length, Entry(to).Length);

    /// <summary>Remembers which steps follow which, so that <see cref="Readers"/> is known.</summary>
    public void Add(IReadOnlyList<Step> steps, Step? iterate = null)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (i + 1 < steps.Count) Follow(step, step, steps[i + 1]);
            foreach (string required in step.Requires)
            {
                if (!_wanted.TryGetValue(required, out var parts)) _wanted[required] = parts = [];
                parts.UnionWith(All(step));
            }

            if (step.Kind == Kind.Iterate) Add(step.Steps, step);
        }

        if (iterate is null || steps.Count == 0) return;
        if (iterate.Until.Count > 0) _decided.Add(Maker(iterate));
        Follow(steps[^1], steps[^1], steps[0]);
    }

    /// <summary>The parts that may read the product of a step's exit job, now or in later rounds.</summary>
    /// <param name="step">No iteration.</param>
    /// <param name="index">Which of its exit jobs.</param>
    /// <param name="names">The names under which it may be required: its own, and those of the iterations that it ends.</param>
    public ImmutableArray<int> Readers(Step step, int index, IEnumerable<string> names)
    {
        var readers = new SortedSet<int>();
        if (_next.TryGetValue(step, out var next))
        {
            foreach (var (to, distribution) in next)
            {
                var entry = Entry(to);
                readers.UnionWith(Links(distribution, Exit(step).Length, entry.Length).Where(link => link.Source == index).Select(link => entry[link.Sink]));
            }
        }

        foreach (string name in names)
        {
            if (_wanted.TryGetValue(name, out var parts)) readers.UnionWith(parts);
        }

        if (_decided.Contains(step)) readers.Add(CompiledJob.Scheduler);
        return [.. readers];
    }

    private ImmutableArray<int> AllWorkers => [.. Enumerable.Range(0, workers)];

    private void Follow(Step by, Step from, Step to)
    {
        var maker = Maker(from);
        if (!_next.TryGetValue(maker, out var next)) _next[maker] = next = [];
        next.Add((to, Find(by, to)));
    }

    private static IEnumerable<(int Source, int Sink)> Links(IDistribution? distribution, int sources, int sinks) =>
        distribution is null || distribution.FaultOf(sources, sinks) is not null ? [] : distribution.Links(sources, sinks).Distinct().OrderBy(link => link.Sink).ThenBy(link => link.Source);
}
