namespace AmlIpNet.Protocol;

// How many jobs are taken, and whether any.
public sealed partial class JobServer
{
    private void OnSlots(int slots, ICollection<JobServerAction> actions)
    {
        if (State == ServerState.Left) return;
        Slots = Math.Max(0, slots);
        if (Slots == 0) HandBackKept(RefusalReason.Busy, actions);
    }

    private void OnTaking(bool taking, TimeSpan now, ICollection<JobServerAction> actions)
    {
        if (State == ServerState.Left) return;
        State = taking ? ServerState.Open : ServerState.Draining;
        if (!taking) HandBackKept(RefusalReason.Draining, actions);
        AnswerOrNot(now, actions);
    }

    private void OnLeave(TimeSpan now, ICollection<JobServerAction> actions)
    {
        if (State == ServerState.Left) return;
        State = ServerState.Left;
        HandBackKept(RefusalReason.Draining, actions);
        for (var attempt = _first; attempt is not null; attempt = attempt.Next)
        {
            if (attempt.IsVoid) continue;
            CancelHandler(attempt, actions);
            Refuse(attempt.Key, attempt.Job, RefusalReason.Draining, actions);
            attempt.IsVoid = true;
        }

        AnswerOrNot(now, actions);
        _auctionOrphans.Clear();
        foreach (var (key, isRunning) in _auctions.GiveUp())
        {
            actions.Add(new(isRunning ? JobServerActionKind.CancelHandler : JobServerActionKind.Forget, new(key.Client, key.Task, IsAuction: true)));
        }
    }
}
