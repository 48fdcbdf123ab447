namespace AmlIpNet.Protocol;

/// <summary>Jobs that wait: by priority, and among equals in the order of their submission, to which a job that comes back returns.</summary>
internal sealed class JobQueue
{
    private readonly SortedList<int, LinkedList<JobClient.JobRecord>> _byPriority = []; // ascending: the last comes first

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Lets a job wait in its place.</summary>
    public void Add(JobClient.JobRecord job)
    {
        if (!_byPriority.TryGetValue(job.Terms.Priority, out var list)) _byPriority.Add(job.Terms.Priority, list = new());
        Count++;
        if (list.Last is null || list.Last.Value.Order < job.Order)
        {
            list.AddLast(job.Place);
            return;
        }

        // It has been under way: those that wait are younger, but for a few others that came back.
        var next = list.First!;
        while (next.Value.Order < job.Order) next = next.Next!;
        list.AddBefore(next, job.Place);
    }

    /// <summary>Takes a job out.</summary>
    public void Remove(JobClient.JobRecord job)
    {
        var list = job.Place.List!;
        list.Remove(job.Place);
        Count--;
        if (list.Count == 0 && _byPriority.Count > 8) _byPriority.Remove(job.Terms.Priority);
    }

    /// <summary>The first job; null when none waits.</summary>
    public JobClient.JobRecord? First => Next(_byPriority.Count, null);

    /// <summary>The job after this one; null when it is the last.</summary>
    public JobClient.JobRecord? After(JobClient.JobRecord job) => Next(_byPriority.IndexOfKey(job.Terms.Priority), job.Place.Next);

    private JobClient.JobRecord? Next(int level, LinkedListNode<JobClient.JobRecord>? place)
    {
        while (place is null && --level >= 0) place = _byPriority.GetValueAtIndex(level).First;
        return place?.Value;
    }
}
