using System.Diagnostics;
using AmlIpNet.Nodes;

namespace AmlIpNet;

public sealed partial class MainNode
{
    /// <summary>What it measures is read from here.</summary>
    internal ClientSession Session => _session;

    // The span of a job reaches from the call to its end, and is the parent of the span of each attempt's handler.
    private async ValueTask<Solution> SolveObservedAsync(Job job, JobOptions options, CancellationToken cancellationToken)
    {
        int size = job?.Payload.Length ?? 0;
        long start = Stopwatch.GetTimestamp();
        var activity = NodeTelemetry.Start(_host, NodeTelemetry.Send, ActivityKind.Producer, default, size);
        Exception? failure = null;
        try
        {
            var solution = await SolveAsync(job!, options, TraceContext.Of(activity ?? NodeTelemetry.Caller), cancellationToken).ConfigureAwait(false);
            if (activity is { IsAllDataRequested: true })
            {
                activity.SetTag("messaging.message.id", $"{_host.IdText}#{solution.TaskId}");
                activity.SetTag("amlip.solved_by", solution.SolvedBy.ToString());
            }

            return solution;
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            NodeTelemetry.End(_host, activity, NodeTelemetry.Send, size, Stopwatch.GetElapsedTime(start), failure, failure is OperationCanceledException && cancellationToken.IsCancellationRequested);
        }
    }
}
