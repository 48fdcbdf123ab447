using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Artifacts;

/// <summary>What users are told.</summary>
internal sealed partial class ArtifactMachine
{
    /// <summary>The status.</summary>
    /// <param name="withJobs">With every job.</param>
    public ArtifactStatus GetStatus(bool withJobs)
    {
        var status = new ArtifactStatus
        {
            Id = Artifact.Id,
            Project = Artifact.Project,
            State = Record.State,
            Submitted = Record.Submitted.ToTimestamp(),
            Ended = Record.Ended?.ToTimestamp(),
            Error = Record.Error,
            JobsTotal = (uint)_jobs.Count,
            JobsCompleted = (uint)(_jobs.Count - _open.Sum(open => open.Count)),
            Result = Record.State == ArtifactState.ArtifactCompleted && Plan.Results is [.., var last] ? ResourceOf(last) : null,
        };
        status.Workers.Add(Context.Workers.Select(worker => worker.Name));
        if (!withJobs) return status;
        var locks = Plan.Locks();
        status.Jobs.Add(_jobs.Select(job => StatusOf(job, locks[(int)job.Number])));
        return status;
    }

    /// <summary>The resources that are there.</summary>
    public IEnumerable<Resource> GetResources() => _jobs.Select(job => ResourceOf(job.Number)).OfType<Resource>();

    private JobStatus StatusOf(JobRecord job, IEnumerable<uint> locks)
    {
        var plan = Plan.Jobs[(int)job.Number];
        var status = new JobStatus
        {
            Number = job.Number,
            Step = plan.Path,
            Round = plan.Round,
            Index = plan.Index,
            State = job.State,
            Worker = job.Attempt == 0 ? "" : plan.Part == CompiledJob.Scheduler ? Context.Scheduler.Name : job.Worker.Name,
            Attempts = job.Attempt,
            Started = job.Started?.ToTimestamp(),
            Ended = job.Ended?.ToTimestamp(),
            Product = ResourceOf(job.Number),
            Error = job.Error,
        };
        status.Locks.Add(locks);
        return status;
    }

    /// <summary>What a job has made, if it is there.</summary>
    public Resource? ResourceOf(uint number)
    {
        var plan = Plan.Jobs[(int)number];
        if (_jobs[(int)number] is not { State: JobState.JobCompleted, IsLost: false, Product: { } product } job || plan.StaysThere) return null;
        var resource = new Resource
        {
            Id = ResourceOf(job),
            Size = product.Size,
            Digest = product.Digest,
            ContentType = product.ContentType,
            Holder = plan.Part == CompiledJob.Scheduler ? Context.Scheduler.Name : product.Holder.Name,
            Step = plan.Step,
            Job = number,
        };
        resource.From.Add(plan.Inputs.SelectMany(input => input.Jobs).Select(input => ResourceOf(_jobs[(int)input])));
        return resource;
    }
}
