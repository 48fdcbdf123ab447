using System.Globalization;
using System.Text;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>Puts into words why a job ended without a solution.</summary>
internal static class JobErrors
{
    public static JobException Create(NodeId client, ulong job, JobOptions options, JobAccount account)
    {
        var last = account.Attempts.LastOrDefault(attempt => attempt.End == AttemptEnd.Failed);
        return account.End switch
        {
            JobEnd.Failed => new JobFailedException(
                $"Job {job} of {client} failed: its handler gave up {account.Attempts.Count(a => a.End == AttemptEnd.Failed)} times, at last on {last?.Server} with code {last?.Code}: {last?.Text}.{Story(account)}",
                last?.Code ?? 1, account.Attempts),
            JobEnd.Quarantined => new JobQuarantinedException(
                $"Job {job} of {client} is given up: the Computing nodes that held it died. Look at the logs of those nodes; the job itself may be what kills them.{Story(account)}", account.Attempts),
            _ => new JobTimedOutException(
                $"Job {job} of {client} was not solved within {Seconds(options)} s. Give it more time, or more Computing nodes.{Story(account)}", account.Attempts),
        };
    }

    public static JobTimedOutException NoRoom(NodeId client, JobOptions options, int room) => new(
        $"A job of {client} found no room within {Seconds(options)} s: {room:N0} jobs are under way. Give it more time, or raise {nameof(MainNodeOptions.MaxJobs)}.", []);

    private static string? Seconds(JobOptions options) => options.TimeLimit?.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Story(JobAccount account)
    {
        if (account.Attempts.Count == 0) return " No Computing node had it.";
        var text = new StringBuilder(" Its attempts:");
        foreach (var attempt in account.Attempts) text.Append(' ').Append(attempt.Server).Append(' ').Append(InWords(attempt.End)).Append(';');
        text[^1] = '.';
        return text.ToString();
    }

    private static string InWords(AttemptEnd end) => end switch
    {
        AttemptEnd.Refused => "refused",
        AttemptEnd.Failed => "failed",
        AttemptEnd.Died => "died",
        AttemptEnd.Gone => "left",
        AttemptEnd.Unheard => "was not heard of",
        _ => "had it at the end",
    };
}
