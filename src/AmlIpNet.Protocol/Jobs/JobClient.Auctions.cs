namespace AmlIpNet.Protocol;

// How a waiting job gets to a server that knows nothing but auctions.
public sealed partial class JobClient
{
    private int _asked; // jobs with an open request
    private readonly List<Attempt> _auctioned = []; // attempts that a server has by auction, lost ones apart
    private bool _isDoubt; // servers are given up for what they do not list, not for having died

    private const int RequestsPerPeer = 4; // a peer may have several slots, and the next request is there when it is free

    /// <summary>How many more requests make sense.</summary>
    private int AskingRoom => _peers.Count * RequestsPerPeer - _asked;

    /// <summary>Whether a server that only takes part in auctions seems to be free for a job that has not been asked for.</summary>
    private bool IsPeerFree => _peers.Count > _asked + _auctioned.Count;

    private void OnPeerFound(NodeId id)
    {
        if (_servers.ContainsKey(id)) return;
        Forgive(id, 0);
        if (_peers.Count < _options.MaxServers) _peers.Add(id);
        else IgnoredServers++;
    }

    // A native server that has not discovered yet that this client is native too: work goes to it natively, where it can refuse and fail.
    private void OnReply(in JobClientEvent input, TimeSpan now, ICollection<JobClientAction> actions)
    {
        if (_servers.ContainsKey(input.Server) && _auction.IsOpen((uint)input.Task)) actions.Add(new(JobClientActionKind.DropSample, 0, input.Task, input.Server));
        else Auction(ClientEvent.Reply((uint)input.Task, input.Server), now);
    }

    private void OpenAuctions(TimeSpan now, ICollection<JobClientAction> actions)
    {
        if (AskingRoom <= 0) return;
        for (var job = _waiting.First; job is not null && AskingRoom > 0; job = job.IsWaiting ? _waiting.After(job) : _waiting.First)
        {
            if (job.IsAsked || AwaitsVerdict(job) || !MayAuction(job)) continue;
            job.InAuction = job.IsAsked = true;
            _asked++;
            Auction(ClientEvent.Submit(job.Id), now);
            FollowAuction(now, actions);
        }
    }

    /// <summary>It has found a server otherwise: its open request will name nobody.</summary>
    private void StopAsking(JobRecord job, TimeSpan now)
    {
        if (!job.IsAsked) return;
        Auction(ClientEvent.Withdraw(job.Id), now);
        job.IsAsked = false;
        _asked--;
    }

    /// <summary>Tells the auction; what it wants is done by <see cref="FollowAuction"/>, in its order.</summary>
    private void Auction(in ClientEvent input, TimeSpan now) => _auction.Handle(input, now, _auctionActions);

    private void FollowAuction(TimeSpan now, ICollection<JobClientAction> actions)
    {
        for (int i = 0; i < _auctionActions.Count; i++) Take(_auctionActions[i], now, actions); // which may make it want more
        _auctionActions.Clear();
    }

    private void Take(in ClientAction action, TimeSpan now, ICollection<JobClientAction> actions)
    {
        switch (action.Kind)
        {
            case ClientActionKind.SendRequest: actions.Add(new(JobClientActionKind.SendRequest, action.Job, action.Task)); break;
            case ClientActionKind.SendTarget: actions.Add(new(JobClientActionKind.SendTarget, 0, action.Task, action.Server)); break;
            case ClientActionKind.EmptyData: actions.Add(new(JobClientActionKind.EmptyData, action.Job, action.Task, action.Server)); break;
            case ClientActionKind.DropSample: actions.Add(new(JobClientActionKind.DropSample, 0, action.Task, action.Server)); break;
            case ClientActionKind.SendData: OnAssigned(action, actions); break;
            case ClientActionKind.Complete: OnAuctionSolution(action, now, actions); break;
            case ClientActionKind.Lost: OnAuctionLost(action, now, actions); break;
            case ClientActionKind.HandOver: OnHandOver(action, actions); break;
            default: throw new InvalidOperationException($"The auction wants something unknown: {action.Kind}.");
        }
    }

