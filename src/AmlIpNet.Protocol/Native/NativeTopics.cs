using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>
/// The topics of the native plane, between AmlIpNet nodes: <c>amlipnet/v1/</c>, the service, and what they are for. A direct topic ends in its
/// owner's id, as those of <see cref="AmlIpTopics"/> do.
/// </summary>
public static class NativeTopics
{
    private static readonly (string Prefix, NativeTopic Kind)[] s_direct =
    [
        (Prefix(ServiceName.Job) + "work_", NativeTopic.JobWork),
        (Prefix(ServiceName.Job) + "outcome_", NativeTopic.JobOutcome),
        (Prefix(ServiceName.Job) + "guardian_", NativeTopic.JobGuardian),
        (Prefix(ServiceName.Inference) + "work_", NativeTopic.InferenceWork),
        (Prefix(ServiceName.Inference) + "outcome_", NativeTopic.InferenceOutcome),
        (DataTopics.Prefix(DataRole.Worker), NativeTopic.DataWorker),
        (DataTopics.Prefix(DataRole.Client), NativeTopic.DataClient),
        (DataTopics.Prefix(DataRole.Center), NativeTopic.DataCenter),
    ];

    /// <summary><c>amlipnet/v1/job_availability</c>: servers to all clients.</summary>
    public static Topic Availability(ServiceName service) => new(Prefix(service) + "availability", NativeTypes.Availability);

    /// <summary><c>amlipnet/v1/job_work_</c> and the server: clients to that server.</summary>
    public static Topic Work(ServiceName service, NodeId server) => new(server.AppendTo(Prefix(service) + "work_"), NativeTypes.Work);

    /// <summary><c>amlipnet/v1/job_outcome_</c> and the client: servers to that client.</summary>
    public static Topic Outcome(ServiceName service, NodeId client) => new(client.AppendTo(Prefix(service) + "outcome_"), NativeTypes.Outcome);

    /// <summary><c>amlipnet/v1/job_guardian_</c> and the guardian: nobody writes it. Its reader tells all Computing nodes that a guardian is there,
    /// and discovery tells when it is gone.</summary>
    public static Topic Guardian(ServiceName service, NodeId guardian) => new(guardian.AppendTo(Prefix(service) + "guardian_"), NativeTypes.Availability);

    /// <summary>Says whose a direct topic is. The node whose reader has been discovered on it speaks the native plane.</summary>
    /// <param name="topicName">Any topic's name.</param>
    /// <param name="kind">Which direct topic it is.</param>
    /// <param name="owner">The node whose id ends the name; never the undefined one.</param>
    /// <returns>False when it is no direct topic of the native plane.</returns>
    public static bool TryParseDirect(ReadOnlySpan<char> topicName, out NativeTopic kind, out NodeId owner)
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
        ServiceName.Job => "amlipnet/v1/job_",
        ServiceName.Inference => "amlipnet/v1/inference_",
        _ => throw new ArgumentOutOfRangeException(nameof(service), service, "Use one of the services of AML-IP."),
    };
}
