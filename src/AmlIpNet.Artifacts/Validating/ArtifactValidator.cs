using System.Collections.Immutable;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts;

/// <summary>Says all that is wrong with an artifact before anything runs. Pure.</summary>
internal sealed partial class ArtifactValidator
{
    private const double MaxTimeout = 30 * 24 * 3_600; // seconds

    private readonly Artifact _artifact;
    private readonly ImmutableDictionary<string, IDistribution> _distributions;
    private readonly ArtifactLimits _limits;
    private readonly List<string> _faults = [];
    private readonly List<(Step Step, ImmutableArray<Step> Around)> _steps = []; // in the order of the text
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    private ArtifactValidator(Artifact artifact, ImmutableDictionary<string, IDistribution> distributions, ArtifactLimits limits) =>
        (_artifact, _distributions, _limits) = (artifact, distributions, limits);

    /// <summary>What is wrong whoever runs it.</summary>
    /// <param name="artifact">With its defaults filled in.</param>
    /// <param name="workers">For so many workers.</param>
    /// <param name="distributions">By name.</param>
    /// <param name="limits">How large it may be.</param>
    public static IReadOnlyList<string> FaultsOf(Artifact artifact, int workers, ImmutableDictionary<string, IDistribution> distributions, ArtifactLimits limits)
    {
        var validator = new ArtifactValidator(artifact, distributions, limits);
        validator.CheckSteps();
        validator.CheckFlow(workers);
        return validator._faults;
    }

    /// <summary>Chooses who runs an artifact.</summary>
    /// <param name="artifact">With its defaults filled in.</param>
    /// <param name="scheduler">The scheduler's own description: the operations and sources that it has.</param>
    /// <param name="known">The workers that are there.</param>
    /// <param name="distributions">By name.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="InvalidArtifactException">It cannot run. All that is wrong is said.</exception>
    public static SchedulerContext Admit(
        Artifact artifact, WorkerDescription scheduler, IEnumerable<WorkerDescription> known, ImmutableDictionary<string, IDistribution> distributions, ArtifactLimits limits)
    {
        var validator = new ArtifactValidator(artifact, distributions, limits);
        validator.CheckSteps();
        var context = new SchedulerContext { Scheduler = scheduler };
        validator.CheckScheduler(scheduler);
        context.Workers.Add(validator.Choose([.. known.DistinctBy(worker => worker.Node)]));
        validator.CheckFlow(context.Workers.Count);
        return validator._faults.Count == 0 ? context : throw new InvalidArtifactException(validator._faults);
    }

