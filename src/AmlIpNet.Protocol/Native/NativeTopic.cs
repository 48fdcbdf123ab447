namespace AmlIpNet.Protocol;

/// <summary>The topics of the native plane that belong to one node, whose id ends their name. Only that node reads them: whoever does speaks the
/// native plane.</summary>
public enum NativeTopic
{
    /// <summary>Jobs and cancels for the owner, a Computing node.</summary>
    JobWork,

    /// <summary>Outcomes for the owner, a Main node.</summary>
    JobOutcome,

    /// <summary>Carries nothing: that the owner reads it says that it is a guardian.</summary>
    JobGuardian,

    /// <summary>Data and cancels for the owner, an Inference node.</summary>
    InferenceWork,

    /// <summary>Outcomes for the owner, an Edge node.</summary>
    InferenceOutcome,

    /// <summary>Control messages for the owner, a worker of a data space.</summary>
    DataWorker,

    /// <summary>Control messages for the owner, a client of a data space.</summary>
    DataClient,

    /// <summary>Control messages for the owner, a Center of a data space.</summary>
    DataCenter,
}
