namespace AmlIpNet.Native;

/// <summary>A job that the host sent out, until the host closes it.</summary>
internal sealed class PendingJob(ProgressNote progress) : NativeObject, IMessage
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pin _pin = new();
    private Task<Solution> _solution = Task.FromException<Solution>(new NodeClosedException("The job was not sent."));

    public override string What => "a job that was sent out";

    public ulong Handle { get; set; }

    public ProgressNote Progress => progress;

    public bool IsClosed { get; private set; }

    /// <summary>Ends once everybody has been told of the job's end.</summary>
    public Task Told => _told.Task;

    public void Start(MainNode node, Job job, JobOptions options, Action ended)
    {
        _solution = node.RequestJobSolutionAsync(job, options, _cancellation.Token).AsTask();
        _solution.ContinueWith(End, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        void End(Task solution)
        {
            _ = solution.Exception; // seen, also when the host never asks
            ended();
            _told.SetResult();
        }
    }

    /// <summary>It will not be started: nobody needs to wait until its end has been told.</summary>
    public void Drop() => _told.SetResult();

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it has ended.</returns>
    public bool Wait(int milliseconds) => Task.WaitAny([_solution], Math.Max(milliseconds, Timeout.Infinite)) == 0;

    public void Cancel() => _cancellation.Cancel();

    /// <summary>The solution, or the error that the job ended with.</summary>
    public MessageView View()
    {
        if (!_solution.IsCompleted) throw new NativeException(ErrorCode.State, "The job has not ended: wait for it first.");
        if (_solution.IsCanceled) throw new OperationCanceledException("The job was given up before it had a solution.");
        var solution = _solution.GetAwaiter().GetResult();
        return _pin.View(solution.Payload, solution.TaskId, solution.SolvedBy);
    }

    public override void Close()
    {
        IsClosed = true;
        Cancel();
        _pin.Release();
    }
}
