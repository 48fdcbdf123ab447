using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution;

/// <summary>A worker of a plan.</summary>
/// <param name="Name">Its node's name.</param>
/// <param name="Attributes">What it has.</param>
public sealed record PlanWorker(string Name, ServerAttributes Attributes)
{
    /// <summary>A worker of which nothing is known.</summary>
    public PlanWorker(string name) : this(name, ServerAttributes.Empty) { }
}

/// <summary>A task of a plan.</summary>
/// <param name="Name">What it is called; as a job's label it may be followed by <c>@</c> and anything.</param>
/// <param name="Requires">What it needs of a worker.</param>
/// <param name="Shard">In a design: its part of the data, from 0; otherwise -1.</param>
/// <param name="Kind">In a design: its kind, or seed, from 0; otherwise -1.</param>
public readonly record struct PlanTask(string Name, Demands Requires, int Shard = -1, int Kind = -1);

/// <summary>Where a task goes.</summary>
/// <param name="Task">The task's index.</param>
/// <param name="Round">Its row, from 0.</param>
/// <param name="Home">The worker in whose column it stands; -1 without workers.</param>
/// <param name="Worker">The worker that is to have it: the home or, if the task does not fit there, another one; -1 when it is queued.</param>
public readonly record struct Placement(int Task, int Round, int Home, int Worker)
{
    /// <summary>The <see cref="Worker"/> of a task that no worker can take.</summary>
    public const int Queued = -1;

    /// <summary>Whether no worker can take it until others have freed what they use.</summary>
    public bool IsQueued => Worker == Queued;

    /// <summary>Whether a worker other than its home has it.</summary>
    public bool IsMoved => !IsQueued && Worker != Home;
}

/// <summary>How a plan is made.</summary>
public enum PlanMethod
{
    /// <summary>The published algorithm to the letter: a round robin that knows no other worker than the one whose turn it is. For comparison.</summary>
    Published = 0,

    /// <summary>A seeded Latin square.</summary>
    Latin = 1,

    /// <summary>A seeded Greco-Latin square, where one is built.</summary>
    GrecoLatin = 2,
}

/// <summary>How long a task uses what it consumes.</summary>
public enum ReservationScope
{
    /// <summary>All tasks of the plan at a time.</summary>
    Plan = 0,

    /// <summary>The tasks of a round at a time.</summary>
    Round = 1,
}

/// <summary>What is claimed of a plan; <see cref="PlanVerifier"/> counts it all anew.</summary>
/// <param name="Placed">Tasks that have a worker.</param>
/// <param name="Moved">Those of them that are not at their home.</param>
/// <param name="Queued">Tasks that have none.</param>
/// <param name="SmallestLoad">Tasks of the worker with the fewest.</param>
/// <param name="LargestLoad">Tasks of the worker with the most.</param>
/// <param name="RequirementsHold">Every worker has what each of its tasks needs.</param>
/// <param name="ReservationsHold">No worker's tasks consume more than it has.</param>
/// <param name="QueueIsNeeded">No worker could take a queued task besides those that it has.</param>
/// <param name="ShardsAreLatin">Each row and each column holds each shard once.</param>
/// <param name="KindsAreLatin">Each row and each column holds each kind once.</param>
/// <param name="EachPairOnce">Each pair of a shard and a kind is one task.</param>
public sealed record Certificate(
    int Placed, int Moved, int Queued, int SmallestLoad, int LargestLoad, bool RequirementsHold, bool ReservationsHold, bool QueueIsNeeded,
    bool ShardsAreLatin, bool KindsAreLatin, bool EachPairOnce)
{
    /// <summary>Whether the squares are Greco-Latin. The plan is when besides no task is moved or queued.</summary>
    public bool IsGrecoLatin => ShardsAreLatin && KindsAreLatin && EachPairOnce;
}
