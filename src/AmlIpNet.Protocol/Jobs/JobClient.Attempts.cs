namespace AmlIpNet.Protocol;

// How an attempt lives: begun, doubted, trusted again, ended.
public sealed partial class JobClient
{
    private Attempt Begin(JobRecord job, NodeId server, ulong task)
    {
        if (!_spareAttempts.TryPop(out var attempt)) attempt = new Attempt();
        attempt.Job = job;
        attempt.ServerId = server;
        attempt.Task = task;
        job.Attempts.Add(attempt);
        return attempt;
    }

    /// <summary>Ends one attempt of a job that goes on.</summary>
    private void Drop(Attempt attempt)
    {
        attempt.Job.Attempts.Remove(attempt);
        Release(attempt);
    }

    /// <summary>Forgets an attempt that is in its job's list no more, or whose job ends.</summary>
    private void Release(Attempt attempt)
    {
        if (!attempt.IsAuction) _attempts.Remove(attempt.Task);
        else if (!attempt.IsLost) _auctioned.Remove(attempt);
        Leave(attempt);
        attempt.Job = null!;
        attempt.ServerId = default;
        attempt.Task = attempt.Incarnation = 0;
        attempt.LeaseDue = TimeSpan.MaxValue;
        attempt.IsAuction = attempt.MayRun = attempt.IsReported = attempt.IsUnheard = attempt.IsLost = attempt.CountedAsDeath = attempt.IsRecalled = attempt.IsKept = false;
        if (_spareAttempts.Count < MaxSpareRecords) _spareAttempts.Push(attempt);
    }

    /// <summary>It is its server's no more.</summary>
    private void Leave(Attempt attempt)
    {
        if (attempt.Server is not { } server) return;
        if (!attempt.MayRun) _kept--;
        if (!attempt.IsReported) server.Unreported--;
        attempt.IsReported = true;
        server.Attempts.Remove(attempt);
        attempt.Server = null;
    }

    private void NoteStart(Attempt attempt)
    {
        if (attempt.MayRun) return;
        attempt.MayRun = true;
        if (attempt.Server is not null) _kept--;
    }

    // Another client was faster: the slot that looked free was not.
    private void NoteKept(Attempt attempt)
    {
        attempt.IsKept = _mayFetch = true;
        if (!attempt.MayRun) return;
        attempt.MayRun = false;
        if (attempt.Server is not null) _kept++;
    }

    private void Hear(Attempt attempt, TimeSpan now)
    {
        attempt.LeaseDue = now + _options.Lease;
        if (attempt.LeaseDue < _nextLease) _nextLease = attempt.LeaseDue;
        if (!attempt.IsUnheard) return;
        attempt.IsUnheard = false;
        StopWaitingIfServed(attempt.Job, now);
    }

    /// <summary>A job none of whose attempts is trusted waits for another one.</summary>
    private void WaitUnlessServed(JobRecord job)
    {
        if (!job.IsWaiting && !IsServed(job)) _waiting.Add(job);
    }

    private void StopWaitingIfServed(JobRecord job, TimeSpan now)
    {
        if (!job.IsWaiting || !IsServed(job)) return;
        _waiting.Remove(job);
        StopAsking(job, now);
    }

    private static bool IsServed(JobRecord job)
    {
        foreach (var attempt in job.Attempts)
        {
            if (attempt.IsTrusted) return true;
        }

        return false;
    }

    private void ExpireLeases(TimeSpan now)
    {
        _nextLease = TimeSpan.MaxValue;
        List<Attempt>? unheard = null;
        foreach (var attempt in _attempts.Values)
        {
            if (attempt.LeaseDue <= now) (unheard ??= []).Add(attempt);
            else if (attempt.LeaseDue < _nextLease) _nextLease = attempt.LeaseDue;
        }

        if (unheard is null) return;
        unheard.Sort((a, b) => b.Task.CompareTo(a.Task)); // the youngest first: each waits in front of the last
        foreach (var attempt in unheard)
        {
            attempt.LeaseDue = TimeSpan.MaxValue;
            attempt.IsUnheard = true;
            DoubtedAttempts++;
            if (attempt.Server is { } server && !attempt.IsReported)
            {
                attempt.IsReported = true; // it takes no room there that we could count on
                server.Unreported--;
            }

            WaitUnlessServed(attempt.Job);
        }
    }
}
