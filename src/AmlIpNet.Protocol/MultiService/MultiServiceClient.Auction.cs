namespace AmlIpNet.Protocol;

// How a task finds its server: open a request, collect offers, close in order.
public sealed partial class MultiServiceClient
{
    private void OpenRequestsForWaiting(ICollection<ClientAction> actions)
    {
        while (_waiting.First is { } first && _open.Count < _options.MaxOpenRequests)
        {
            _waiting.RemoveFirst();
            var job = _jobs[first.Value];
            if (IsExhausted)
            {
                End(job, winner: null, actions);
                actions.Add(new(ClientActionKind.HandOver, first.Value));
                continue;
            }

            uint task = NextTask;
            job.Tasks.Add(task);
            _open.Add(new OpenTask { Job = job.Id });
            actions.Add(new(ClientActionKind.SendRequest, job.Id, task));
        }
    }

    private void OnReply(uint task, NodeId server, ICollection<ClientAction> actions)
    {
        if (server.IsUndefined || task >= NextTask)
        {
            actions.Add(new(ClientActionKind.DropSample, 0, task, server));
            return;
        }

        Remember(server, task);
        if (task < _firstOpen)
        {
            RepeatForgottenTarget(task, actions);
            return;
        }

        _open[(int)(task - _firstOpen)].AddOffer(server);
    }

    // A target that is still in the writer's history reaches the server by itself; only an older one is sent again.
    private void RepeatForgottenTarget(uint task, ICollection<ClientAction> actions)
    {
        if (!IsInHistory(task)) SendTarget(task, TargetOf(task), actions);
    }

    private NodeId TargetOf(uint task) => _firstOpen - task is var age && age <= _targets.Count ? _targets[(int)(_targets.Count - age)] : NodeId.Undefined;

    // An AML-IP server that replied hears of nothing else before the target of that task. So that repeats never fill the history, not all are remembered.
    private void Remember(NodeId server, uint task)
    {
        Forget(server);
        if (_replied.Count >= Math.Max(1, _options.HistoryDepth / 2)) _replied.RemoveAt(0);
        _replied.Add(new(server, task));
    }

    private void Forget(NodeId server, uint? task = null)
    {
        int place = _replied.FindIndex(replied => replied.Server == server);
        if (place >= 0 && (task is null || _replied[place].Task == task)) _replied.RemoveAt(place);
    }

    // Somebody else closed it, who took this client for dead: servers wait for it no longer.
    private void OnRequestClosed(uint task)
    {
        if (!IsOpen(task) || _open[(int)(task - _firstOpen)].Job is not { } id) return;
        _open[(int)(task - _firstOpen)].Job = null; // its target will name nobody, as the one that has been published does
        _jobs[id].Tasks.Remove(task);
        WaitInFront(_jobs[id]);
    }

    private void CloseInOrder(ICollection<ClientAction> actions)
    {
        while (_open.Count > 0)
        {
            ref var head = ref _open[0];
            if (head.Job is not { } id)
            {
                CloseHead(NodeId.Undefined, actions);
                continue;
            }

            if (!head.IsOffered) return;
            var server = head.Offer;
            uint task = _firstOpen;
            _assigned.Add(task, new Assignment(_jobs[id], server));
            CloseHead(server, actions);
            actions.Add(new(ClientActionKind.SendData, id, task, server));
        }
    }

    private void CloseHead(NodeId server, ICollection<ClientAction> actions)
    {
        SendTarget(_firstOpen, server, actions);
        _targets.Add(server);
        if (_targets.Count > _options.TargetMemory) _targets.RemoveFirst();
        _open.RemoveFirst();
        _firstOpen++;
        _stalledSince = null;
    }

    private void SendTarget(uint task, NodeId server, ICollection<ClientAction> actions)
    {
        actions.Add(new(ClientActionKind.SendTarget, 0, task, server));
        _sentTargets.Add(task);
        if (_sentTargets.Count <= _options.HistoryDepth) return;
        uint gone = _sentTargets.RemoveFirst();
        if (IsAwaited(gone) && !IsInHistory(gone)) SendTarget(gone, TargetOf(gone), actions); // its server may not have read it yet
    }

    private bool IsAwaited(uint task) => _replied.Exists(replied => replied.Task == task);

    private bool IsInHistory(uint task)
    {
        for (int i = _sentTargets.Count - 1; i >= 0; i--) // mostly it is one of the newest
        {
            if (_sentTargets[i] == task) return true;
        }

        return false;
    }

    // Targets go out in the order of the requests, so a request that nobody answers would hold up the offers for later ones.
    private void WatchHead(TimeSpan now)
    {
        bool stalled = false;
        for (int i = 1; i < _open.Count && !stalled; i++) stalled = _open[i].IsOffered;
        if (!stalled) _stalledSince = null;
        else _stalledSince ??= now;
    }

    private void OnTime(TimeSpan now, ICollection<ClientAction> actions)
    {
        if (_open.Count == 0 || NextDue is not { } due || now < due) return;
        if (_open[0].Job is { } id)
        {
            _open[0].Job = null;
            var job = _jobs[id];
            job.Tasks.Remove(_firstOpen);
            WaitInFront(job);
        }

        CloseInOrder(actions);
    }

    private void WaitInFront(JobState job)
    {
        if (!job.IsWaiting) _waiting.AddFirst(job.Place);
    }
}