    private void OnAssigned(in ClientAction action, ICollection<JobClientAction> actions)
    {
        actions.Add(new(JobClientActionKind.SendData, action.Job, action.Task, action.Server));
        if (!_jobs.TryGetValue(action.Job, out var job)) return; // it has just ended: its server gets empty data
        if (job.IsAsked) _asked--;
        job.IsAsked = false;
        if (job.IsWaiting) _waiting.Remove(job);
        var attempt = Begin(job, action.Server, action.Task);
        attempt.IsAuction = true;
        attempt.MayRun = true;
        _auctioned.Add(attempt);
    }

    private void OnAuctionSolution(in ClientAction action, TimeSpan now, ICollection<JobClientAction> actions)
    {
        if (!_jobs.TryGetValue(action.Job, out var job))
        {
            actions.Add(new(JobClientActionKind.DropSample, 0, action.Task, action.Server));
            return;
        }

        actions.Add(new(JobClientActionKind.Complete, action.Job, action.Task, action.Server));
        End(job, null, now, actions);
    }

    private void OnAuctionLost(in ClientAction action, TimeSpan now, ICollection<JobClientAction> actions)
    {
        if (!_jobs.TryGetValue(action.Job, out var job)) return;
        uint task = action.Task;
        if (job.Attempts.Find(a => a.IsAuction && a.Task == task) is not { } attempt) return;
        attempt.IsLost = true;
        attempt.LeaseDue = TimeSpan.MaxValue;
        _auctioned.Remove(attempt);
        if (!_isDoubt) job.MetDeath = true;
        Bury(attempt, counts: !_isDoubt, now, actions);
    }

    /// <summary>A server that turns out to be native lists what it has by auction as well: what it does not list has a lease as any other attempt. Its solution can have
    /// been lost while one of the two took the other for gone.</summary>
    private void HearOfAuctions(NodeId server, ulong[]? held, TimeSpan now)
    {
        foreach (var attempt in _auctioned)
        {
            if (attempt.ServerId != server) continue;
            if (held is not null && held.Contains(AvailabilityMessage.AuctionTask | attempt.Task)) attempt.LeaseDue = TimeSpan.MaxValue;
            else if (attempt.LeaseDue == TimeSpan.MaxValue) attempt.LeaseDue = now + _options.Lease;
            if (attempt.LeaseDue < _nextLease) _nextLease = attempt.LeaseDue;
        }
    }

    /// <summary>The server still counts as alive: should a solution come after all, the first one wins.</summary>
    private void ExpireAuctionLeases(TimeSpan now, ICollection<JobClientAction> actions)
    {
        List<NodeId>? doubted = null;
        foreach (var attempt in _auctioned)
        {
            if (attempt.LeaseDue > now)
            {
                if (attempt.LeaseDue < _nextLease) _nextLease = attempt.LeaseDue;
                continue;
            }

            DoubtedAttempts++;
            if (doubted is null || !doubted.Contains(attempt.ServerId)) (doubted ??= []).Add(attempt.ServerId);
        }

        if (doubted is null) return;
        FollowAuction(now, actions); // what comes from before is meant as it is
        _isDoubt = true;
        foreach (var server in doubted) Auction(ClientEvent.ServerLost(server), now);
        FollowAuction(now, actions);
        _isDoubt = false;
    }

    private void OnHandOver(in ClientAction action, ICollection<JobClientAction> actions)
    {
        if (!_jobs.TryGetValue(action.Job, out var job)) return;
        if (job.IsAsked) _asked--;
        job.InAuction = job.IsAsked = false;
        if (IsServed(job)) return; // it may still be solved by what it has
        foreach (var attempt in job.Attempts) Release(attempt);
        job.Attempts.Clear();
        actions.Add(new(JobClientActionKind.HandOver, job.Id));
        _jobs.Remove(job.Id);
        if (job.IsWaiting) _waiting.Remove(job);
        _deadlines.Forget(job);
        Recycle(job);
    }
}
