using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>A request for a model that is to be answered. Its handler runs on the thread pool, its end on the loop.</summary>
internal sealed class ModelAnswer(ModelSenderSession session, EventLoop loop, TaskKey key, byte[] request)
{
    private readonly CancellationTokenSource _cancellation = new();

    public TaskKey Key { get; } = key;

    /// <summary>The call that it is answered for; null while it waits.</summary>
    public ModelRun? Run { get; private set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <summary>What the handler gave; null for nothing.</summary>
    public ReadOnlyMemory<byte>? Model { get; private set; }

    /// <summary>Why it gave nothing.</summary>
    public Exception? Failure { get; private set; }

    public void Start(ModelRun run)
    {
        Run = run;
        run.HandlerStarts();
        _ = Task.Run(() => AnswerAsync(run.Handler));
    }

    public void Cancel() => _ = _cancellation.CancelAsync(); // its callbacks are the user's: never on the loop

    private async Task AnswerAsync(ModelHandler handler)
    {
        try
        {
            var model = await handler(new ModelRequest(request, Key.Client), _cancellation.Token).ConfigureAwait(false);
            Model = model?.Payload ?? throw new InvalidOperationException("The handler gave null: return a model, an empty one if need be.");
        }
        catch (Exception error)
        {
            Failure = error;
        }

        loop.Post(() => session.End(this));
    }
}

/// <summary>A call that lets a model sender answer requests, until it is stopped and its handlers have ended. Lives on the loop.</summary>
internal sealed class ModelRun(ModelHandler handler)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _isStopped;

    public ModelHandler Handler { get; } = handler;

    public Task Ended => _ended.Task;

    public void HandlerStarts() => _running++;

    public void HandlerEnded()
    {
        _running--;
        EndIfDone();
    }

    public void Stop()
    {
        _isStopped = true;
        EndIfDone();
    }

    private void EndIfDone()
    {
        if (_isStopped && _running == 0) _ended.TrySetResult();
    }
}
