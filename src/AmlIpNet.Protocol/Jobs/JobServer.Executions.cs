namespace AmlIpNet.Protocol;

// How an attempt runs: started in its turn, told of, ended or cancelled.
public sealed partial class JobServer
{
    private const int RunWeight = 8; // the last run counts an eighth of the average

    private TimeSpan? _averageRun;

    private void StartKept(TimeSpan now, ICollection<JobServerAction> actions)
    {
        while (Room > 0 && NextKept() is { } attempt)
        {
            if (attempt.Deadline <= now) HandBack(attempt, RefusalReason.TooLate, actions);
            else Start(attempt, now, actions);
        }
    }

    /// <summary>The highest priority first, then the client that was served least recently, then the earliest.</summary>
    private Attempt? NextKept()
    {
        if (_kept == 0) return null;
        Attempt? best = null;
        for (var attempt = _first; attempt is not null; attempt = attempt.Next)
        {
            if (attempt.IsRunning || attempt.Client.IsLost) continue;
            if (best is null || attempt.Priority > best.Priority
                || attempt.Priority == best.Priority && attempt.Client.ServedAt < best.Client.ServedAt) best = attempt;
        }

        return best;
    }

    private void Start(Attempt attempt, TimeSpan now, ICollection<JobServerAction> actions)
    {
        attempt.IsRunning = true;
        attempt.StartedAt = now;
        attempt.Client.ServedAt = ++_turn;
        Watch(attempt);
        attempt.Client.Kept--;
        _kept--;
        _running++;
        _roomChanged = true;
        if (_auctions.IsAnswering && _auctions.PendingRequests > 0) _nativeTurns++;
        actions.Add(new(JobServerActionKind.Start, attempt.Key));
    }

    private void OnEnded(ExecutionKey key, OutcomeKind end, int code, string? text, TimeSpan now, ICollection<JobServerAction> actions)
    {
        if (key.IsAuction)
        {
            OnAuctionEnded(key, end == OutcomeKind.Solution, now, actions);
            return;
        }

        if (!_attempts.TryGetValue(key, out var attempt) || !attempt.IsRunning)
        {
            throw new InvalidOperationException($"The task {key} is not running: its end was told twice, or it was never started.");
        }

        if (attempt.IsVoid)
        {
            // its client has heard the last word, or is gone
        }
        else if (attempt.Reason != RefusalReason.None)
        {
            Refuse(key, attempt.Job, attempt.Reason, actions);
        }
        else if (end == OutcomeKind.Refused)
        {
            Refuse(key, attempt.Job, RefusalReason.Draining, actions);
        }
        else
        {
            if (end == OutcomeKind.Solution) Solved++;
            else Failed++;
            _hasEnded = true;
            var run = now - attempt.StartedAt;
            _averageRun = _averageRun is { } average ? average + (run - average) / RunWeight : run;
            Say(new(JobServerActionKind.SendOutcome, key, attempt.Job, end, code, text), actions);
        }

        Release(attempt);
    }

    private void OnProgress(ExecutionKey key, TimeSpan now, ICollection<JobServerAction> actions)
    {
        if (!_attempts.TryGetValue(key, out var attempt) || !attempt.IsRunning || attempt.IsVoid || attempt.Reason != RefusalReason.None) return;
        attempt.HasProgress = true;
        Watch(attempt);
        if (attempt.ProgressAt <= now) TellProgress(attempt, now, actions);
    }

    private void TellProgress(Attempt attempt, TimeSpan now, ICollection<JobServerAction> actions)
    {
        attempt.HasProgress = false;
        attempt.ProgressAt = now + _options.ProgressPeriod;
        attempt.Told = Told.Started; // implied
        Say(new(JobServerActionKind.SendOutcome, attempt.Key, attempt.Job, OutcomeKind.Progress), actions);
    }

    private void Tell(Attempt attempt, Told what, ICollection<JobServerAction> actions)
    {
        attempt.Told = what;
        Say(new(JobServerActionKind.SendOutcome, attempt.Key, attempt.Job, what == Told.Started ? OutcomeKind.Started : OutcomeKind.Accepted), actions);
    }

    private static void CancelHandler(Attempt attempt, ICollection<JobServerAction> actions)
    {
        if (attempt.Reason != RefusalReason.None) return;
        attempt.Reason = RefusalReason.Cancelled;
        actions.Add(new(JobServerActionKind.CancelHandler, attempt.Key));
    }
}
