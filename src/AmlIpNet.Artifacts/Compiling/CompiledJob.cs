using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>One job of a plan: what one node does once.</summary>
/// <param name="Number">Counted from 0 over the plan; a job requires only jobs of lower numbers.</param>
/// <param name="Step">The name of its step.</param>
/// <param name="Path">Where the step stands, with the rounds: <c>loop[2]/train</c>.</param>
/// <param name="Round">Of the round robin, otherwise of the innermost iteration.</param>
/// <param name="Index">Among the jobs of its step and round.</param>
/// <param name="Count">Of these.</param>
/// <param name="Part">Whose data it is about: the worker's place in the context; <see cref="Scheduler"/> for the scheduler.</param>
/// <param name="Operations">What it does, one after the other.</param>
/// <param name="Product">The variable that becomes its product.</param>
/// <param name="Requires">The jobs that must be completed before, ascending: they unlock it.</param>
/// <param name="Inputs">Whose products it is given, by the step that made them.</param>
/// <param name="Readers">The parts whose jobs may read its product, ascending, now or in later rounds.</param>
/// <param name="Decides">Whether its product says if the iteration ends.</param>
internal sealed record CompiledJob(
    uint Number,
    string Step,
    string Path,
    uint Round,
    uint Index,
    uint Count,
    int Part,
    ImmutableArray<Operation> Operations,
    string Product,
    ImmutableArray<uint> Requires,
    ImmutableArray<JobInput> Inputs,
    ImmutableArray<int> Readers,
    bool Decides)
{
    /// <summary>How long an attempt may take; zero: what the scheduler says.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>The part of what runs on the scheduler.</summary>
    public const int Scheduler = -1;

    /// <summary>Whether its product stays on its node.</summary>
    public bool StaysThere => Product.StartsWith('.');

    /// <summary>The sources that its operations open.</summary>
    public IEnumerable<string> Sources => Operations.SelectMany(operation => operation.Load.Values).Distinct(StringComparer.Ordinal);
}

/// <summary>A group of products that a job is given.</summary>
/// <param name="Step">The step that made them.</param>
/// <param name="Jobs">Ascending.</param>
internal sealed record JobInput(string Step, ImmutableArray<uint> Jobs);
