using System.Diagnostics;

namespace AmlIpNet.Nodes;

internal sealed partial class ServerSession
{
    private ActivityContext _workTrace; // of the work that is being handled

    /// <summary>Jobs kept until a slot is free.</summary>
    public int Kept => _machine.Kept;

    /// <summary>Jobs that may run at a time.</summary>
    public int Slots => _machine.Slots;

    // One span and one measurement for each call of a handler: a retry for an AML-IP client is a call of its own.
    private async ValueTask<Solution> CallObservedAsync(Execution execution, Job job, JobHandler handler)
    {
        long start = Stopwatch.GetTimestamp();
        int size = job.Payload.Length;
        var activity = NodeTelemetry.Start(_host, NodeTelemetry.Process, ActivityKind.Consumer, execution.Trace, size);
        if (activity is { IsAllDataRequested: true }) activity.SetTag("messaging.message.id", $"{execution.Key.Client}#{execution.Key.Task}");
        Exception? failure = null;
        try
        {
            return await handler(job, execution.Cancelled).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            bool isCancelled = failure is OperationCanceledException && execution.Cancelled.IsCancellationRequested;
            NodeTelemetry.End(_host, activity, NodeTelemetry.Process, size, Stopwatch.GetElapsedTime(start), failure, isCancelled);
        }
    }
}
