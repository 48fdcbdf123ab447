using System.Collections.Immutable;

namespace AmlIpNet.Distribution;

/// <summary>Which worker has which task: a value that shows itself as a table, is written as JSON, and says by its certificate how balanced it is.</summary>
public sealed class Plan
{
    /// <summary>How many workers a plan may have.</summary>
    public const int MaxWorkers = GrecoLatinSquare.MaxOrder;

    /// <summary>How many tasks a plan may have.</summary>
    public const int MaxTasks = 1_000_000;

    /// <summary>How many characters a worker's or a task's name may have.</summary>
    public const int MaxNameLength = 128;

    internal Plan(
        PlanMethod method, ulong seed, ReservationScope scope, ImmutableArray<string> consumables, ImmutableArray<PlanWorker> workers, ImmutableArray<PlanTask> tasks,
        ImmutableArray<Placement> placements, Certificate certificate, bool isDesign)
    {
        (Method, Seed, Scope, Consumables, Workers, Tasks, Placements, Certificate, IsDesign) = (method, seed, scope, consumables, workers, tasks, placements, certificate, isDesign);
    }

    /// <summary>How it was made.</summary>
    public PlanMethod Method { get; }

    /// <summary>What chose it among its like.</summary>
    public ulong Seed { get; }

    /// <summary>How long tasks use what they consume.</summary>
    public ReservationScope Scope { get; }

    /// <summary>The attributes that a worker's tasks share: their demands add up.</summary>
    public ImmutableArray<string> Consumables { get; }

    /// <summary>The columns.</summary>
    public ImmutableArray<PlanWorker> Workers { get; }

    /// <summary>All tasks. In a design of order n task number n·shard + kind.</summary>
    public ImmutableArray<PlanTask> Tasks { get; }

    /// <summary>Where each task goes, row by row, in the order of the columns.</summary>
    public ImmutableArray<Placement> Placements { get; }

    /// <summary>What is claimed of it.</summary>
    public Certificate Certificate { get; }

    /// <summary>Whether it is a square: as many rounds, shards and kinds as workers.</summary>
    public bool IsDesign { get; }

    /// <summary>How many rows there are.</summary>
    public int Rounds => Placements.Length == 0 ? 0 : Placements[^1].Round + 1;

    /// <summary>Whether each worker meets each shard and each kind once, in fact: the square is Greco-Latin, and every task is at home.</summary>
    public bool IsGrecoLatin => IsDesign && Certificate is { IsGrecoLatin: true, Moved: 0, Queued: 0 };

    /// <summary>The same plan with another certificate, as somebody might write it by hand.</summary>
    public Plan With(Certificate certificate) => new(Method, Seed, Scope, Consumables, Workers, Tasks, Placements, certificate, IsDesign);

    /// <summary>The same plan with the tasks elsewhere, as somebody might write it by hand.</summary>
    public Plan With(IEnumerable<Placement> placements) => new(Method, Seed, Scope, Consumables, Workers, Tasks, [.. placements], Certificate, IsDesign);

    /// <summary>The table.</summary>
    public override string ToString() => PlanTable.Show(this);

    /// <summary>A design's task: a letter for the shard, a number from 1 for the kind.</summary>
    internal static string NameOf(int shard, int kind)
    {
        string name = (kind + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (int left = shard; left >= 0; left = left / 26 - 1) name = (char)('A' + left % 26) + name;
        return name;
    }
}
