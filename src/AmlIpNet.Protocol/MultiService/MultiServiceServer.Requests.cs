namespace AmlIpNet.Protocol;

// How a request becomes an engagement: remember it, answer it when there is room, learn whom the client chose.
public sealed partial class MultiServiceServer
{
    private void OnRequest(TaskKey key)
    {
        if (_closed.Contains(key) || _engagements.ContainsKey(key) || _pendingByKey.ContainsKey(key)) return;
        if (_pending.Count >= _options.MaxPendingRequests)
        {
            ForgetPending(_pending.First!.Value);
            ForgottenRequests++;
        }

        _pendingByKey.Add(key, _pending.AddLast(key));
    }

    private void OnTarget(TaskKey key, NodeId server, TimeSpan now)
    {
        ForgetPending(key);
        _closed.Add(key);
        if (server == Id)
        {
            if (!_executed.Contains(key)) AwaitData(key, now);
        }
        else if (_engagements.TryGetValue(key, out var engagement) && engagement.Phase is Phase.Replied or Phase.Overdue)
        {
            Release(key, engagement);
        }
    }

    private void AwaitData(TaskKey key, TimeSpan now)
    {
        if (!_engagements.TryGetValue(key, out var engagement))
        {
            engagement = Engage(key);
        }
        else if (engagement.Phase != Phase.Replied)
        {
            return; // a repeated target, or the data was faster
        }

        engagement.Phase = Phase.Targeted;
        Arm(engagement, now + _options.DataPatience);
    }

    // Every engagement counts, those without an answer from their client too: the client may still choose this server.
    private void AnswerWhileThereIsRoom(TimeSpan now, ICollection<ServerAction> actions)
    {
        while (IsAnswering && _holding + Reserved < Capacity && _pending.First is { } first)
        {
            var key = first.Value;
            ForgetPending(key);
            var engagement = Engage(key);
            engagement.Phase = Phase.Replied;
            engagement.Patience = _options.ReplyPatience;
            Arm(engagement, now + engagement.Patience);
            actions.Add(new(ServerActionKind.SendReply, key));
        }
    }

    private void OnTime(TimeSpan now, ICollection<ServerAction> actions)
    {
        if (NextDue is not { } next || now < next) return;
        NextDue = null;
        foreach (var (_, engagement) in _engagements)
        {
            if (engagement.Due > now) Arm(engagement, engagement.Due);
        }

        foreach (var key in Sorted(e => e.Value.Due <= now))
        {
            var engagement = _engagements[key];
            if (engagement.Phase == Phase.Replied)
            {
                // The target may have left the client's history: a client that still has it repeats it to who asks again.
                engagement.Patience = TimeSpan.FromTicks(Math.Min(engagement.Patience.Ticks * 2, _options.ReplyPatience.Ticks * 16));
                Arm(engagement, now + engagement.Patience);
                actions.Add(new(ServerActionKind.SendReply, key));
            }
            else
            {
                StopHolding(key);
            }
        }
    }

    // Asked again once already: discovery would know it by now if it were there.
    private void OnClientUnknown(NodeId client)
    {
        foreach (var key in Sorted(e => e.Key.Client == client && e.Value.Phase == Phase.Replied && e.Value.Patience > _options.ReplyPatience)) StopHolding(key);
    }

    private void StopHolding(TaskKey key)
    {
        var engagement = _engagements[key];
        engagement.Phase = Phase.Overdue;
        engagement.Due = TimeSpan.MaxValue;
        _holding--;
        _overdue.AddLast(key);
        if (_overdue.Count > _options.MaxOverdue) Release(_overdue.First!.Value, _engagements[_overdue.First.Value]);
    }

    private Engagement Engage(TaskKey key)
    {
        var engagement = new Engagement();
        _engagements.Add(key, engagement);
        _holding++;
        return engagement;
    }

    private void Release(TaskKey key, Engagement engagement)
    {
        _engagements.Remove(key);
        if (engagement.Phase == Phase.Overdue) _overdue.Remove(key);
        else _holding--;
    }

    private void Arm(Engagement engagement, TimeSpan due)
    {
        engagement.Due = due;
        if (due < TimeSpan.MaxValue && (NextDue is not { } next || due < next)) NextDue = due;
    }

    /// <summary>Leaves the client's open requests to others. What it was answered already holds no room any more, but is served if it comes.</summary>
    internal void LeaveRequests(NodeId client)
    {
        ForgetRequests(client);
        foreach (var key in Sorted(e => e.Key.Client == client && e.Value.Phase == Phase.Replied)) StopHolding(key);
    }

    private void ForgetRequests(NodeId client)
    {
        for (var node = _pending.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Client == client) ForgetPending(node.Value);
            node = next;
        }
    }

    private void ForgetPending(TaskKey key)
    {
        if (_pendingByKey.Remove(key, out var node)) _pending.Remove(node);
    }
}
