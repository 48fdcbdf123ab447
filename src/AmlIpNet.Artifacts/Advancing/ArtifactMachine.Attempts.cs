using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>What becomes of attempts.</summary>
internal sealed partial class ArtifactMachine
{
    private readonly SortedDictionary<uint, DateTimeOffset> _resting = []; // jobs, and until when

    private readonly SortedDictionary<uint, DateTimeOffset> _began = []; // attempts that are being done, and since when

    private void OnStarted(ArtifactInput.JobStarted input)
    {
        if (Find(input.Job, input.Attempt) is not { } job) return;
        _began.TryAdd(job.Number, _now);
        if (job.State == JobState.JobScheduled) Move(job with { State = JobState.JobRunning });
    }

    /// <summary>Attempts that take too long are stopped, and count as failures of their operations.</summary>
    private void OnOverdue()
    {
        foreach (var (number, since) in _began.ToArray())
        {
            if (HasEnded || TimeoutOf(number) is not { } most || _now < since + most || !_began.ContainsKey(number)) continue;
            var job = _jobs[(int)number];
            _actions.Add(new ArtifactAction.Abort(number, job.Attempt, WorkerOf(job)));
            _again.Remove(number);
            FailAttempt(job, $"It took longer than {most.TotalSeconds:0.###} s.");
        }
    }

    private TimeSpan? TimeoutOf(uint job) => Plan.Jobs[(int)job].Timeout is var own && own > TimeSpan.Zero ? own : _options.JobTimeout;

    private void OnCompleted(ArtifactInput.JobCompleted input)
    {
        if (Find(input.Job, input.Attempt) is not { } job)
        {
            Drop();
            // What an attempt that counts no more has made is of no use. That of the one that counts came twice.
            if (input.Job < _jobs.Count && _jobs[(int)input.Job] is var other && (other.Attempt != input.Attempt || other.State != JobState.JobCompleted))
                _actions.Add(new ArtifactAction.Forget(ResourceKeys.Of(Artifact.Id, input.Job, input.Attempt), HolderOf(input.Job, input.Product.Holder)));
            return;
        }

        _again.Remove(job.Number);
        if (job.State == JobState.JobScheduled) Move(job = job with { State = JobState.JobRunning });
        Move(job with
        {
            State = JobState.JobCompleted,
            Product = input.Product,
            IsLost = false,
            Keeps = input.Keeps,
            Ends = input.Ends,
            Failures = 0,
            Losses = 0,
            Avoids = false,
            Error = "",
            Ended = _now,
        });
    }

    private void OnFailed(ArtifactInput.JobFailed input)
    {
        if (Find(input.Job, input.Attempt) is not { } job)
        {
            Drop();
            if (input.Fault == JobFault.Lost && !input.Lost.IsDefault) LoseProducts(input.Lost);
            return;
        }

        _again.Remove(job.Number);
        if (input.Fault == JobFault.Operation)
        {
            FailAttempt(job, input.Text);
            return;
        }

        bool isExplained = input.Fault switch
        {
            JobFault.Lost => LoseProducts(input.Lost.IsDefault ? [] : input.Lost),
            JobFault.Forgotten => LoseVariables(job),
            _ => false,
        };
        Lose(job, input.Text, avoids: input.Fault == JobFault.Unreachable);
        if (!isExplained && !HasEnded) _resting[job.Number] = _now + _options.Pause;
    }

    private void FailAttempt(JobRecord job, string text)
    {
        job = job with { Failures = job.Failures + 1, Avoids = true, Error = text, Ended = _now };
        if (job.Failures >= _options.MaxAttempts) Fail(job, $"failed {job.Failures} times, the last time {At(job)}: {text}");
        else Move(job with { State = JobState.JobWaiting });
    }

    /// <summary>An attempt is lost through no fault of the job's.</summary>
    private void Lose(JobRecord job, string text, bool avoids)
    {
        job = job with { Losses = job.Losses + 1, Avoids = avoids, Error = text, Ended = _now };
        if (job.Losses >= _options.MaxLosses && !HasEnded) Fail(job, $"was lost {job.Losses} times, the last time {At(job)}: {text}");
        else Move(job with { State = JobState.JobWaiting });
    }

    /// <summary>Products are gone. What the scheduler made is safe with it, whatever others say.</summary>
    /// <returns>Whether one of them was believed to be there.</returns>
    private bool LoseProducts(ImmutableArray<string> resources)
    {
        bool isNews = false;
        foreach (string resource in resources)
        {
            if (!ResourceKeys.TryParse(resource, out string artifact, out uint number, out uint attempt) || artifact != Artifact.Id || number >= _jobs.Count) continue;
            var job = _jobs[(int)number];
            if (job.State != JobState.JobCompleted || job.Attempt != attempt || job.IsLost || Plan.Jobs[(int)number].Part == CompiledJob.Scheduler) continue;
            Move(job with { IsLost = true });
            isNews = _hasLost = true;
        }

        return isNews;
    }

    /// <summary>The variables that a job starts with are gone: the job that left them runs again.</summary>
    private bool LoseVariables(JobRecord job)
    {
        if (KeeperBefore(job.Number) is not { } keeper) return false;
        RunAgain(keeper);
        return true;
    }

    /// <summary>A completed job is wanted once more.</summary>
    private void RunAgain(JobRecord job)
    {
        Move(job with { State = JobState.JobWaiting, Product = null, IsLost = false, Keeps = false });
        Record = Record with { Reruns = Record.Reruns + 1 };
    }

    /// <summary>The job, when this is the attempt that is under way.</summary>
    private JobRecord? Find(uint number, uint attempt) =>
        !HasEnded && number < _jobs.Count && _jobs[(int)number] is var job && job.Attempt == attempt && IsUnderWay(job) ? job : null;

    private void Drop() => Record = Record with { Dropped = Record.Dropped + 1 };

    private NodeId? HolderOf(uint number, NodeId holder) => Plan.Jobs[(int)number].Part == CompiledJob.Scheduler ? null : holder;

    private string At(JobRecord job) => job.Worker.IsUndefined ? "on the scheduler" : $"on {job.Worker}";
}
