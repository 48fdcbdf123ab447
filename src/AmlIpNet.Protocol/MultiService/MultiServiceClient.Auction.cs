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
        uint age = _firstOpen - task;
        if (age + _repeatsInHistory <= _options.HistoryDepth) return; // each repeat has pushed another one out
        var server = age <= _targets.Count ? _targets[(int)(_targets.Count - age)] : NodeId.Undefined;
        SendTarget(task, server, isRepeat: true, actions);
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
        SendTarget(_firstOpen, server, isRepeat: false, actions);
        _targets.Add(server);
        if (_targets.Count > _options.TargetMemory) _targets.RemoveFirst();
        _open.RemoveFirst();
        _firstOpen++;
        _stalledSince = null;
    }

    private void SendTarget(uint task, NodeId server, bool isRepeat, ICollection<ClientAction> actions)
    {
        actions.Add(new(ClientActionKind.SendTarget, 0, task, server));
        _sentTargets.Add(isRepeat);
        if (isRepeat) _repeatsInHistory++;
        if (_sentTargets.Count > _options.HistoryDepth && _sentTargets.RemoveFirst()) _repeatsInHistory--;
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
