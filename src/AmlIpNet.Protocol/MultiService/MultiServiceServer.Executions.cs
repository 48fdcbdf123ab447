namespace AmlIpNet.Protocol;

// How an engagement becomes a solution: take the data, run it when a slot is free, answer once.
public sealed partial class MultiServiceServer
{
    private void OnData(TaskKey key, NodeId server, ICollection<ServerAction> actions)
    {
        bool isHere = _engagements.TryGetValue(key, out var engagement) && engagement.Phase is Phase.Ready or Phase.Running;
        if (server != Id || isHere || !_executed.Add(key))
        {
            actions.Add(new(ServerActionKind.DropSample, key));
            return;
        }

        ForgetPending(key);
        _closed.Add(key);
        if (engagement is null)
        {
            engagement = Engage(key);
        }
        else if (engagement.Phase == Phase.Overdue)
        {
            _overdue.Remove(key);
            _holding++;
        }

        engagement.Phase = Phase.Ready;
        engagement.Due = TimeSpan.MaxValue;
        _ready.Enqueue(key);
        actions.Add(new(ServerActionKind.Keep, key));
    }

    /// <summary>What runs, and what has its data and waits for a slot.</summary>
    internal IEnumerable<TaskKey> Executing
    {
        get
        {
            foreach (var (key, engagement) in _engagements)
            {
                if (engagement.Phase is Phase.Ready or Phase.Running) yield return key;
            }
        }
    }

    /// <summary>Whether there is any of it.</summary>
    internal bool IsExecuting => Running > 0 || _ready.Count > 0;

    private void StartReady(ICollection<ServerAction> actions)
    {
        while (Running < Capacity && _ready.TryDequeue(out var key))
        {
            _engagements[key].Phase = Phase.Running;
            Running++;
            actions.Add(new(ServerActionKind.Start, key));
        }
    }

    private void OnEnded(TaskKey key, bool solved, ICollection<ServerAction> actions)
    {
        if (!_engagements.TryGetValue(key, out var engagement) || engagement.Phase != Phase.Running)
        {
            throw new InvalidOperationException($"The task {key} is not running: its end was told twice, or it was never started.");
        }

        Running--;
        Release(key, engagement);
        if (solved) actions.Add(new(ServerActionKind.SendSolution, key));
    }

    private void OnClientLost(NodeId client, ICollection<ServerAction> actions)
    {
        ForgetRequests(client);
        foreach (var key in Sorted(e => e.Key.Client == client))
        {
            var engagement = _engagements[key];
            if (engagement.Phase is Phase.Ready or Phase.Running) actions.Add(new(ServerActionKind.Abandon, key));
            if (engagement.Phase != Phase.Running) Release(key, engagement); // a running handler frees its slot when it ends
        }

        for (int left = _ready.Count; left > 0; left--)
        {
            var key = _ready.Dequeue();
            if (_engagements.ContainsKey(key)) _ready.Enqueue(key);
        }
    }

    /// <summary>Gives up everything but what runs.</summary>
    /// <returns>The tasks whose data was here, and whether they run.</returns>
    internal List<(TaskKey Key, bool IsRunning)> GiveUp()
    {
        List<(TaskKey, bool)> taken = [];
        foreach (var key in Sorted(_ => true))
        {
            var engagement = _engagements[key];
            if (engagement.Phase is Phase.Ready or Phase.Running) taken.Add((key, engagement.Phase == Phase.Running));
            if (engagement.Phase != Phase.Running) Release(key, engagement);
        }

        _ready.Clear();
        _pending.Clear();
        _pendingByKey.Clear();
        return taken;
    }

    // In the order of their keys: a dictionary's own order depends on its past.
    private List<TaskKey> Sorted(Func<KeyValuePair<TaskKey, Engagement>, bool> isMeant)
    {
        List<TaskKey> keys = [];
        foreach (var engagement in _engagements)
        {
            if (isMeant(engagement)) keys.Add(engagement.Key);
        }

        keys.Sort(static (a, b) => a.Client.CompareTo(b.Client) is var order and not 0 ? order : a.Task.CompareTo(b.Task));
        return keys;
    }
}
