using AmlIpNet.Nodes;

namespace AmlIpNet.DataSpace;

/// <summary>What is read from the nodes of data spaces in the process when somebody collects it.</summary>
internal static class DataGauges
{
    private static readonly GaugeSet s_set = new();

    static DataGauges()
    {
        s_set.Level("amlip.data.keys.known", "{key}", "Keys that a Center knows.", node => (node as CenterNode)?.Keys);
        s_set.Level("amlip.data.keys.held", "{key}", "Keys that a data worker holds.", node => (node as WorkerNode)?.Keys);
        s_set.Level("amlip.data.resident", "By", "Bytes of values that a data worker holds in memory.", node => (node as WorkerNode)?.ResidentBytes);
        s_set.Level("amlip.data.spilled", "By", "Bytes of values that a data worker holds on disk.", node => (node as WorkerNode)?.SpilledBytes);
        s_set.Level("amlip.data.running", "{call}", "Functions that run on a data worker.", node => (node as WorkerNode)?.Running);
        s_set.Count("amlip.data.computed", "{value}", "Values that a data worker has computed.", node => (node as WorkerNode)?.Computed);
        s_set.Count("amlip.data.received", "By", "Bytes of values that came to a data worker or a client; of metadata to a Center.",
            node => (node as WorkerNode)?.ReceivedBytes ?? (node as DataSpaceClient)?.ReceivedBytes ?? (node as CenterNode)?.ReceivedBytes);
        s_set.Count("amlip.data.sent", "By", "Bytes of values that a data worker or a client has sent.", node => (node as WorkerNode)?.SentBytes ?? (node as DataSpaceClient)?.SentBytes);
        s_set.Count("amlip.data.parts.dropped", "{part}", "Parts of values that a data worker was asked for and did not send, since too many waited.", node => (node as WorkerNode)?.DroppedParts);
        s_set.Count("amlip.data.samples.malformed", "{sample}", "Samples that a node of a data space could not read.",
            node => (node as WorkerNode)?.MalformedSamples ?? (node as DataSpaceClient)?.MalformedSamples ?? (node as CenterNode)?.MalformedSamples);
    }

    public static void Add(INode node) => s_set.Add(node);

    public static void Remove(INode node) => s_set.Remove(node);
}
