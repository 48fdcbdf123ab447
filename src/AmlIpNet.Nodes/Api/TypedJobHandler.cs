namespace AmlIpNet;

/// <summary>Solves a job whose bytes the node's serializer has read, and whose solution it writes.</summary>
/// <inheritdoc cref="JobHandler"/>
public delegate ValueTask<TSolution> JobHandler<TJob, TSolution>(Job<TJob> job, CancellationToken cancellationToken);

/// <summary>Solves jobs whose bytes the node's serializer has read, as a class of its own.</summary>
/// <typeparam name="TJob">What a job's bytes stand for.</typeparam>
/// <typeparam name="TSolution">What a solution's bytes stand for.</typeparam>
public interface IJobHandler<TJob, TSolution>
{
    /// <inheritdoc cref="JobHandler{TJob, TSolution}"/>
    ValueTask<TSolution> SolveAsync(Job<TJob> job, CancellationToken cancellationToken);
}
