namespace AmlIpNet.Protocol;

// How a job begins and ends: solved, withdrawn or cancelled; and what becomes of it when its server is gone.
public sealed partial class MultiServiceClient
{
    private void OnSubmit(ulong id)
    {
        if (!_jobs.TryGetValue(id, out var job))
        {
            if (!_spare.TryPop(out job)) job = new JobState();
            job.Id = id;
            _jobs.Add(id, job);
        }

        if (!job.IsWaiting) _waiting.AddLast(job.Place);
    }

    private void OnWithdraw(ulong id)
    {
        if (!_jobs.TryGetValue(id, out var job)) return;
        if (job.IsWaiting) _waiting.Remove(job.Place);
        for (int i = job.Tasks.Count - 1; i >= 0; i--)
        {
            uint task = job.Tasks[i];
            if (task < _firstOpen) continue;
            _open[(int)(task - _firstOpen)].Job = null; // its target will name nobody
            job.Tasks.RemoveAt(i);
        }

        if (job.Tasks.Count == 0) Forget(job);
    }

    private void Forget(JobState job)
    {
        _jobs.Remove(job.Id);
        if (_spare.Count < _options.MaxOpenRequests) _spare.Push(job);
    }

    private void OnCancel(ulong id, ICollection<ClientAction> actions)
    {
        if (_jobs.TryGetValue(id, out var job)) End(job, winner: null, actions);
    }

    private void OnSolution(uint task, NodeId server, ICollection<ClientAction> actions)
    {
        Forget(server, task);
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
        Forget(server);
        for (int i = 0; i < _open.Count; i++) _open[i].RemoveOffer(server);
        List<uint>? lost = null;
        foreach (var (task, assignment) in _assigned)
        {
            if (assignment.Server == server && !assignment.Lost) (lost ??= []).Add(task);
        }

        if (lost is null) return;
        lost.Sort();
        foreach (uint task in lost)
        {
            // The server may only be cut off: should its solution come after all, it still counts.
            var assignment = _assigned[task];
            _assigned[task] = assignment with { Lost = true };
            actions.Add(new(ClientActionKind.Lost, assignment.Job.Id, task, server));
        }
    }

    private void End(JobState job, uint? winner, ICollection<ClientAction> actions)
    {
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
        Forget(job);
    }
}