    private void CheckSteps()
    {
        if (_artifact.Id.Length > 64 || !_artifact.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            _faults.Add("The artifact's id has at most 64 letters, digits, '-', '_' and '.'; leave it out and the scheduler gives one.");
        if (_artifact.Steps.Count == 0) _faults.Add("There are no steps: give at least one.");
        Walk(_artifact.Steps, []);
        if (_steps.Count > _limits.MaxSteps) _faults.Add($"There are {_steps.Count} steps: at most {_limits.MaxSteps} are possible.");
        foreach (var (step, _) in _steps) CheckStep(step);
        for (int i = 0; i < _steps.Count; i++) CheckRequires(i);
    }

    private void Walk(IReadOnlyList<Step> steps, ImmutableArray<Step> around)
    {
        if (around.Length > _limits.MaxDepth)
        {
            _faults.Add($"Iterations stand more than {_limits.MaxDepth} deep in {Show(around[^1])}: nest fewer.");
            return;
        }

        foreach (var step in steps)
        {
            if (!_places.TryAdd(step.Name, _steps.Count)) _faults.Add($"Two steps are called '{step.Name}': names tell their products apart.");
            _steps.Add((step, around));
            Walk(step.Steps, around.Add(step));
        }
    }

    private void CheckStep(Step step)
    {
        if (step.Name.Length > _limits.MaxName || step.Name.Any(c => char.IsControl(c) || c is '/' or '[' or ']' or '.' && step.Name[0] == c))
            _faults.Add($"The name of {Show(step)} is too long or has control characters, '/', '[', ']' or a dot in front: choose another one of at most {_limits.MaxName} characters.");
        if (step.Product.Length > _limits.MaxName) _faults.Add($"The product of {Show(step)} has too long a name: at most {_limits.MaxName} characters are possible.");
        if (step.Kind is Kind.Unset || !Enum.IsDefined(step.Kind)) _faults.Add($"{Show(step)} has no kind: say initialize, parallel, sequential, round_robin, iterate or finalize.");
        bool isIterate = step.Kind == Kind.Iterate;
        if (isIterate && step.Rounds == 0) _faults.Add($"{Show(step)} has no rounds: say how many at most.");
        if (isIterate && step.Steps.Count == 0) _faults.Add($"{Show(step)} has no steps: give it at least one.");
        if (isIterate && (step.Operations.Count > 0 || step.Requires.Count > 0)) _faults.Add($"{Show(step)} has operations or requirements: these belong to its steps.");
        if (!isIterate && (step.Rounds > 0 || step.Steps.Count > 0 || step.Until.Count > 0)) _faults.Add($"{Show(step)} has rounds, steps or a condition, which only an iterate step has.");
        if (!isIterate && step.Operations.Count == 0) _faults.Add($"{Show(step)} has no operations: give it at least one.");
        if (!(step.Timeout >= 0 && step.Timeout <= MaxTimeout)) _faults.Add($"{Show(step)} has a timeout of {step.Timeout} s: use 0 to {MaxTimeout:N0} s; 0 is what the scheduler says.");
        if (step.Kind != Kind.Sequential && step.First.Count + step.Last.Count > 0) _faults.Add($"{Show(step)} has first or last operations, which only a sequential step has.");
        if (step.Distribution.Length > 0 && !_distributions.ContainsKey(step.Distribution))
            _faults.Add($"{Show(step)} names the distribution '{step.Distribution}', which is not there: there are {string.Join(", ", _distributions.Keys.Order(StringComparer.Ordinal))}.");
        foreach (var operation in Operations(step))
        {
            if (operation.Name.Length == 0) _faults.Add($"{Show(step)} has an operation without a name.");
            foreach (var (variable, source) in operation.Load)
            {
                if (variable.Length == 0 || source.Length == 0) _faults.Add($"{Show(step)} loads something without a name: write \"load\": {{\"VARIABLE\": \"SOURCE\"}}.");
            }
        }
    }

    /// <summary>A step may require those that stand before it: everything else would be a circle.</summary>
    private void CheckRequires(int at)
    {
        var (step, around) = _steps[at];
        foreach (string name in step.Requires)
        {
            if (!_places.TryGetValue(name, out int place)) _faults.Add($"{Show(step)} requires '{name}', but no step is called so.");
            else if (place == at) _faults.Add($"{Show(step)} requires itself: {step.Name} → {step.Name} is a circle.");
            else if (around.Contains(_steps[place].Step)) _faults.Add($"{Show(step)} requires the iteration '{name}' that it is a part of: {step.Name} → {name} → {step.Name} is a circle.");
            else if (place > at)
            {
                var way = _steps[at..(place + 1)].Select(one => one.Step.Name).ToArray();
                _faults.Add($"{Show(step)} requires '{name}', which comes after it: {string.Join(" → ", way.Length > 6 ? [.. way[..3], "…", .. way[^2..]] : way)} → {step.Name} is a circle.");
            }
            else if (PlanShape.Maker(_steps[place].Step).Product.StartsWith('.')) _faults.Add($"{Show(step)} requires '{name}', whose product '{PlanShape.Maker(_steps[place].Step).Product}' stays on its nodes: name a product without a dot in front.");
        }
    }

    private static IEnumerable<Operation> Operations(Step step) => [.. step.First, .. step.Operations, .. step.Last, .. step.Until];

    private static string Show(Step step) => $"The step '{step.Name}'";
}
