namespace AmlIpNet.Protocol;

/// <summary>The jobs that have a time limit, by when it is over. Jobs that ended are dropped when their turn comes, or when they are the most.</summary>
internal sealed class DeadlineQueue
{
    private const int SmallEnough = 64;

    private readonly PriorityQueue<(JobClient.JobRecord Job, ulong Order), (TimeSpan Deadline, ulong Order)> _queue = new();
    private int _ended;

    /// <summary>When the next limit may be over; null for never.</summary>
    public TimeSpan? Next => _queue.TryPeek(out _, out var key) ? key.Deadline : null;

    /// <summary>Watches a job.</summary>
    public void Add(JobClient.JobRecord job)
    {
        if (job.Deadline < TimeSpan.MaxValue) _queue.Enqueue((job, job.Order), (job.Deadline, job.Order));
    }

    /// <summary>A job that was watched has ended.</summary>
    public void Forget(JobClient.JobRecord job)
    {
        if (job.Deadline == TimeSpan.MaxValue || ++_ended < SmallEnough || _ended * 2 < _queue.Count) return;
        var live = _queue.UnorderedItems.Where(item => item.Element.Job.Order == item.Element.Order && item.Element.Job != job).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(live);
        _ended = 0;
    }

    /// <summary>Takes the next job whose limit is over.</summary>
    public bool TryTake(TimeSpan now, out JobClient.JobRecord job)
    {
        while (_queue.TryPeek(out var first, out var key) && key.Deadline <= now)
        {
            _queue.Dequeue();
            job = first.Job;
            if (job.Order == first.Order) return true; // records are used again: another order is another job
            if (_ended > 0) _ended--;
        }

        job = null!;
        return false;
    }
}
