namespace AmlIpNet;

/// <summary>The blocking face of a Computing node, for scripts: text or bytes in, text or bytes out.</summary>
public static class ComputingNodeScripting
{
    /// <summary>Waits for one job, solves it and returns when it has been answered.</summary>
    /// <param name="node">The node.</param>
    /// <param name="handler">Solves the job; both texts are UTF-8 on the wire.</param>
    /// <param name="timeout">How long to wait for a job; null waits without a limit.</param>
    /// <exception cref="TimeoutException">No job came in time.</exception>
    /// <inheritdoc cref="ComputingNode.ProcessJobAsync(JobHandler, CancellationToken)" path="/exception"/>
    public static void ProcessJob(this ComputingNode node, Func<string, string> handler, TimeSpan? timeout = null) =>
        Process(node, job => Solution.FromString(handler(job.ToString())), timeout);

    /// <param name="node">The node.</param>
    /// <param name="handler">Solves the job.</param>
    /// <param name="timeout">How long to wait for a job; null waits without a limit.</param>
    /// <inheritdoc cref="ProcessJob(ComputingNode, Func{string, string}, TimeSpan?)"/>
    public static void ProcessJob(this ComputingNode node, Func<byte[], byte[]> handler, TimeSpan? timeout = null) =>
        Process(node, job => Solution.FromMemory(handler(job.ToArray())), timeout);

    /// <summary>Solves job after job until cancelled.</summary>
    /// <param name="node">The node.</param>
    /// <param name="handler">Solves a job; both texts are UTF-8 on the wire.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <inheritdoc cref="ComputingNode.RunAsync(JobHandler, CancellationToken)" path="/exception"/>
    public static void ProcessJobs(this ComputingNode node, Func<string, string> handler, CancellationToken cancellationToken = default) =>
        node.RunAsync((job, _) => ValueTask.FromResult(Solution.FromString(handler(job.ToString()))), cancellationToken).GetAwaiter().GetResult();

    /// <summary>Solves job after job until cancelled.</summary>
    /// <param name="node">The node.</param>
    /// <param name="handler">Solves a job.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <inheritdoc cref="ComputingNode.RunAsync(JobHandler, CancellationToken)" path="/exception"/>
    public static void ProcessJobs(this ComputingNode node, Func<byte[], byte[]> handler, CancellationToken cancellationToken = default) =>
        node.RunAsync((job, _) => ValueTask.FromResult(Solution.FromMemory(handler(job.ToArray()))), cancellationToken).GetAwaiter().GetResult();

    private static void Process(ComputingNode node, Func<Job, Solution> handler, TimeSpan? timeout)
    {
        using var limit = timeout is { } time ? new CancellationTokenSource(time) : null;
        try
        {
            node.ProcessJobAsync((job, _) => ValueTask.FromResult(handler(job)), limit?.Token ?? default).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (limit is { IsCancellationRequested: true })
        {
            throw new TimeoutException($"The Computing node {node.Id} got no job within {timeout}: see with a Status node whether a Main node is there, or wait longer.");
        }
    }
}
