namespace AmlIpNet.Nodes;

/// <summary>What is read from the nodes of the process when somebody collects it: how many jobs, slots and peers, and the totals of what was tried,
/// dropped and forgotten.</summary>
internal static class NodeGauges
{
    private static readonly GaugeSet s_set = new();

    static NodeGauges()
    {
        Level("amlip.jobs.active", "{job}", "Jobs under way at a Main node.", OfMain(node => node.PendingJobs));
        Level("amlip.jobs.waiting", "{job}", "Jobs of a Main node that no Computing node has yet.", OfMain(node => node.Session.WaitingJobs));
        Level("amlip.peers", "{node}", "Computing nodes that a Main node knows.", OfMain(node => node.Session.Peers));
        Level("amlip.jobs.running", "{job}", "Jobs that run on a Computing node.", OfComputing(node => node.RunningJobs));
        Level("amlip.jobs.kept", "{job}", "Jobs that a Computing node keeps until a slot is free.", OfComputing(node => node.Session.Kept));
        Level("amlip.slots", "{slot}", "Jobs that a Computing node runs at a time.", OfComputing(node => node.Session.Slots));
        Level("amlip.parts.kept", "By", "Bytes of parts of jobs that a Computing node keeps, with 256 more for each.", OfComputing(node => node.Session.PartCache.Bytes));
        Level("amlip.status.nodes", "{node}", "Nodes that a Status node knows, dropped ones included.", OfStatus(node => node.KnownNodes));

        Count("amlip.attempts", "{attempt}", "Attempts at jobs that a Main node has sent.", OfMain(node => node.Session.SentAttempts));
        Count("amlip.attempts.retried", "{attempt}", "Those of them that were not the first at their job.", OfMain(node => node.Session.RetriedAttempts));
        Count("amlip.attempts.refused", "{attempt}", "Attempts that Computing nodes refused or gave back.", OfMain(node => node.Session.RefusedAttempts));
        Count("amlip.attempts.failed", "{attempt}", "Attempts whose handler failed.", OfMain(node => node.Session.FailedAttempts));
        Count("amlip.attempts.doubted", "{attempt}", "Attempts that were not heard of in time, so that another one was started.", OfMain(node => node.Session.DoubtedAttempts));
        Count("amlip.attempts.sent", "By", "Bytes of jobs that a Main node has sent to native Computing nodes.", OfMain(node => node.SentBytes));
        Count("amlip.parts.spared", "By", "Bytes of jobs that a Main node has not sent since the Computing node has their part.", OfMain(node => node.SparedBytes));
        Count("amlip.parts.missed", "{attempt}", "Attempts that were given back since the Computing node did not have a part.", OfMain(node => node.Session.MissedAttempts));
        Count("amlip.parts.hits", "{part}", "Parts of jobs that a Computing node had kept, and was not sent.", OfComputing(node => node.Session.PartCache.Hits));
        Count("amlip.parts.evicted", "{part}", "Parts of jobs that a Computing node has let go for others.", OfComputing(node => node.Session.PartCache.Evictions));
        Count("amlip.parts.spoilt", "{part}", "Parts of jobs whose bytes did not have their digest.", OfComputing(node => node.Session.PartCache.Spoilt));
        Count("amlip.jobs.solved", "{job}", "Jobs that a Computing node has solved.", OfComputing(node => node.SolvedJobs));
        Count("amlip.jobs.failed", "{job}", "Jobs whose handler failed on a Computing node.", OfComputing(node => node.FailedJobs));
        Count("amlip.requests.forgotten", "{request}", "Requests that a Computing node has forgotten because too many were open.", OfComputing(node => node.ForgottenRequests));
        Count("amlip.samples.dropped", "{sample}", "Samples that were repeats, late or not for the node.", node => (node as MainNode)?.DroppedSamples ?? (node as ComputingNode)?.DroppedSamples);
        Count("amlip.samples.malformed", "{sample}", "Samples that could not be read.", node => (node as MainNode)?.MalformedSamples ?? (node as ComputingNode)?.MalformedSamples);
        Count("amlip.status.changes.dropped", "{change}", "Changes that slow readers of a Status node have missed.", OfStatus(node => node.DroppedChanges));
    }

    public static void Add(INode node) => s_set.Add(node);

    public static void Remove(INode node) => s_set.Remove(node);

    private static void Level(string name, string unit, string description, Func<INode, long?> read) => s_set.Level(name, unit, description, read);

    private static void Count(string name, string unit, string description, Func<INode, long?> read) => s_set.Count(name, unit, description, read);

    private static Func<INode, long?> OfMain(Func<MainNode, long> read) => node => node is MainNode main ? read(main) : null;

    private static Func<INode, long?> OfComputing(Func<ComputingNode, long> read) => node => node is ComputingNode computing ? read(computing) : null;

    private static Func<INode, long?> OfStatus(Func<StatusNode, long> read) => node => node is StatusNode status ? read(status) : null;
}
