namespace AmlIpNet.Protocol;

// How a job begins and ends.
public sealed partial class JobClient
{
    private const int MaxSpareRecords = 1_024;

    private void OnSubmit(ulong id, in JobTerms terms, TimeSpan now)
    {
        if (!_spareJobs.TryPop(out var job)) job = new JobRecord();
        job.Id = id;
        job.Order = ++_lastOrder;
        job.Terms = terms with { MaxFailures = Math.Max(1, terms.MaxFailures) };
        job.Deadline = terms.TimeLimit is { } limit && limit < TimeSpan.MaxValue - now ? now + limit : TimeSpan.MaxValue;
        _jobs.Add(id, job);
        _deadlines.Add(job);
        _waiting.Add(job);
    }

    private void OnCancel(ulong id, TimeSpan now, ICollection<JobClientAction> actions)
    {
        if (_jobs.TryGetValue(id, out var job)) End(job, null, now, actions);
    }

    private void OnTime(TimeSpan now, ICollection<JobClientAction> actions)
    {
        while (_deadlines.TryTake(now, out var job))
        {
            job.Deadline = TimeSpan.MaxValue;
            Fail(job, JobEnd.TimedOut, now, actions);
        }

        if (now >= _nextLease)
        {
            ExpireLeases(now);
            ExpireAuctionLeases(now, actions);
        }

        if (_auction.NextDue <= now) Auction(ClientEvent.Time, now);
    }

    private void Fail(JobRecord job, JobEnd end, TimeSpan now, ICollection<JobClientAction> actions)
    {
        foreach (var attempt in job.Attempts)
        {
            var how = attempt.IsUnheard ? AttemptEnd.Unheard : attempt.IsLost ? attempt.CountedAsDeath ? AttemptEnd.Died : AttemptEnd.Gone : AttemptEnd.Cancelled;
            Record(attempt, how);
        }

        actions.Add(new(JobClientActionKind.Fail, job.Id, Account: new JobAccount(end, job.Account?.ToArray() ?? [])));
        End(job, null, now, actions);
    }

    /// <summary>Forgets the job; whatever else is under way for it is taken back.</summary>
    private void End(JobRecord job, Attempt? winner, TimeSpan now, ICollection<JobClientAction> actions)
    {
        _jobs.Remove(job.Id);
        if (job.IsWaiting) _waiting.Remove(job);
        _deadlines.Forget(job);
        foreach (var attempt in job.Attempts)
        {
            if (!attempt.IsAuction && attempt != winner && attempt.Server is not null) actions.Add(CancelOf(attempt, onlyUnstarted: false));
            Release(attempt);
        }

        job.Attempts.Clear();
        if (job.IsAsked) _asked--;
        job.IsAsked = false;
        if (job.InAuction) Auction(ClientEvent.Cancel(job.Id), now);
        Recycle(job);
    }

    private void Recycle(JobRecord job)
    {
        job.Order = 0;
        job.Deadline = TimeSpan.MaxValue;
        job.Failures = job.Deaths = 0;
        job.FailedOn = default;
        job.MetDeath = job.InAuction = job.IsAsked = job.GoesWhole = false;
        job.Account = null;
        if (_spareJobs.Count < MaxSpareRecords) _spareJobs.Push(job);
    }

    /// <summary>Writes the end of an attempt into the job's account. Jobs that are solved at the first attempt have none.</summary>
    private void Record(Attempt attempt, AttemptEnd end, int code = 0, string? text = null)
    {
        var account = attempt.Job.Account ??= [];
        if (account.Count >= _options.AccountLines) account.RemoveAt(0);
        account.Add(new AttemptRecord(attempt.Task, attempt.ServerId, end, code, text));
    }

    private static JobClientAction CancelOf(Attempt attempt, bool onlyUnstarted) =>
        new(JobClientActionKind.SendCancel, attempt.Job.Id, attempt.Task, attempt.ServerId, attempt.Incarnation, Flag: onlyUnstarted);
}
