using System.Collections.Immutable;

namespace AmlIpNet.Distribution;

/// <summary>What a plan is to be made of. Immutable: change a copy with <c>with</c>.</summary>
public sealed record PlanRequest
{
    /// <summary>The columns; names must differ.</summary>
    public required ImmutableArray<PlanWorker> Workers { get; init; }

    /// <summary>Chooses one of the possible plans.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The attributes that a worker's tasks share: their demands add up to no more than it has. Default: memory and slots.</summary>
    public ImmutableArray<string> Consumables { get; init; } = ["memory", "slots"];

    /// <summary>Checks the workers; the message says what to change.</summary>
    /// <exception cref="PlanException">There are too many, or a name is missing, too long, or there twice.</exception>
    public void Validate()
    {
        if (Workers.IsDefault || Workers.Length > Plan.MaxWorkers) throw new PlanException($"A plan has 0 to {Plan.MaxWorkers} workers, not {(Workers.IsDefault ? "null" : Workers.Length)}.");
        if (Consumables.IsDefault || Consumables.Length > Demands.MaxCount || Consumables.Distinct().Count() < Consumables.Length)
            throw new PlanException($"Name each consumable attribute once, at most {Demands.MaxCount} of them.");
        PlanNames.Check(Workers.Select(worker => worker.Name), "worker");
    }
}
