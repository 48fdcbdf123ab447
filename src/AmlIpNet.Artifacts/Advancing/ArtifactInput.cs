using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>What can happen to an artifact.</summary>
internal abstract record ArtifactInput
{
    private ArtifactInput()
    {
    }

    /// <summary>Time has passed. Also the first input of a new or restored machine: it starts.</summary>
    public sealed record TimePassed : ArtifactInput;

    /// <summary>A worker is there, or tells anew what it has.</summary>
    /// <param name="Worker">Who.</param>
    /// <param name="Holds">Jobs whose products were lost with it, but it was only out of sight: it has them still.</param>
    public sealed record WorkerKnown(WorkerDescription Worker, ImmutableArray<uint> Holds = default) : ArtifactInput;

    /// <summary>A worker is gone, or out of sight: it may come back, under its id or another one.</summary>
    /// <param name="Node">Who.</param>
    /// <param name="Survivors">Jobs whose products it held, but others hold them too.</param>
    public sealed record WorkerLost(NodeId Node, ImmutableArray<uint> Survivors) : ArtifactInput;

    /// <summary>A node has begun with a job.</summary>
    public sealed record JobStarted(uint Job, uint Attempt) : ArtifactInput;

    /// <summary>A job is done and its product lies under <see cref="ResourceKeys.Of"/>.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Product">What it made.</param>
    /// <param name="Keeps">Whether it has set variables with a leading dot, which stay on its node.</param>
    /// <param name="Ends">Of a job that decides: whether its product is "true".</param>
    public sealed record JobCompleted(uint Job, uint Attempt, JobProduct Product, bool Keeps = false, bool Ends = false) : ArtifactInput;

    /// <summary>An attempt has come to nothing.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Fault">Why.</param>
    /// <param name="Text">In words.</param>
    /// <param name="Lost">With <see cref="JobFault.Lost"/>: the resources that nobody has.</param>
    public sealed record JobFailed(uint Job, uint Attempt, JobFault Fault, string Text, ImmutableArray<string> Lost = default) : ArtifactInput;

    /// <summary>The user gives it up.</summary>
    public sealed record Cancel : ArtifactInput;

    /// <summary>The user wants it to go on after an error or a cancellation.</summary>
    public sealed record Resume : ArtifactInput;
}

/// <summary>Why an attempt came to nothing.</summary>
internal enum JobFault : byte
{
    /// <summary>The operation failed: it costs one of the job's attempts.</summary>
    Operation,

    /// <summary>The worker cannot be reached, drains, or has no such function: costs nothing, another one is tried.</summary>
    Unreachable,

    /// <summary>Resources that it needs are nowhere: costs nothing, they are made again.</summary>
    Lost,

    /// <summary>The variables that it starts with are gone (<see cref="JobTask.Kept"/>): costs nothing, the jobs that kept them run again.</summary>
    Forgotten,
}

/// <summary>What a completed job made.</summary>
/// <param name="Holder">The node that made it.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Digest">XXH128, in hexadecimal digits.</param>
/// <param name="ContentType">What it is.</param>
internal sealed record JobProduct(NodeId Holder, long Size, string Digest, string ContentType);
