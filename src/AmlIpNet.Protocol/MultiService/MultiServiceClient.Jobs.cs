namespace AmlIpNet.Protocol;

// How a job ends: solved, cancelled, or given up after its servers died.
public sealed partial class MultiServiceClient
{
    private void OnSubmit(ulong id)
    {
        if (!_spare.TryPop(out var job)) job = new JobState();
        job.Id = id;
        _jobs.Add(id, job);
        _waiting.AddLast(job.Place);
    }

    private void OnCancel(ulong id, ICollection<ClientAction> actions)
    {
        if (_jobs.TryGetValue(id, out var job)) End(job, winner: null, actions);
    }

    private void OnSolution(uint task, NodeId server, ICollection<ClientAction> actions)
    {
        if (!_assigned.TryGetValue(task, out var assignment) || assignment.Server != server)
        {
            actions.Add(new(ClientActionKind.DropSample, 0, task, server));
            return;
        }

        actions.Add(new(ClientActionKind.Complete, assignment.Job.Id, task, server));
        End(assignment.Job, task, actions);
    }

    private void OnServerLost(NodeId server, ICollection<ClientAction> actions)
    {
        for (int i = 0; i < _open.Count; i++) _open[i].RemoveOffer(server);
        List<uint>? lost = null;
        foreach (var (task, assignment) in _assigned)
        {
            if (assignment.Server == server && !assignment.Lost) (lost ??= []).Add(task);
        }

        if (lost is null) return;
        lost.Sort();
        lost.Reverse(); // each goes in front of the queue: the oldest shall end up first
        foreach (uint task in lost)
        {
            if (_assigned.TryGetValue(task, out var assignment)) Retry(task, assignment, actions);
        }
    }

    // The lost server may only be cut off: should its solution come after all, the first one wins.
    private void Retry(uint task, Assignment assignment, ICollection<ClientAction> actions)
    {
        _assigned[task] = assignment with { Lost = true };
        var job = assignment.Job;
        job.Deaths++;
        if (job.Deaths >= _options.MaxDeaths)
        {
            actions.Add(new(ClientActionKind.Quarantine, job.Id, task, assignment.Server));
            End(job, winner: null, actions);
        }
        else if (!job.IsWaiting && !HasLiveTask(job))
        {
            WaitInFront(job);
        }
    }

    private bool HasLiveTask(JobState job)
    {
        foreach (uint task in job.Tasks)
        {
            if (task >= _firstOpen || !_assigned[task].Lost) return true;
        }

        return false;
    }

    private void End(JobState job, uint? winner, ICollection<ClientAction> actions)
    {
        _jobs.Remove(job.Id);
        if (job.IsWaiting) _waiting.Remove(job.Place);
        foreach (uint task in job.Tasks)
        {
            if (task >= _firstOpen)
            {
                _open[(int)(task - _firstOpen)].Job = null; // its target will name nobody
            }
            else if (_assigned.Remove(task, out var assignment) && task != winner)
            {
                actions.Add(new(ClientActionKind.EmptyData, job.Id, task, assignment.Server));
            }
        }

        job.Tasks.Clear();
        job.Deaths = 0;
        if (_spare.Count < _options.MaxOpenRequests) _spare.Push(job);
    }
}
