namespace AmlIpNet.Protocol;

// How a waiting job gets to a native server, and how a kept one is fetched back for a slot that is free elsewhere.
public sealed partial class JobClient
{
    private readonly CandidateList _free = new(), _roomy = new(), _all = new(); // gathered once for each dispatch, when they are asked for
    private readonly CandidateList _own = new(); // of one job
    private bool _hasDeclined; // a job waits though slots are free: the strategy has none of them for it
    private bool _isSettled; // whoever waits has been looked at, and nothing has changed since

    /// <param name="newest">The job that has just been submitted; null when something else happened.</param>
    /// <param name="now">The time.</param>
    /// <param name="actions">Receives the work.</param>
    private void DispatchWaiting(JobRecord? newest, TimeSpan now, ICollection<JobClientAction> actions)
    {
        bool isOnlyNewest = _isSettled && newest is not null;
        _isSettled = _peers.Count == 0; // auctions that are opened below change who may be asked
        if (isOnlyNewest && !LookAtOnly(newest!, now, actions)) return;
        _hasDeclined = false;
        StartLooking();
        while (LookAtNext() is { } job)
        {
            if (AwaitsVerdict(job) || Choose(job) is not { } server) continue;
            Dispatch(job, server, now, actions);
            FollowAuction(now, actions); // its open request was closed, which may assign the jobs behind it
            StartLooking();
        }
    }

    /// <summary>Looks at the job that has just been submitted: to ask about the others would bring the same answers.</summary>
    /// <returns>Whether it was dispatched, so that the others are to be looked at.</returns>
    private bool LookAtOnly(JobRecord job, TimeSpan now, ICollection<JobClientAction> actions)
    {
        StartLooking();
        if (_heads.Count == 0 || Choose(job) is not { } server) return false;
        Dispatch(job, server, now, actions);
        FollowAuction(now, actions);
        return true;
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
            if (HasRoom(server)) return true;
        }

        return false;
    }

    private bool HasRoom(Server server) => (MayPrefetch ? server.Room : server.FreeSlots) > 0;

    /// <summary>Free slots come before room to be kept; a server that has the job already, or failed at it, comes last or not at all. Nothing is asked twice.</summary>
    private Server? Choose(JobRecord job)
    {
        if (Choose(job, freeSlot: true, evenFailed: false) is { } found) return found;
        if (HasHistory(job) && Choose(job, freeSlot: true, evenFailed: true) is { } evenFailed) return evenFailed;
        if (!MayPrefetch || job.MetDeath) return null;
        bool isSame = job.Home is { } home ? home.FreeSlots > 0 : Gather(freeSlot: false).Count == Gather(freeSlot: true).Count;
        return isSame ? null : Choose(job, freeSlot: false, evenFailed: true);
    }

    private Server? Choose(JobRecord job, bool freeSlot, bool evenFailed)
    {
        var candidates = Candidates(job, freeSlot, evenFailed);
        if (candidates.Count == 0 || candidates.IsDeclined) return null;
        int index = Ask(job, candidates);
        if (index != IAssignmentStrategy.Wait) return candidates[index];
        candidates.IsDeclined = !_strategy.TellsJobsApart;
        return null;
    }

    // The user's code: whatever it does, the job goes on.
    private int Ask(JobRecord job, CandidateList candidates)
    {
        try
        {
            int index = _strategy.Choose(new AssignmentQuestion(job.Assigned, candidates.Candidates, this));
            if (index == IAssignmentStrategy.Wait) _hasDeclined = true;
            if ((uint)index < (uint)candidates.Count || index == IAssignmentStrategy.Wait) return index;
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
        _own.Clear();
        _own.Add(server);
        return Ask(job, _own) == 0;
    }

    /// <summary>A job that is sent whole finds nothing anywhere.</summary>
    internal long BytesHeld(in AssignedJob job, in ServerCandidate server) =>
        _places is null || (_jobs.TryGetValue(job.Job, out var record) && record.GoesWhole) ? 0 : _places.BytesHeld(job, server);

    /// <summary>All that take jobs, for a strategy that asks.</summary>
    internal ReadOnlySpan<ServerCandidate> AllServers()
    {
        if (_all.IsFresh) return _all.Candidates;
        _all.Clear();
        foreach (var server in _serversById)
        {
            if (server.Load is { State: ServerState.Open, Slots: > 0 }) _all.Add(server);
        }

        _all.IsFresh = true;
        return _all.Candidates;
    }

    /// <summary>Those with a free slot, or with room.</summary>
    private CandidateList Gather(bool freeSlot)
    {
        var list = freeSlot ? _free : _roomy;
        if (list.IsFresh) return list;
        list.Clear();
        foreach (var server in _serversById)
        {
            if ((freeSlot ? server.FreeSlots : server.Room) > 0) list.Add(server);
        }

        list.IsFresh = true;
        return list;
    }

    private static bool HasHistory(JobRecord job) => job.Attempts.Count > 0 || !job.FailedOn.IsUndefined;

    private CandidateList Candidates(JobRecord job, bool freeSlot, bool evenFailed)
    {
        if (job.Home is null && !HasHistory(job)) return Gather(freeSlot);
        _own.Clear();
        if (job.Home is { } home)
        {
            if ((freeSlot ? home.FreeSlots : home.Room) > 0) Consider(home);
            return _own;
        }

        var all = Gather(freeSlot);
        for (int i = 0; i < all.Count; i++) Consider(all[i]);
        return _own;

        void Consider(Server server)
        {
            if (!HasAttemptOn(job, server.Id, evenUnheard: !evenFailed) && (evenFailed || server.Id != job.FailedOn)) _own.Add(server);
        }
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
        _all.IsFresh = false;
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
