namespace AmlIpNet;

/// <summary>Solves a job. It runs on the thread pool, as many at a time as the node has slots.</summary>
/// <param name="job">The job.</param>
/// <param name="cancellationToken">Fires when nobody waits for the solution any more: the client is gone, or this node closes.</param>
/// <returns>The solution. Throwing makes the node try again, as often as <see cref="ComputingNodeOptions.HandlerRetries"/> says.</returns>
public delegate ValueTask<Solution> JobHandler(Job job, CancellationToken cancellationToken);

/// <summary>Solves jobs, as a class of its own.</summary>
public interface IJobHandler
{
    /// <inheritdoc cref="JobHandler"/>
    ValueTask<Solution> SolveAsync(Job job, CancellationToken cancellationToken);
}
