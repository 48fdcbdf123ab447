using AmlIpNet.Artifacts;

namespace AmlIpNet.Cli.Rendering;

/// <summary>What has changed from one status of an artifact to the next, a line for each change.</summary>
internal sealed class ArtifactChanges
{
    private readonly Dictionary<uint, (JobState State, uint Attempts, string Worker)> _jobs = [];
    private ArtifactState _state;

    public IEnumerable<string> Take(ArtifactStatus status, DateTimeOffset now)
    {
        string time = now.ToLocalTime().ToString("HH:mm:ss.fff");
        foreach (var job in status.Jobs)
        {
            var told = (job.State, job.Attempts, job.Worker);
            if (_jobs.GetValueOrDefault(job.Number) == told || job.State == JobState.JobWaiting && !_jobs.ContainsKey(job.Number)) continue;
            _jobs[job.Number] = told;
            string worker = job.Worker.Length > 0 ? $" {job.Worker}" : "";
            string state = job.State is JobState.JobCompleted ? "completed, " : "";
            yield return $"{time} job {job.Number} {job.Step}{worker}: {state}{ArtifactWords.Doing(job, status, now)}";
        }

        if (_state == status.State) yield break;
        _state = status.State;
        yield return $"{time} {ArtifactWords.Headline(status, now)}";
        if (status.Error.Length > 0) yield return status.Error;
    }
}
