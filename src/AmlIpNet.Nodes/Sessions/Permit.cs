namespace AmlIpNet.Nodes;

/// <summary>The user's leave to execute one job at a time with a handler: a call of ProcessJob is one for a single job, a
/// running node has one for each slot.</summary>
internal sealed class Permit(JobHandler handler, bool standing)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobHandler Handler { get; } = handler;

    /// <summary>Whether it serves for job after job.</summary>
    public bool IsStanding { get; } = standing;

    /// <summary>Whether it is to end after the job that it executes now. Written and read on the loop.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>The attempt that it executes now. Written and read on the loop.</summary>
    public Execution? Execution { get; set; }

    /// <summary>Completes when it will execute nothing more.</summary>
    public Task Ended => _ended.Task;

    public void End() => _ended.TrySetResult();

    public void Fail(Exception error) => _ended.TrySetException(error);
}
