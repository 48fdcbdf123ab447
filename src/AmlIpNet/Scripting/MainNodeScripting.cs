namespace AmlIpNet;

/// <summary>The blocking face of a Main node, for scripts: text or bytes in, text or bytes out.</summary>
public static class MainNodeScripting
{
    /// <summary>Gets a job solved and waits for it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="job">The job; sent as UTF-8.</param>
    /// <param name="timeout">How long to wait; null waits without a limit.</param>
    /// <returns>The solution, read as UTF-8.</returns>
    /// <exception cref="TimeoutException">There was no solution in time; the job is given up.</exception>
    /// <inheritdoc cref="MainNode.RequestJobSolutionAsync(Job, CancellationToken)" path="/exception"/>
    public static string RequestJobSolution(this MainNode node, string job, TimeSpan? timeout = null) =>
        Solve(node, Job.FromString(job), timeout).ToString();

    /// <summary>Gets a job solved and waits for it; tells who solved it and as which task.</summary>
    /// <inheritdoc cref="RequestJobSolution(MainNode, string, TimeSpan?)"/>
    public static string RequestJobSolution(this MainNode node, string job, out NodeId solvedBy, out ulong taskId, TimeSpan? timeout = null)
    {
        var solution = Solve(node, Job.FromString(job), timeout);
        (solvedBy, taskId) = (solution.SolvedBy, solution.TaskId);
        return solution.ToString();
    }

    /// <summary>Gets a job solved and waits for it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="job">The job; borrowed until this returns.</param>
    /// <param name="timeout">How long to wait; null waits without a limit.</param>
    /// <returns>The solution.</returns>
    /// <exception cref="TimeoutException">There was no solution in time; the job is given up.</exception>
    /// <inheritdoc cref="MainNode.RequestJobSolutionAsync(Job, CancellationToken)" path="/exception"/>
    public static byte[] RequestJobSolution(this MainNode node, byte[] job, TimeSpan? timeout = null) =>
        Solve(node, Job.FromMemory(job), timeout).ToArray();

    /// <summary>Gets a job solved and waits for it; tells who solved it and as which task.</summary>
    /// <inheritdoc cref="RequestJobSolution(MainNode, byte[], TimeSpan?)"/>
    public static byte[] RequestJobSolution(this MainNode node, byte[] job, out NodeId solvedBy, out ulong taskId, TimeSpan? timeout = null)
    {
        var solution = Solve(node, Job.FromMemory(job), timeout);
        (solvedBy, taskId) = (solution.SolvedBy, solution.TaskId);
        return solution.ToArray();
    }

    private static Solution Solve(MainNode node, Job job, TimeSpan? timeout)
    {
        using var limit = timeout is { } time ? new CancellationTokenSource(time) : null;
        try
        {
            return node.RequestJobSolutionAsync(job, limit?.Token ?? default).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (limit is not null)
        {
            throw new TimeoutException(
                $"The Main node {node.Id} had no solution within {timeout}: see with a Status node whether a Computing node is there and free, or wait longer.");
        }
    }
}
