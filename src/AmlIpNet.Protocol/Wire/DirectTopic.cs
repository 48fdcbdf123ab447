namespace AmlIpNet.Protocol;

/// <summary>The topics that belong to one node, whose id ends their name. Only that node reads them.</summary>
public enum DirectTopic
{
    /// <summary>Servers offer themselves to the owner, a Main node.</summary>
    JobReplyAvailable,

    /// <summary>Data of jobs for the owner, a Computing node.</summary>
    JobTaskData,

    /// <summary>Solutions for the owner, a Main node.</summary>
    JobTaskSolution,

    /// <summary>Servers offer themselves to the owner, an Edge node.</summary>
    InferenceReplyAvailable,

    /// <summary>Data for the owner, an Inference node.</summary>
    InferenceTaskData,

    /// <summary>Inferences for the owner, an Edge node.</summary>
    InferenceTaskSolution,

    /// <summary>Requests for a model of the owner, a model sender.</summary>
    ModelRequest,

    /// <summary>Models for the owner, a model receiver.</summary>
    ModelReply,
}
