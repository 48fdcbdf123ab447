using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AmlIpNet.Nodes;

/// <summary>What is read from the open nodes of the process when somebody collects it: how many jobs, slots and peers, and the totals of what was tried,
/// dropped and forgotten. Totals belong to a node's id and end with it.</summary>
internal static class NodeGauges
{
    private static readonly ConcurrentDictionary<MainNode, byte> s_mains = [];
    private static readonly ConcurrentDictionary<ComputingNode, byte> s_computings = [];
    private static readonly ConcurrentDictionary<StatusNode, byte> s_statuses = [];

    static NodeGauges()
    {
        Level("amlip.jobs.active", "{job}", "Jobs under way at a Main node.", s_mains, node => node.PendingJobs);
        Level("amlip.jobs.waiting", "{job}", "Jobs of a Main node that no Computing node has yet.", s_mains, node => node.Session.WaitingJobs);
        Level("amlip.peers", "{node}", "Computing nodes that a Main node knows.", s_mains, node => node.Session.Peers);
        Level("amlip.jobs.running", "{job}", "Jobs that run on a Computing node.", s_computings, node => node.RunningJobs);
        Level("amlip.jobs.kept", "{job}", "Jobs that a Computing node keeps until a slot is free.", s_computings, node => node.Session.Kept);
        Level("amlip.slots", "{slot}", "Jobs that a Computing node runs at a time.", s_computings, node => node.Session.Slots);
        Level("amlip.status.nodes", "{node}", "Nodes that a Status node knows, dropped ones included.", s_statuses, node => node.KnownNodes);

        Total("amlip.attempts", "{attempt}", "Attempts at jobs that a Main node has sent.", s_mains, node => node.Session.SentAttempts);
        Total("amlip.attempts.retried", "{attempt}", "Those of them that were not the first at their job.", s_mains, node => node.Session.RetriedAttempts);
        Total("amlip.attempts.refused", "{attempt}", "Attempts that Computing nodes refused or gave back.", s_mains, node => node.Session.RefusedAttempts);
        Total("amlip.attempts.failed", "{attempt}", "Attempts whose handler failed.", s_mains, node => node.Session.FailedAttempts);
        Total("amlip.attempts.doubted", "{attempt}", "Attempts that were not heard of in time, so that another one was started.", s_mains, node => node.Session.DoubtedAttempts);
        Total("amlip.jobs.solved", "{job}", "Jobs that a Computing node has solved.", s_computings, node => node.SolvedJobs);
        Total("amlip.jobs.failed", "{job}", "Jobs whose handler failed on a Computing node.", s_computings, node => node.FailedJobs);
        Total("amlip.requests.forgotten", "{request}", "Requests that a Computing node has forgotten because too many were open.", s_computings, node => node.ForgottenRequests);
        Total("amlip.samples.dropped", "{sample}", "Samples that were repeats, late or not for the node.", s_mains, node => node.DroppedSamples, s_computings, node => node.DroppedSamples);
        Total("amlip.samples.malformed", "{sample}", "Samples that could not be read.", s_mains, node => node.MalformedSamples, s_computings, node => node.MalformedSamples);
        Total("amlip.status.changes.dropped", "{change}", "Changes that slow readers of a Status node have missed.", s_statuses, node => node.DroppedChanges);
    }

    public static void Add(MainNode node) => s_mains.TryAdd(node, 0);

    public static void Add(ComputingNode node) => s_computings.TryAdd(node, 0);

    public static void Add(StatusNode node) => s_statuses.TryAdd(node, 0);

    public static void Remove(MainNode node) => s_mains.TryRemove(node, out _);

    public static void Remove(ComputingNode node) => s_computings.TryRemove(node, out _);

    public static void Remove(StatusNode node) => s_statuses.TryRemove(node, out _);

    private static void Level<T>(string name, string unit, string description, ConcurrentDictionary<T, byte> nodes, Func<T, long> read) where T : class, INode =>
        NodeTelemetry.Meter.CreateObservableUpDownCounter(name, () => Read(nodes, read), unit, description);

    private static void Total<T>(string name, string unit, string description, ConcurrentDictionary<T, byte> nodes, Func<T, long> read) where T : class, INode =>
        NodeTelemetry.Meter.CreateObservableCounter(name, () => Read(nodes, read), unit, description);

    private static void Total(string name, string unit, string description, ConcurrentDictionary<MainNode, byte> mains, Func<MainNode, long> read,
        ConcurrentDictionary<ComputingNode, byte> computings, Func<ComputingNode, long> readComputing) =>
        NodeTelemetry.Meter.CreateObservableCounter(name, () => Read(mains, read).Concat(Read(computings, readComputing)), unit, description);

    private static IEnumerable<Measurement<long>> Read<T>(ConcurrentDictionary<T, byte> nodes, Func<T, long> read) where T : class, INode =>
        nodes.Select(node => new Measurement<long>(read(node.Key), new("messaging.system", "amlip"), new("messaging.client.id", node.Key.Id.ToString())));
}
