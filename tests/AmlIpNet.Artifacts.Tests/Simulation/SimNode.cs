using System.Collections.Immutable;

namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>What a job has made.</summary>
internal sealed record Held(ulong Value, bool Keeps);

/// <summary>A node that does jobs: a worker, or the scheduler's own one. Everything that it has dies with it; the scheduler's is durable.</summary>
internal sealed class SimNode(NodeId id, WorkerDescription description)
{
    public NodeId Id { get; set; } = id;

    public WorkerDescription Description { get; } = description;

    public bool IsAlive { get; set; } = true;

    /// <summary>Resources by their keys.</summary>
    public SortedDictionary<string, Held> Store { get; } = new(StringComparer.Ordinal);

    /// <summary>Who may read them. Like a real node's doors they outlast the resource: it may be made here again.</summary>
    public SortedDictionary<string, SortedSet<NodeId>> Doors { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables as jobs left them.</summary>
    public SortedDictionary<string, ulong> Kept { get; } = new(StringComparer.Ordinal);

    /// <summary>What it was asked to do and has not done.</summary>
    public SortedDictionary<string, SimTask> Tasks { get; } = new(StringComparer.Ordinal);

    public void Permit(string key, params IEnumerable<NodeId> readers)
    {
        if (!Doors.TryGetValue(key, out var door)) Doors[key] = door = [];
        door.UnionWith(readers);
    }
}

/// <summary>An attempt at a node.</summary>
/// <param name="Task">What it was told.</param>
/// <param name="Needed">The keys that it needs.</param>
/// <param name="Incarnation">Of the scheduler that asked.</param>
/// <param name="Hangs">Its operation never ends.</param>
internal sealed record SimTask(JobTask Task, ImmutableArray<string> Needed, int Incarnation, bool Hangs = false)
{
    public string Key => ResourceKeys.Of(Task.Artifact, Task.Job, Task.Attempt);
}

/// <summary>A message under way.</summary>
/// <param name="To">The worker; null: the scheduler.</param>
/// <param name="Ask">To a node: do this.</param>
/// <param name="Stop">To a worker: stop the attempt with this key.</param>
/// <param name="Answer">To the scheduler.</param>
/// <param name="From">Of an answer: which attempt it is about, to be asked again when the answer is lost.</param>
/// <param name="Order">News of one worker come in their order.</param>
internal sealed record SimMessage(NodeId? To, SimTask? Ask = null, string? Stop = null, ArtifactInput? Answer = null, (SimNode Node, SimTask Task)? From = null, NodeId? Order = null);
