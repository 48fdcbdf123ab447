using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>The jobs of an artifact as far as they are known: up to the end of an iteration's round that is not decided yet, or to the end. A value:
/// compiled again from the same artifact, context and decisions it is the same.</summary>
internal sealed class CompiledPlan
{
    internal CompiledPlan(PlanShape shape, PlanPosition position, ImmutableArray<CompiledJob> jobs, ImmutableArray<bool> decisions) =>
        (Shape, Position, Jobs, Decisions) = (shape, position, jobs, decisions);

    /// <summary>The jobs; each stands at its number.</summary>
    public ImmutableArray<CompiledJob> Jobs { get; }

    /// <summary>What was decided at the ends of rounds so far: whether another round was wanted.</summary>
    public ImmutableArray<bool> Decisions { get; }

    /// <summary>Whether there will be no more jobs.</summary>
    public bool IsComplete => Position.Frame is null;

    /// <summary>The job whose product decides whether the round that ends here was the last one; null when only the number of rounds does.</summary>
    public uint? Decider => Position.Frame is { Iterate.Until.Count: > 0 } ? Jobs[^1].Number : null;

    /// <summary>The last step's jobs: theirs are the results.</summary>
    public ImmutableArray<uint> Results => [.. Position.Exits.Select(exit => exit.Number)];

    /// <summary>How its steps are linked.</summary>
    internal PlanShape Shape { get; }

    /// <summary>Where the compiler goes on.</summary>
    internal PlanPosition Position { get; }

    private IReadOnlyList<ImmutableArray<uint>>? _locks;

    /// <summary>Which jobs each job unlocks, by numbers: the links of the distributions, and what steps require.</summary>
    public IReadOnlyList<ImmutableArray<uint>> Locks() => _locks ??= FindLocks();

    private ImmutableArray<uint>[] FindLocks()
    {
        var locks = new ImmutableArray<uint>.Builder[Jobs.Length];
        for (int i = 0; i < locks.Length; i++) locks[i] = ImmutableArray.CreateBuilder<uint>();
        foreach (var job in Jobs)
        {
            foreach (uint required in job.Requires) locks[(int)required].Add(job.Number);
        }

        return [.. locks.Select(builder => builder.ToImmutable())];
    }
}

/// <summary>A list of steps that is being compiled.</summary>
/// <param name="Steps">The list.</param>
/// <param name="At">The next step.</param>
/// <param name="Iterate">Whose list it is; null for the artifact's own.</param>
/// <param name="Round">Of the iteration.</param>
/// <param name="Path">What stands before the names of its steps.</param>
/// <param name="Parent">The list in which the iteration stands, after it.</param>
internal sealed record PlanFrame(IReadOnlyList<Step> Steps, int At, Step? Iterate, uint Round, string Path, PlanFrame? Parent);

/// <summary>How far a plan is compiled.</summary>
/// <param name="Frame">Where to go on; null at the end.</param>
/// <param name="From">The step before; null at the start.</param>
/// <param name="Exits">The jobs that hand on its products.</param>
/// <param name="Made">These of every step so far, by its name.</param>
internal sealed record PlanPosition(PlanFrame? Frame, Step? From, ImmutableArray<CompiledJob> Exits, ImmutableDictionary<string, ImmutableArray<CompiledJob>> Made);
