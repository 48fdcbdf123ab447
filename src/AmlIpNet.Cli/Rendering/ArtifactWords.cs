using AmlIpNet.Artifacts;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Cli.Rendering;

/// <summary>How artifacts, jobs and resources are written.</summary>
internal static class ArtifactWords
{
    private static readonly JsonFormatter s_json = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public static string Of(ArtifactState state) => state switch
    {
        ArtifactState.ArtifactScheduled => "scheduled",
        ArtifactState.ArtifactRunning => "running",
        ArtifactState.ArtifactCompleted => "completed",
        ArtifactState.ArtifactError => "error",
        ArtifactState.ArtifactCancelled => "cancelled",
        _ => "planned",
    };

    public static string Of(JobState state) => state switch
    {
        JobState.JobWaiting => "waiting",
        JobState.JobScheduled => "scheduled",
        JobState.JobRunning => "running",
        JobState.JobCompleted => "completed",
        _ => "error",
    };

    /// <summary>Whether nothing more will happen by itself.</summary>
    public static bool HasEnded(ArtifactStatus status) => status.State is ArtifactState.ArtifactCompleted or ArtifactState.ArtifactError or ArtifactState.ArtifactCancelled;

    /// <summary>The first line about an artifact.</summary>
    public static string Headline(ArtifactStatus status, DateTimeOffset now)
    {
        string project = status.Project.Length > 0 ? $" \"{status.Project}\"" : "";
        string time = status.Submitted is null ? "" : $", {Seconds(status.Submitted, status.Ended, now)}";
        return $"{status.Id}{project}: {Of(status.State)}, {status.JobsCompleted:N0} of {status.JobsTotal:N0} jobs{time}{(status.Workers.Count > 0 ? $", workers {string.Join(", ", status.Workers)}" : "")}";
    }

    /// <summary>A job's place in the graph: its step, and the round of a round robin.</summary>
    public static string PlaceOf(JobStatus job, bool hasRounds) => hasRounds ? $"{job.Step} (round {job.Round + 1})" : job.Step;

    /// <summary>What a job does now, or has done.</summary>
    public static string Doing(JobStatus job, ArtifactStatus status, DateTimeOffset now)
    {
        string attempt = job.Attempts > 1 ? $", attempt {job.Attempts}" : "";
        string waits = string.Join(", ", status.Jobs.Where(other => other.Locks.Contains(job.Number) && other.State != JobState.JobCompleted).Select(other => other.Number));
        return job.State switch
        {
            JobState.JobWaiting when waits.Length > 0 => $"waits for {waits}{attempt}",
            JobState.JobWaiting when status.State is ArtifactState.ArtifactRunning => $"waits for a worker{attempt}",
            JobState.JobWaiting => "not begun",
            JobState.JobScheduled => $"scheduled{attempt}",
            JobState.JobRunning => $"running {Seconds(job.Started, null, now)}{attempt}",
            JobState.JobCompleted => $"{Seconds(job.Started, job.Ended, now)}{(job.Product is { } product ? $", {Bytes(product.Size)}" : "")}{attempt}",
            _ => $"error{attempt}: {Short(job.Error)}",
        };
    }

    public static string Unlocks(JobStatus job) => job.Locks.Count == 0 ? "" : $"→ {string.Join(", ", job.Locks)}";

    public static string Bytes(long size) => size < 10_000 ? $"{size:N0} byte{(size == 1 ? "" : "s")}" : size < 10_000_000 ? $"{size / 1024.0:N0} KiB" : $"{size / 1048576.0:N0} MiB";

    /// <summary>A message on a line of its own.</summary>
    public static string ToLine(IMessage message) => s_json.Format(message);

    public static string Short(string text)
    {
        const int Most = 160;
        text = text.ReplaceLineEndings(" ");
        return text.Length <= Most ? text : text[..Most] + "…";
    }

    private static string Seconds(Timestamp? from, Timestamp? to, DateTimeOffset now) =>
        from is null ? "" : $"{Math.Max(0, ((to?.ToDateTimeOffset() ?? now) - from.ToDateTimeOffset()).TotalSeconds):0.0} s";
}
