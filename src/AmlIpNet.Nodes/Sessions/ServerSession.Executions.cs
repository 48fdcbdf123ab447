using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

// How a job is executed: a permit, the handler on the thread pool with its retries, the result back on the loop.
internal sealed partial class ServerSession
{
    private void Start(Execution execution)
    {
        var permit = _idle.First!.Value; // the machine never starts more than there are
        _idle.RemoveFirst();
        _busy.Add(permit);
        execution.Permit = permit;
        permit.Execution = execution;
        ThreadPool.UnsafeQueueUserWorkItem(execution, preferLocal: false);
    }

    /// <summary>Runs the handler; never throws.</summary>
    public async Task ExecuteAsync(Execution execution)
    {
        try
        {
            execution.Result = await TryHandlerAsync(execution, execution.Permit!.Handler).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The user's code runs in messages of exceptions and in loggers, too: the slot must come back.
            execution.Failure = (1, error.GetType().Name);
        }

        _host.Loop.Post(execution);
    }

    /// <summary>Takes in what the handler gave. On the loop.</summary>
    public void End(Execution execution)
    {
        var permit = execution.Permit!;
        _busy.Remove(permit);
        permit.Execution = null;
        bool answered = execution.Result is not null;
        if (execution.HasFailed) Failed++;
        else if (answered) Solved++; // that nobody waits any more is neither
        bool goesOn = permit.IsStanding && !permit.IsRevoked;
        if (goesOn) _idle.AddLast(permit);
        else UpdateSlots(); // before the machine hears that a slot is free
        Handle(answered ? JobServerEvent.Solved(execution.Key)
            : execution.IsHandedBack ? JobServerEvent.HandedBack(execution.Key)
            : JobServerEvent.Failed(execution.Key, execution.Failure.Code, execution.Failure.Text));
        _executions.Remove(execution.Key);
        if (!goesOn) permit.End();
    }

    /// <summary>Has the loop look at a progress. One that comes after the end of its attempt is nobody's.</summary>
    public void PostProgress(Execution execution) => _host.Loop.Post(() =>
    {
        execution.SeeProgress();
        Handle(JobServerEvent.Progress(execution.Key));
    });

    private async Task<ReadOnlyMemory<byte>?> TryHandlerAsync(Execution execution, JobHandler handler)
    {
        var job = new Job(execution);
        // A native client has its own budget, and tries elsewhere; an AML-IP client would never hear of a failure.
        int attempts = execution.Key.IsAuction ? _options.HandlerRetries + 1 : 1;
        for (int attempt = 1; attempt <= attempts && !execution.Cancelled.IsCancellationRequested; attempt++)
        {
            try
            {
                var call = NodeTelemetry.IsProcessObserved ? CallObservedAsync(execution, job, handler) : handler(job, execution.Cancelled);
                var solution = await call.ConfigureAwait(false);
                return Checked(execution.Key, solution);
            }
            catch (OperationCanceledException) when (execution.Cancelled.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                NodeLog.HandlerThrew(_host.Logger, execution.Key, attempt, attempts, error);
                execution.Failure = error is HandlerException { Code: var code } ? (code, error.Message) : (1, $"{error.GetType().Name}: {error.Message}");
            }
        }

        execution.HasFailed = !execution.Cancelled.IsCancellationRequested;
        if (!execution.HasFailed || !execution.Key.IsAuction) return null;
        if (_options.FailureReply is null) NodeLog.SilentFailure(_host.Logger, execution.Key);
        return _options.FailureReply;
    }

    private ReadOnlyMemory<byte> Checked(ExecutionKey key, Solution? solution)
    {
        int limit = _options.Network.MaxPayloadBytes;
        if (solution is not null && solution.Payload.Length <= limit) return solution.Payload;
        string reason = solution is null
            ? "the handler returned null: return a solution, or throw."
            : $"the solution of {solution.Payload.Length:N0} bytes is above the limit of {limit:N0}: raise {nameof(NetworkOptions.MaxPayloadBytes)} on every node, or send less.";
        NodeLog.SolutionRefused(_host.Logger, key, reason);
        throw new InvalidOperationException($"Task {key}: {reason}");
    }
}
