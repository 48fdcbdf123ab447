namespace AmlIpNet.Native;

/// <summary>A job that the host is to solve. It keeps its slot until the host has answered, also when nobody waits for it any more: the host still works.</summary>
internal sealed class IncomingJob : NativeObject, IMessage, IDisposable
{
    private readonly TaskCompletionSource<Solution> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NativeComputing _node;
    private readonly Job _job;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly Pin _pin = new();
    private int _isTaken;

    public IncomingJob(NativeComputing node, Job job, CancellationToken cancellation)
    {
        _node = node;
        _job = job;
        _cancellation = cancellation;
        _registration = cancellation.UnsafeRegister(static state => ((IncomingJob)state!).Abandon(), this);
    }

    public override string What => "a job to solve";

    public Task<Solution> Answer => _answer.Task;

    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <summary>The host takes it.</summary>
    /// <returns>False when nobody waits for it any more.</returns>
    public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    public MessageView View() => _pin.View(_job.Payload, _job.TaskId, _job.Client);

    public void ReportProgress(double? fraction, string text) => _job.ReportProgress(fraction, text);

    public void Solve(byte[] solution)
    {
        _pin.Release();
        _answer.TrySetResult(Solution.FromMemory(solution));
        _node.ThrowIfClosed(); // the answer is late
    }

    public void Fail(int code, string text)
    {
        TryFail(code, text);
        _node.ThrowIfClosed(); // the answer is late
    }

    /// <summary>Fails it, if anybody still hears of it.</summary>
    public void TryFail(int code, string text)
    {
        _pin.Release();
        _answer.TrySetException(new HandlerException(code == 0 ? 1 : code, text));
    }

    public override void Close() => TryFail(1, $"{_node.Id} closed the job without an answer");

    public void Dispose() => _registration.Dispose();

    private void Abandon()
    {
        if (TryTake()) _answer.TrySetCanceled(_cancellation);
    }
}
