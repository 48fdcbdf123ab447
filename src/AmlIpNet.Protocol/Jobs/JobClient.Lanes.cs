namespace AmlIpNet.Protocol;

// Which of the jobs that wait need be looked at: those that any server may have, and those whose only server has room. The others may be thousands, as when a plan is submitted at once.
public sealed partial class JobClient
{
    private readonly List<(JobList Lane, LinkedListNode<JobRecord> Next)> _heads = []; // of each lane that is looked at
    private bool _hasNews; // about servers, which may change where jobs belong

    /// <summary>Begins to look at the jobs that may be dispatched now.</summary>
    private void StartLooking()
    {
        _heads.Clear();
        _free.IsFresh = _roomy.IsFresh = _all.IsFresh = false;
        if (_waiting.Count == 0) return;
        bool hasRoom = HasRoom();
        if (hasRoom || !_hasNews) SortIntoLanes(); // each job soon after it came; all of them anew only when it matters
        if (!hasRoom) return;
        AddLane(_waiting.Common);
        foreach (var server in _serversById)
        {
            if (HasRoom(server)) AddLane(server.Lane);
            else if (server.Lane.First is not null) _hasDeclined = true;
        }
    }

    /// <summary>The next of them, by priority and age; null after the last.</summary>
    private JobRecord? LookAtNext()
    {
        if (_heads.Count == 0) return null;
        int best = 0;
        for (int i = 1; i < _heads.Count; i++)
        {
            if (JobList.IsBefore(_heads[i].Next.Value, _heads[best].Next.Value)) best = i;
        }

        var (lane, found) = _heads[best];
        if (lane.After(found) is { } next) _heads[best] = (lane, next);
        else _heads.RemoveAt(best);
        return found.Value;
    }

    private void AddLane(JobList lane)
    {
        if (lane.First is { } first) _heads.Add((lane, first));
    }

    private void SortIntoLanes()
    {
        if (_hasNews) _waiting.Unsort();
        _hasNews = false;
        while (_waiting.Unsorted is { } job) _waiting.Sort(job, HomeOf(job));
    }

    private Server? HomeOf(JobRecord job)
    {
        try
        {
            var home = _strategy.HomeOf(new AssignmentQuestion(job.Assigned, default, this));
            return home.IsUndefined ? null : _servers.GetValueOrDefault(home);
        }
        catch (Exception)
        {
            StrategyFailures++;
            return null;
        }
    }
}
