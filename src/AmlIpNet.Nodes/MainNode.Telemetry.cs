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
        string client = _host.IdText;
        int size = job?.Payload.Length ?? 0;
        long start = Stopwatch.GetTimestamp();
        var activity = NodeTelemetry.Start(NodeTelemetry.Send, ActivityKind.Producer, default, client, size);
        Exception? failure = null;
        try
        {
            var solution = await SolveAsync(job!, options, TraceContext.Of(activity ?? Activity.Current), cancellationToken).ConfigureAwait(false);
            if (activity is { IsAllDataRequested: true })
            {
                activity.SetTag("messaging.message.id", $"{client}#{solution.TaskId}");
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
            NodeTelemetry.End(activity, NodeTelemetry.Send, client, size, Stopwatch.GetElapsedTime(start), failure?.GetType().FullName, failure?.Message);
        }
    }
}
