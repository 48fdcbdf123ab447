namespace AmlIpNet.Protocol;

// How a waiting job gets to a native server, and how a kept one is fetched back for a slot that is free elsewhere.
public sealed partial class JobClient
{
    private ServerCandidate[] _candidates = new ServerCandidate[16];
    private Server[] _candidateServers = new Server[16];
    private ServerCandidate[] _all = [];
    private bool _hasDeclined; // a job waits though slots are free: the strategy has none of them for it

    private void DispatchWaiting(TimeSpan now, ICollection<JobClientAction> actions)
    {
        _hasDeclined = false;
        for (var job = _waiting.First; job is not null && HasRoom();)
        {
            if (AwaitsVerdict(job) || Choose(job) is not { } server)
            {
                job = _waiting.After(job);
                continue;
            }

            Dispatch(job, server, now, actions);
            FollowAuction(now, actions); // its open request was closed, which may assign the jobs behind it
            job = _waiting.First;
        }
    }

    /// <summary>With those that show no sign of life, as many servers may have died of it as it is allowed to kill: it takes no further one with it
    /// before they are lost, or show that they live.</summary>
    private bool AwaitsVerdict(JobRecord job)
    {
        int deaths = job.Deaths;
        foreach (var attempt in job.Attempts)
        {
            if (attempt is { MayRun: true, Server.IsSuspected: true } && job.Attempts.Find(other => other.MayRun && other.Server == attempt.Server) == attempt) deaths++;
        }

        return deaths >= _options.MaxDeaths;
    }

    // A server of an auction that may be free now is better than a native one that may be free soon.
    private bool MayPrefetch => _options.Prefetch && !IsPeerFree;

    private bool HasRoom()
    {
        foreach (var server in _serversById)
        {
            if (MayPrefetch ? server.Room > 0 : server.FreeSlots > 0) return true;
        }

        return false;
    }

    /// <summary>Free slots come before room to be kept; a server that has the job already, or failed at it, comes last or not at all.</summary>
    private Server? Choose(JobRecord job) =>
        Choose(job, freeSlot: true, evenFailed: false)
        ?? Choose(job, freeSlot: true, evenFailed: true)
        ?? (MayPrefetch && !job.MetDeath ? Choose(job, freeSlot: false, evenFailed: true) : null);

    private Server? Choose(JobRecord job, bool freeSlot, bool evenFailed)
    {
        int count = Candidates(job, freeSlot, evenFailed);
        return count > 0 && Ask(job, count) is var index && index != IAssignmentStrategy.Wait ? _candidateServers[index] : null;
    }

    // The user's code: whatever it does, the job goes on.
    private int Ask(JobRecord job, int count)
    {
        try
        {
            int index = _strategy.Choose(new AssignmentQuestion(job.Assigned, _candidates.AsSpan(0, count), this));
            if (index == IAssignmentStrategy.Wait) _hasDeclined = true;
            if ((uint)index < (uint)count || index == IAssignmentStrategy.Wait) return index;
        }
        catch (Exception)
        {
            // counted below
        }

        StrategyFailures++;
        return 0;
    }

    private bool MayAuction(JobRecord job)
    {
        try
        {
            return _strategy.MayAuction(job.Assigned);
        }
        catch (Exception)
        {
            StrategyFailures++;
            return true;
        }
    }

    /// <summary>Whether the strategy would have the job on this server.</summary>
    private bool WouldHave(JobRecord job, Server server)
    {
        _candidates[0] = server.Candidate;
        return Ask(job, 1) == 0;
    }

    /// <summary>All that take jobs, for a strategy that asks.</summary>
    internal ReadOnlySpan<ServerCandidate> AllServers()
    {
        int count = 0;
        if (_all.Length < _serversById.Count) _all = new ServerCandidate[_serversById.Count * 2];
        foreach (var server in _serversById)
        {
            if (server.Load is { State: ServerState.Open, Slots: > 0 }) _all[count++] = server.Candidate;
        }

        return _all.AsSpan(0, count);
    }

