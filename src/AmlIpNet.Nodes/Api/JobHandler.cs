namespace AmlIpNet;

/// <summary>Solves a job. It runs on the thread pool, as many at a time as the node has slots.</summary>
/// <param name="job">The job.</param>
/// <param name="cancellationToken">Fires when nobody waits for the solution any more: the client is gone, or this node closes.</param>
/// <returns>The solution. Throwing is a failure: its client is told, with the code of a <see cref="HandlerException"/>, and may try elsewhere
/// (<see cref="JobOptions.MaxAttempts"/>). AML-IP's clients cannot be told: for them see <see cref="ComputingNodeOptions.HandlerRetries"/>.</returns>
public delegate ValueTask<Solution> JobHandler(Job job, CancellationToken cancellationToken);

/// <summary>Solves jobs, as a class of its own.</summary>
public interface IJobHandler
{
    /// <inheritdoc cref="JobHandler"/>
    ValueTask<Solution> SolveAsync(Job job, CancellationToken cancellationToken);
}
