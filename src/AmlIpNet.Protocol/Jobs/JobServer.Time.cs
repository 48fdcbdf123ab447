namespace AmlIpNet.Protocol;

// What becomes due by itself.
public sealed partial class JobServer
{
    private TimeSpan _attemptsDue = TimeSpan.MaxValue; // no attempt is due before

    /// <summary>When to send the next <see cref="JobServerEvent.Time"/>; null for never.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            var due = Earlier(_publishDue ?? TimeSpan.MaxValue, _auctions.NextDue ?? TimeSpan.MaxValue);
            if (_lost.Count > 0) due = Earlier(due, _lost[0].LostUntil);
            if (_auctionOrphans.Count > 0) due = Earlier(due, _auctionOrphans[0].Until);
            due = Earlier(due, _attemptsDue);
            return due < TimeSpan.MaxValue ? due : null;
        }
    }

    private void OnTime(TimeSpan now, ICollection<JobServerAction> actions)
    {
        Auction(ServerEvent.Time, now, actions);
        CancelAuctionOrphans(now, actions);
        GiveUpOrphans(now, actions);
        if (now >= _attemptsDue) LookAtAttempts(now, actions);
    }

    private void LookAtAttempts(TimeSpan now, ICollection<JobServerAction> actions)
    {
        _attemptsDue = TimeSpan.MaxValue;
        for (var attempt = _first; attempt is not null;)
        {
            var next = attempt.Next;
            if (attempt.Due(_options) <= now) OnDue(attempt, now, actions);
            if (attempt.Client is not null) Watch(attempt); // it may have ended
            attempt = next;
        }
    }

    private void Watch(Attempt attempt) => _attemptsDue = Earlier(_attemptsDue, attempt.Due(_options));

    private void OnDue(Attempt attempt, TimeSpan now, ICollection<JobServerAction> actions)
    {
        if (attempt.Deadline <= now)
        {
            if (attempt.IsRunning) CancelHandler(attempt, actions);
            else HandBack(attempt, RefusalReason.TooLate, actions);
            return;
        }

        if (attempt.HasProgress && attempt.ProgressAt <= now) TellProgress(attempt, now, actions);
        if (attempt.Due(_options) > now) return;
        Tell(attempt, attempt.IsRunning ? Told.Started : Told.Accepted, actions);
        if (attempt.IsRunning && _averageRun < now - attempt.StartedAt) _averageRun = now - attempt.StartedAt; // nothing should wait behind it
    }
}
