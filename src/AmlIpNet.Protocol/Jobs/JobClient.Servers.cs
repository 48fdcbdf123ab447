namespace AmlIpNet.Protocol;

// What servers say about themselves, and what discovery and liveliness say about them.
public sealed partial class JobClient
{
    private void OnAvailability(in JobClientEvent input, TimeSpan now, ICollection<JobClientAction> actions)
    {
        if (Meet(input.Server, input.Load, now, actions) is not { } server) return;
        if (input.Attributes is not null && !server.Attributes.Equals(input.Attributes))
        {
            server.Attributes = input.Attributes;
            _hasNews = true;
        }

        ulong highest = 0;
        int kept = 0;
        foreach (ulong task in input.Held ?? [])
        {
            if (!_attempts.TryGetValue(task, out var attempt) || attempt.ServerId != server.Id || attempt.Incarnation != input.Load.Incarnation)
            {
                // Its job ended while the server was cut off: the slot is wanted for others.
                if (attempt is null && task <= _lastTask) actions.Add(new(JobClientActionKind.SendCancel, 0, task, server.Id, input.Load.Incarnation));
                continue;
            }

            highest = Math.Max(highest, task);
            attempt.IsKept = _mayFetch = true; // if it runs, that is told or about to be
            if (attempt.IsLost) Recover(attempt, server);
            if (!attempt.MayRun) kept++;
            Hear(attempt, now);
        }

        if (_auctioned.Count > 0) HearOfAuctions(server.Id, input.Held, now);
        MarkReported(server, highest);
        if (server.Load == input.Load) server.Load = server.Load with { QueueRoom = Math.Max(0, server.Load.QueueRoom - kept) }; // it is told for a client that has nothing there
    }

    /// <summary>Takes a report: of a new server, a newer load of a known one, or one that is out of date.</summary>
    /// <returns>Null for a server, or an incarnation of it, that does not count.</returns>
    private Server? Meet(NodeId id, in ServerLoad load, TimeSpan now, ICollection<JobClientAction> actions)
    {
        if (!_servers.TryGetValue(id, out var server))
        {
            if (_servers.Count >= _options.MaxServers)
            {
                IgnoredServers++;
                return null;
            }

            server = new Server(id) { Load = load };
            _servers.Add(id, server);
            _serversById.Insert(~_serversById.BinarySearch(server, ById.Instance), server);
            _hasNews = true;
            _peers.Remove(id);
            Forgive(id, load.Incarnation);
            return server;
        }

        if (load.Incarnation < server.Load.Incarnation) return null;
        if (load.Incarnation > server.Load.Incarnation) LoseAttempts(server, now, actions);
        else if (load.Version < server.Load.Version) return server;
        _hasNews |= load.State != server.Load.State || load.Slots != server.Load.Slots;
        server.Load = load;
        return server;
    }

    private static void MarkReported(Server server, ulong lastTask)
    {
        foreach (var attempt in server.Attempts)
        {
            if (attempt.Task > lastTask) return;
            if (attempt.IsReported) continue;
            attempt.IsReported = true;
            server.Unreported--;
        }
    }

    private void OnSuspected(NodeId id)
    {
        if (!_servers.TryGetValue(id, out var server) || server.IsSuspected) return;
        server.IsSuspected = true;
        for (int i = server.Attempts.Count - 1; i >= 0; i--) WaitUnlessServed(server.Attempts[i].Job); // the youngest first: each waits in front of the last
    }

    private void OnTrusted(NodeId id, TimeSpan now)
    {
        if (!_servers.TryGetValue(id, out var server) || !server.IsSuspected) return;
        server.IsSuspected = false;
        foreach (var attempt in server.Attempts) StopWaitingIfServed(attempt.Job, now);
    }

    private void OnLost(NodeId id, TimeSpan now, ICollection<JobClientAction> actions)
    {
        _peers.Remove(id);
        if (_servers.Remove(id, out var server))
        {
            _serversById.Remove(server);
            _hasNews = true;
            LoseAttempts(server, now, actions);
        }

        Auction(ClientEvent.ServerLost(id), now);
    }

    /// <summary>The server, or that incarnation of it, is gone. It may only have been cut off: should a solution come after all, the
    /// first one wins.</summary>
    private void LoseAttempts(Server server, TimeSpan now, ICollection<JobClientAction> actions)
    {
        bool died = server.Load.State != ServerState.Left;
        foreach (var attempt in Enumerable.Reverse(server.Attempts).ToArray()) // the youngest first: each waits in front of the last
        {
            if (!_attempts.ContainsKey(attempt.Task)) continue; // its job ended with the one before
            bool counts = died && attempt.MayRun;
            Leave(attempt);
            attempt.IsLost = true;
            attempt.LeaseDue = TimeSpan.MaxValue;
            if (died) attempt.Job.MetDeath = true;
            Bury(attempt, counts, now, actions);
        }
    }

    /// <summary>Who is found again did not die: what was counted as its death is no job's fault.</summary>
    private void Forgive(NodeId server, ulong incarnation)
    {
        foreach (var job in _jobs.Values)
        {
            if (job.Deaths == 0) continue;
            foreach (var attempt in job.Attempts)
            {
                if (!attempt.CountedAsDeath || attempt.ServerId != server || (!attempt.IsAuction && attempt.Incarnation != incarnation)) continue;
                attempt.CountedAsDeath = false;
                job.Deaths--;
            }
        }
    }

    private void Bury(Attempt attempt, bool counts, TimeSpan now, ICollection<JobClientAction> actions)
    {
        var job = attempt.Job;
        if (counts && !job.Attempts.Exists(other => other.CountedAsDeath && other.ServerId == attempt.ServerId)) // several attempts there died one death
        {
            attempt.CountedAsDeath = true;
            job.Deaths++;
        }

        if (job.Deaths >= _options.MaxDeaths) Fail(job, JobEnd.Quarantined, now, actions);
        else WaitUnlessServed(job);
    }

    /// <summary>The server was only cut off, and still has the attempt.</summary>
    private void Recover(Attempt attempt, Server server)
    {
        attempt.IsLost = false;
        attempt.Server = server;
        attempt.IsReported = true;
        if (!attempt.MayRun) _kept++;
        int place = server.Attempts.FindLastIndex(other => other.Task < attempt.Task) + 1;
        server.Attempts.Insert(place, attempt);
        if (attempt.CountedAsDeath)
        {
            attempt.CountedAsDeath = false;
            attempt.Job.Deaths--;
        }

        attempt.IsUnheard = true; // Hear() follows, and lets the job wait no longer
    }

    private sealed class ById : IComparer<Server>
    {
        public static ById Instance { get; } = new();

        public int Compare(Server? x, Server? y) => x!.Id.CompareTo(y!.Id);
    }
}
