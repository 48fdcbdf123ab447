namespace AmlIpNet.Protocol;

/// <summary>Jobs that wait. Besides their place among all, each is in a lane: that of the only server that may have it, or the one of all others.</summary>
internal sealed class JobQueue
{
    private readonly JobList _all = new();
    private readonly LinkedList<JobClient.JobRecord> _unsorted = new();

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>The lane of jobs that any server may have.</summary>
    public JobList Common { get; } = new();

    /// <summary>A job that is in no lane yet; null when there is none.</summary>
    public JobClient.JobRecord? Unsorted => _unsorted.First?.Value;

    /// <summary>The first job; null when none waits.</summary>
    public JobClient.JobRecord? First => _all.First?.Value;

    /// <summary>Lets a job wait in its place.</summary>
    public void Add(JobClient.JobRecord job)
    {
        _all.Add(job.Place);
        _unsorted.AddLast(job.LanePlace);
        Count++;
    }

    /// <summary>Takes a job out.</summary>
    public void Remove(JobClient.JobRecord job)
    {
        _all.Remove(job.Place);
        LeaveLane(job);
        Count--;
    }

    /// <summary>The job after this one; null when it is the last.</summary>
    public JobClient.JobRecord? After(JobClient.JobRecord job) => _all.After(job.Place)?.Value;

    /// <summary>Puts a job into the lane of the only server that may have it; null for that of all others.</summary>
    public void Sort(JobClient.JobRecord job, JobClient.Server? home)
    {
        LeaveLane(job);
        job.Home = home;
        job.Lane = home?.Lane ?? Common;
        job.Lane.Add(job.LanePlace);
    }

    /// <summary>Takes every job out of its lane.</summary>
    public void Unsort()
    {
        for (var job = First; job is not null; job = After(job))
        {
            LeaveLane(job);
            _unsorted.AddLast(job.LanePlace);
        }
    }

    private void LeaveLane(JobClient.JobRecord job)
    {
        if (job.Lane is null) _unsorted.Remove(job.LanePlace);
        else job.Lane.Remove(job.LanePlace);
        job.Lane = null;
        job.Home = null;
    }
}