    private int Candidates(JobRecord job, bool freeSlot, bool evenFailed)
    {
        int count = 0;
        foreach (var server in _serversById)
        {
            if ((freeSlot ? server.FreeSlots : server.Room) <= 0) continue;
            if (HasAttemptOn(job, server.Id, evenUnheard: !evenFailed) || (!evenFailed && server.Id == job.FailedOn)) continue;
            if (count == _candidates.Length)
            {
                Array.Resize(ref _candidates, count * 2);
                Array.Resize(ref _candidateServers, count * 2);
            }

            _candidates[count] = server.Candidate;
            _candidateServers[count++] = server;
        }

        return count;
    }

    // One that was not heard of in time is most likely lost, though its server is there: if there is no other, it goes there again.
    private static bool HasAttemptOn(JobRecord job, NodeId server, bool evenUnheard = true)
    {
        foreach (var attempt in job.Attempts)
        {
            if (attempt.ServerId == server && !attempt.IsLost && (evenUnheard || !attempt.IsUnheard)) return true;
        }

        return false;
    }

    private void Dispatch(JobRecord job, Server server, TimeSpan now, ICollection<JobClientAction> actions)
    {
        _waiting.Remove(job);
        StopAsking(job, now);
        MakeRoomForAttempt(job, actions);
        var attempt = Begin(job, server.Id, ++_lastTask);
        attempt.Server = server;
        attempt.Incarnation = server.Load.Incarnation;
        attempt.MayRun = server.FreeSlots > 0;
        if (!attempt.MayRun) _kept++;
        attempt.LeaseDue = now + _options.Lease;
        if (attempt.LeaseDue < _nextLease) _nextLease = attempt.LeaseDue;
        _attempts.Add(attempt.Task, attempt);
        server.Attempts.Add(attempt);
        server.Unreported++;
        server.LastChosen = ++_lastChoice;
        TimeSpan? left = job.Deadline == TimeSpan.MaxValue ? null : job.Deadline - now;
        actions.Add(new(JobClientActionKind.SendWork, job.Id, attempt.Task, server.Id, attempt.Incarnation, left, Flag: job.GoesWhole));
    }

    private void MakeRoomForAttempt(JobRecord job, ICollection<JobClientAction> actions)
    {
        if (job.Attempts.Count < _options.MaxOpenAttempts) return;
        var oldest = job.Attempts.Find(attempt => !attempt.IsAuction) ?? job.Attempts[0];
        if (oldest.IsAuction) return; // the auction keeps count of its tasks until the job ends
        if (oldest.Server is not null) actions.Add(CancelOf(oldest, onlyUnstarted: false));
        Record(oldest, oldest.CountedAsDeath ? AttemptEnd.Died : oldest.IsLost ? AttemptEnd.Gone : AttemptEnd.Unheard);
        Drop(oldest);
    }

    private void RecallForFreeSlots(ICollection<JobClientAction> actions)
    {
        if (_kept == 0 || !_mayFetch || (_waiting.Count > 0 && !_hasDeclined)) return;
        foreach (var idle in _serversById)
        {
            for (int free = idle.FreeSlots; free > 0; free--)
            {
                if (FindKept(idle) is not { } kept) break;
                kept.IsRecalled = true;
                actions.Add(CancelOf(kept, onlyUnstarted: true));
            }
        }
    }

    // One recall at a time for each free slot: those asked back already will come to it.
    private Attempt? FindKept(Server idle)
    {
        Attempt? found = null;
        int recalled = 0;
        bool isAny = false;
        foreach (var server in _serversById)
        {
            foreach (var attempt in server.Attempts)
            {
                if (attempt.MayRun || !attempt.IsKept) continue;
                isAny |= !attempt.IsRecalled;
                if (server == idle) continue;
                if (attempt.IsRecalled) recalled++;
                else if (attempt.IsTrusted && !HasAttemptOn(attempt.Job, idle.Id)
                    && (found is null || attempt.Job.Order < found.Job.Order) && WouldHave(attempt.Job, idle)) found = attempt;
            }
        }

        _mayFetch = isAny;
        return recalled < idle.FreeSlots ? found : null;
    }
}
