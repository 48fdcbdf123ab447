namespace AmlIpNet.Protocol;

// Native work comes in, or is taken back.
public sealed partial class JobServer
{
    private void OnWork(in JobServerEvent work, TimeSpan now, ICollection<JobServerAction> actions)
    {
        bool isCurrent = TryHear(work.Key.Client, work.ClientIncarnation, actions, out var client);
        if (!isCurrent || client is { HasTask: true } && work.Key.Task <= client.LastTask)
        {
            Drop(work.Key, actions);
            return;
        }

        if (client is not null) (client.HasTask, client.LastTask) = (true, work.Key.Task);
        var refusal = client is null ? RefusalReason.Busy : Refusal(client, work);
        if (refusal != RefusalReason.None)
        {
            _isWanted |= refusal == RefusalReason.Busy;
            Refuse(work.Key, work.Job, refusal, actions);
            return;
        }

        Hold(client!, work, now);
        actions.Add(new(JobServerActionKind.Keep, work.Key)); // starts at once when a slot is free: the slots are shared out after each event
    }

    private RefusalReason Refusal(Client client, in JobServerEvent work)
    {
        if (work.ServerIncarnation != Incarnation) return RefusalReason.WrongIncarnation;
        if (State != ServerState.Open) return RefusalReason.Draining;
        if (work.TimeLeft <= TimeSpan.Zero) return RefusalReason.TooLate;
        bool startsAtOnce = Free > 0 && !client.IsLost;
        bool hasRoom = startsAtOnce || QueueRoomOf(client) > 0;
        bool isInUse = _attempts.ContainsKey(work.Key); // by an earlier incarnation of the client, whose handler still runs
        if (!hasRoom || isInUse) return RefusalReason.Busy;
        return work.Flag ? RefusalReason.PartsMissing : RefusalReason.None;
    }

    private void OnCancelWork(in JobServerEvent cancel, ICollection<JobServerAction> actions)
    {
        if (cancel.ServerIncarnation != Incarnation
            || !TryHear(cancel.Key.Client, cancel.ClientIncarnation, actions, out _)
            || !_attempts.TryGetValue(cancel.Key, out var attempt)
            || attempt.IsVoid)
        {
            Drop(cancel.Key, actions);
        }
        else if (!attempt.IsRunning)
        {
            HandBack(attempt, cancel.Flag ? RefusalReason.Recalled : RefusalReason.Cancelled, actions);
        }
        else if (!cancel.Flag)
        {
            CancelHandler(attempt, actions);
        }
        else if (attempt.Told != Told.Started)
        {
            Tell(attempt, Told.Started, actions); // the client thinks that it waits
        }
    }

    private void Drop(ExecutionKey key, ICollection<JobServerAction> actions)
    {
        Dropped++;
        actions.Add(new(JobServerActionKind.DropSample, key));
    }

    private void Refuse(ExecutionKey key, ulong job, RefusalReason reason, ICollection<JobServerAction> actions)
    {
        Refused++;
        Say(new(JobServerActionKind.SendOutcome, key, job, OutcomeKind.Refused, (int)reason), actions);
    }

    private void HandBack(Attempt kept, RefusalReason reason, ICollection<JobServerAction> actions)
    {
        actions.Add(new(JobServerActionKind.Forget, kept.Key));
        Refuse(kept.Key, kept.Job, reason, actions);
        Release(kept);
    }

    private void HandBackKept(RefusalReason reason, ICollection<JobServerAction> actions)
    {
        for (var attempt = _first; attempt is not null;)
        {
            var next = attempt.Next;
            if (!attempt.IsRunning) HandBack(attempt, reason, actions);
            attempt = next;
        }
    }
}
