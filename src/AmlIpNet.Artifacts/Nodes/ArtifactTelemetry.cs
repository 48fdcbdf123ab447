using System.Diagnostics.Metrics;

namespace AmlIpNet.Artifacts;

/// <summary>What is read from the artifact nodes of the process when somebody collects it. Nodes of one name count together; what one that has left had counted
/// stays in the totals.</summary>
internal static class ArtifactTelemetry
{
    private const int MaxNames = 1_000; // of nodes that have left; the totals of further ones are kept together
    private const string Others = "(others)";

    private static readonly Lock s_lock = new();
    private static readonly HashSet<INode> s_nodes = [];
    private static readonly List<(Func<INode, long?> Read, Dictionary<string, long> Kept)> s_totals = [];
    private static readonly Meter s_meter = new(AmlIpTelemetry.MeterName);

    static ArtifactTelemetry()
    {
        Level("amlip.artifacts.running", "{artifact}", "Artifacts that a scheduler has not brought to an end.", node => (node as SchedulerNode)?.RunningArtifacts);
        Level("amlip.artifact.jobs.running", "{job}", "Jobs of artifacts that run on a worker.", node => (node as ArtifactWorkerNode)?.RunningJobs);
        Level("amlip.artifact.local.size", "By", "Variables that stay on a worker until their artifact ends.", node => (node as ArtifactWorkerNode)?.LocalBytes);
        Count("amlip.artifact.jobs.completed", "{job}", "Jobs of artifacts that a worker has completed.", node => (node as ArtifactWorkerNode)?.CompletedJobs);
        Count("amlip.artifact.jobs.failed", "{job}", "Jobs of artifacts that came to nothing on a worker.", node => (node as ArtifactWorkerNode)?.FailedJobs);
        Count("amlip.artifact.attempts", "{attempt}", "Attempts at jobs that a scheduler has given out.", node => (node as SchedulerNode)?.Attempts);
        Count("amlip.artifact.answers.dropped", "{answer}", "Answers of attempts that counted no more.", node => (node as SchedulerNode)?.DroppedAnswers);
        Count("amlip.artifact.downloads", "{download}", "Resources that were downloaded.", node => (node as ArtifactWorkerNode)?.Downloads ?? (node as SchedulerNode)?.Downloads);
        Count("amlip.artifact.refused", "{refusal}", "Downloads and orders that were refused.", node => (node as ArtifactWorkerNode)?.Refused ?? (node as SchedulerNode)?.Refused);
    }

    public static void Add(INode node)
    {
        lock (s_lock) s_nodes.Add(node);
    }

    public static void Remove(INode node)
    {
        lock (s_lock)
        {
            if (!s_nodes.Remove(node)) return;
            foreach (var (read, kept) in s_totals)
            {
                if (read(node) is not { } value) continue;
                string name = kept.Count < MaxNames || kept.ContainsKey(node.Id.Name) ? node.Id.Name : Others;
                kept[name] = kept.GetValueOrDefault(name) + value;
            }
        }
    }

    private static void Level(string name, string unit, string description, Func<INode, long?> read) =>
        s_meter.CreateObservableUpDownCounter(name, () => Read([], read), unit, description);

    private static void Count(string name, string unit, string description, Func<INode, long?> read)
    {
        var kept = new Dictionary<string, long>();
        s_totals.Add((read, kept));
        s_meter.CreateObservableCounter(name, () => Read(kept, read), unit, description);
    }

    // Whoever collects gets a copy: no code of a user's runs under the lock.
    private static Measurement<long>[] Read(Dictionary<string, long> kept, Func<INode, long?> read)
    {
        lock (s_lock)
        {
            var sums = new Dictionary<string, long>(kept);
            foreach (var node in s_nodes)
            {
                if (read(node) is { } value) sums[node.Id.Name] = sums.GetValueOrDefault(node.Id.Name) + value;
            }

            return [.. sums.Select(sum => new Measurement<long>(sum.Value, new("messaging.system", "amlip"), new("amlip.node.name", sum.Key)))];
        }
    }
}
