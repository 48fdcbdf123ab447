using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>Artifacts that were stored, and cannot go on.</summary>
internal sealed partial class ArtifactMachine
{
    /// <summary>Why it cannot go on with this scheduler; null: it can. What is stored of it stays as it is.</summary>
    public string? Fault { get; private init; }

    /// <summary>A machine that does nothing: its artifact has ended in error, until a scheduler that can go on with it takes it up.</summary>
    /// <param name="artifact">As much of it as could be read; at least its id.</param>
    /// <param name="context">Likewise.</param>
    /// <param name="record">Likewise.</param>
    /// <param name="fault">Why.</param>
    public static ArtifactMachine Broken(Artifact artifact, SchedulerContext context, ArtifactRecord record, string fault)
    {
        var shape = new PlanShape(context.Workers.Count, Distributions.BuiltIn);
        var plan = new CompiledPlan(shape, new PlanPosition(null, null, [], ImmutableDictionary<string, ImmutableArray<CompiledJob>>.Empty), [], record.Decisions);
        return new ArtifactMachine(artifact, context, Distributions.BuiltIn, new ArtifactMachineOptions(), plan, record with { State = ArtifactState.ArtifactError, Error = fault }, record.Submitted) { Fault = fault };
    }

    /// <summary>The locks as they were stored must be those of the plan as it is compiled now.</summary>
    /// <exception cref="FormatException">They are others: a distribution has changed, or is not there.</exception>
    public void CheckLocks(IReadOnlySet<(uint Job, uint Unlocks)> stored)
    {
        var compiled = Plan.Jobs.Take(_jobs.Count - _changed.Count).SelectMany(job => job.Requires.Select(required => (required, job.Number))).ToHashSet();
        var other = compiled.Except(stored).Concat(stored.Except(compiled)).Order().ToArray();
        if (other.Length == 0) return;
        var (from, to) = other[0];
        throw new FormatException(stored.Contains(other[0])
            ? $"Its job {to} was to wait for job {from}, which it would not do now ({other.Length} such differences)."
            : $"Its job {to} would wait for job {from} now, which it was not to do ({other.Length} such differences).");
    }
}
