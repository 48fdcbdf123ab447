namespace AmlIpNet.Protocol;

// Native clients come, start anew, go, and are forgotten.
public sealed partial class JobServer
{
    /// <summary>The highest native task received of the client's present incarnation; 0 for none.</summary>
    public ulong LastTask(NodeId client) => _clients.TryGetValue(client, out var known) ? known.LastTask : 0;

    /// <summary>The client's present incarnation as far as it has spoken; 0 for none.</summary>
    public ulong IncarnationOf(NodeId client) => _clients.TryGetValue(client, out var known) ? known.Incarnation : 0;

    /// <returns>False when the sample is of an earlier incarnation than the client's present one. The client is null when there is no room for it.</returns>
    private bool TryHear(NodeId id, ulong incarnation, ICollection<JobServerAction> actions, out Client? client)
    {
        client = Remember(id, actions);
        if (client is null) return true;
        if (incarnation < client.Incarnation) return false;
        if (incarnation == client.Incarnation) return true;
        GiveUp(client, actions);
        Return(client);
        client.Incarnation = incarnation;
        (client.HasTask, client.LastTask) = (false, 0);
        return true;
    }

    private Client? Remember(NodeId id, ICollection<JobServerAction> actions)
    {
        if (_clients.TryGetValue(id, out var client))
        {
            if (_byHeard.Last!.Value == client) return client;
            _byHeard.Remove(client.Node);
            _byHeard.AddLast(client.Node);
            return client;
        }

        if (_clients.Count >= _options.MaxClients && !ForgetOne()) return null;
        client = new Client(id);
        _clients.Add(id, client);
        _byHeard.AddLast(client.Node);
        _auctions.LeaveRequests(id); // it does not take this server's offers once it knows it as native
        return client;
    }

    private bool ForgetOne()
    {
        for (var node = _byHeard.First; node is not null; node = node.Next)
        {
            var client = node.Value;
            if (client.Held > 0) continue;
            Return(client);
            _byHeard.Remove(node);
            SetThinksBusy(client, false);
            _clients.Remove(client.Id);
            ForgottenClients++;
            return true;
        }

        return false;
    }

    private void OnNativeClientFound(NodeId id, ICollection<JobServerAction> actions)
    {
        if (Remember(id, actions) is { } client) Return(client);
    }

    private void OnClientLost(NodeId id, TimeSpan now, ICollection<JobServerAction> actions)
    {
        OnAuctionClientLost(id, now, actions);
        if (!_clients.TryGetValue(id, out var client) || client.IsLost) return;
        client.IsLost = true;
        client.LostUntil = now + _options.OrphanGrace;
        _lost.Add(client);
        _roomChanged = true;
    }

    private void Return(Client client)
    {
        if (!client.IsLost) return;
        client.IsLost = false;
        _lost.Remove(client);
        _roomChanged = true;
    }

    // Its attempts end without a word: nobody is there to hear it.
    private void GiveUp(Client client, ICollection<JobServerAction> actions)
    {
        for (var attempt = _first; attempt is not null && client.Held > 0;)
        {
            var next = attempt.Next;
            if (attempt.Client == client && !attempt.IsVoid)
            {
                Orphaned++;
                if (attempt.IsRunning)
                {
                    CancelHandler(attempt, actions);
                    attempt.IsVoid = true; // it holds its slot until the handler ends
                }
                else
                {
                    actions.Add(new(JobServerActionKind.Forget, attempt.Key));
                    Release(attempt);
                }
            }

            attempt = next;
        }
    }

    private void GiveUpOrphans(TimeSpan now, ICollection<JobServerAction> actions)
    {
        while (_lost.Count > 0 && _lost[0].LostUntil <= now)
        {
            var client = _lost[0];
            GiveUp(client, actions);
            Return(client); // should it speak again, it is served
        }
    }
}
