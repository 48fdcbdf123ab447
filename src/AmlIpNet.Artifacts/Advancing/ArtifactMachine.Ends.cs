namespace AmlIpNet.Artifacts;

/// <summary>How an artifact ends, and goes on.</summary>
internal sealed partial class ArtifactMachine
{
    private void Fail(JobRecord job, string what)
    {
        Move(job with { State = JobState.JobError, Error = what, Ended = _now });
        var plan = Plan.Jobs[(int)job.Number];
        End(ArtifactState.ArtifactError, $"Job {job.Number} ({plan.Path}) of artifact {Artifact.Id} {what}. Mend the cause and resume the artifact: completed jobs are not repeated.");
    }

    /// <summary>Nothing new is given out, what runs is stopped, who waits hears of it.</summary>
    private void End(ArtifactState state, string error)
    {
        Record = Record with { State = state, Error = error, Ended = _now };
        var unsent = _actions.OfType<ArtifactAction.Dispatch>().Select(dispatch => dispatch.Job).ToHashSet();
        _actions.RemoveAll(action => action is ArtifactAction.Dispatch);
        foreach (var job in _jobs.Where(IsUnderWay).ToArray())
        {
            if (!unsent.Contains(job.Number)) _actions.Add(new ArtifactAction.Abort(job.Number, job.Attempt, WorkerOf(job)));
            Move(job with { State = JobState.JobWaiting, Ended = _now });
        }

        _resting.Clear();
        _waiting.Clear();
        _again.Clear();
        _actions.Add(new ArtifactAction.Ended(state, error));
    }

    private void OnCancel()
    {
        if (!HasEnded) End(ArtifactState.ArtifactCancelled, $"Artifact {Artifact.Id} was cancelled.");
    }

    private void OnResume()
    {
        if (Record.State is not (ArtifactState.ArtifactError or ArtifactState.ArtifactCancelled)) return;
        Record = Record with { State = ArtifactState.ArtifactRunning, Error = "", Ended = null };
        foreach (var job in _open.SelectMany(open => open).Select(number => _jobs[(int)number]).ToArray())
            Move(job with { State = JobState.JobWaiting, Failures = 0, Losses = 0, Avoids = false });
    }

    private NodeId? WorkerOf(JobRecord job) => Plan.Jobs[(int)job.Number].Part == CompiledJob.Scheduler ? null : job.Worker;
}
