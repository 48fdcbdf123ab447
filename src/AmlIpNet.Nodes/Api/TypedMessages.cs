namespace AmlIpNet;

/// <summary>A job that a Computing node's serializer has read.</summary>
/// <typeparam name="T">What the job's bytes stand for.</typeparam>
public sealed class Job<T>
{
    internal Job(T value, Job message)
    {
        Value = value;
        Message = message;
    }

    /// <summary>What was asked.</summary>
    public T Value { get; }

    /// <summary>The job as it came.</summary>
    public Job Message { get; }

    /// <summary>Who asks.</summary>
    public NodeId Client => Message.Client;

    /// <inheritdoc cref="Job.ReportProgress"/>
    public void ReportProgress(double? fraction, string text = "") => Message.ReportProgress(fraction, text);
}

/// <summary>A solution that a Main node's serializer has read.</summary>
/// <typeparam name="T">What the solution's bytes stand for.</typeparam>
public sealed class Solution<T>
{
    internal Solution(T value, Solution message)
    {
        Value = value;
        Message = message;
    }

    /// <summary>The answer.</summary>
    public T Value { get; }

    /// <summary>The solution as it came.</summary>
    public Solution Message { get; }

    /// <summary>The node that solved the job.</summary>
    public NodeId SolvedBy => Message.SolvedBy;
}
