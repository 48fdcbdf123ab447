using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// The topics of AML-IP, under their exact names. A direct topic ends in its owner's id, exactly as AML-IP writes it. An owner whose name
/// is no UTF-8 (<see cref="NodeId.IsAddressable"/> is false) cannot be met this way: its topic gets the printable form, which nobody reads.
/// </summary>
public static class AmlIpTopics
{
    private const string ModelRequestPrefix = "amlip/rpc_request_model_";
    private const string ModelReplyPrefix = "amlip/rpc_reply_model_";

    private static readonly (string Prefix, DirectTopic Kind)[] s_direct =
    [
        (Prefix(ServiceName.Job) + "reply_available_", DirectTopic.JobReplyAvailable),
        (Prefix(ServiceName.Job) + "task_data_", DirectTopic.JobTaskData),
        (Prefix(ServiceName.Job) + "task_solution_", DirectTopic.JobTaskSolution),
        (Prefix(ServiceName.Inference) + "reply_available_", DirectTopic.InferenceReplyAvailable),
        (Prefix(ServiceName.Inference) + "task_data_", DirectTopic.InferenceTaskData),
        (Prefix(ServiceName.Inference) + "task_solution_", DirectTopic.InferenceTaskSolution),
        (ModelRequestPrefix, DirectTopic.ModelRequest),
        (ModelReplyPrefix, DirectTopic.ModelReply),
    ];

    /// <summary><c>amlip/status</c>: every node to the Status nodes.</summary>
    public static Topic Status { get; } = new("amlip/status", AmlIpTypes.Status);

    /// <summary><c>amlip/model_statistics</c>: model senders to model receivers.</summary>
    public static Topic ModelStatistics { get; } = new("amlip/model_statistics", AmlIpTypes.ModelStatistics);

    /// <summary><c>amlip/job_request_availability</c>: clients to all servers.</summary>
    public static Topic RequestAvailability(ServiceName service) => new(Prefix(service) + "request_availability", AmlIpTypes.MsRequest);

    /// <summary><c>amlip/job_task_target</c>: clients to all servers.</summary>
    public static Topic TaskTarget(ServiceName service) => new(Prefix(service) + "task_target", AmlIpTypes.MsReference);

    /// <summary><c>amlip/job_reply_available_</c> and the client: servers to that client.</summary>
    public static Topic ReplyAvailable(ServiceName service, NodeId client) =>
        new(client.AppendTo(Prefix(service) + "reply_available_"), AmlIpTypes.MsReference);

    /// <summary><c>amlip/job_task_data_</c> and the server: clients to the server that they chose.</summary>
    public static Topic TaskData(ServiceName service, NodeId server) =>
        new(server.AppendTo(Prefix(service) + "task_data_"), AmlIpTypes.MsData);

    /// <summary><c>amlip/job_task_solution_</c> and the client: servers to that client.</summary>
    public static Topic TaskSolution(ServiceName service, NodeId client) =>
        new(client.AppendTo(Prefix(service) + "task_solution_"), AmlIpTypes.MsData);

    /// <summary><c>amlip/rpc_request_model_</c> and the sender: model receivers to that sender.</summary>
    public static Topic ModelRequest(NodeId sender) => new(sender.AppendTo(ModelRequestPrefix), AmlIpTypes.RpcRequest);

    /// <summary><c>amlip/rpc_reply_model_</c> and the receiver: model senders to that receiver.</summary>
    public static Topic ModelReply(NodeId receiver) => new(receiver.AppendTo(ModelReplyPrefix), AmlIpTypes.RpcReply);

    /// <summary>Says whose a direct topic is: which node's endpoint has been discovered on it.</summary>
    /// <param name="topicName">Any topic's name.</param>
    /// <param name="kind">Which direct topic it is.</param>
    /// <param name="owner">The node whose id ends the name; never the undefined one.</param>
    /// <returns>False when it is no direct topic of AML-IP.</returns>
    public static bool TryParseDirect(ReadOnlySpan<char> topicName, out DirectTopic kind, out NodeId owner)
    {
        foreach (var (prefix, direct) in s_direct)
        {
            if (!topicName.StartsWith(prefix, StringComparison.Ordinal)) continue;
            kind = direct;
            return NodeId.TryParse(topicName[prefix.Length..], out owner) && !owner.IsUndefined;
        }

        kind = default;
        owner = default;
        return false;
    }

    private static string Prefix(ServiceName service) => service switch
    {
        ServiceName.Job => "amlip/job_",
        ServiceName.Inference => "amlip/inference_",
        _ => throw new ArgumentOutOfRangeException(nameof(service), service, "Use one of the services of AML-IP."),
    };
}
