namespace AmlIpNet.Protocol;

/// <summary>Jobs by priority, and among equals in the order of their submission, to which a job that comes back returns.</summary>
internal sealed class JobList
{
    private readonly SortedList<int, LinkedList<JobClient.JobRecord>> _byPriority = []; // ascending: the last comes first

    /// <summary>The first; null when there is none.</summary>
    public LinkedListNode<JobClient.JobRecord>? First => Next(_byPriority.Count, null);

    /// <summary>Whether a job comes before another one.</summary>
    public static bool IsBefore(JobClient.JobRecord a, JobClient.JobRecord b) => a.Terms.Priority != b.Terms.Priority ? a.Terms.Priority > b.Terms.Priority : a.Order < b.Order;

    /// <summary>Puts a job in its place.</summary>
    public void Add(LinkedListNode<JobClient.JobRecord> place)
    {
        var job = place.Value;
        if (!_byPriority.TryGetValue(job.Terms.Priority, out var list)) _byPriority.Add(job.Terms.Priority, list = new());
        if (list.Last is null || list.Last.Value.Order < job.Order)
        {
            list.AddLast(place);
            return;
        }

        // It has been under way: those that wait are younger, but for a few others that came back.
        var next = list.First!;
        while (next.Value.Order < job.Order) next = next.Next!;
        list.AddBefore(next, place);
    }

    /// <summary>Takes a job out.</summary>
    public void Remove(LinkedListNode<JobClient.JobRecord> place)
    {
        var list = place.List!;
        list.Remove(place);
        if (list.Count == 0 && _byPriority.Count > 8) _byPriority.Remove(place.Value.Terms.Priority);
    }

    /// <summary>The one after; null after the last.</summary>
    public LinkedListNode<JobClient.JobRecord>? After(LinkedListNode<JobClient.JobRecord> place) => place.Next ?? Next(_byPriority.IndexOfKey(place.Value.Terms.Priority), null);

    private LinkedListNode<JobClient.JobRecord>? Next(int level, LinkedListNode<JobClient.JobRecord>? place)
    {
        while (place is null && --level >= 0) place = _byPriority.GetValueAtIndex(level).First;
        return place;
    }
}
