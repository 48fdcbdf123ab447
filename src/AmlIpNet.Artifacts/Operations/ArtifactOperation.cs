namespace AmlIpNet.Artifacts;

/// <summary>An operation that nodes know by name. It reads variables of its environment and sets others; one of these becomes the product of the
/// step. It runs on the thread pool, and may run more than once for a job, here or elsewhere: with the same seed and data it should do the same. Of what it throws, the message of an
/// <see cref="OperationException"/> is told to others; of other exceptions the type only, unless the node allows more.</summary>
/// <param name="call">Its environment, and what the step says.</param>
/// <param name="cancellationToken">Fires when nobody wants the result any more, or the node leaves.</param>
public delegate ValueTask ArtifactOperation(OperationCall call, CancellationToken cancellationToken);
