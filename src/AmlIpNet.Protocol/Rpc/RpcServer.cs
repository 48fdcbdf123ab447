namespace AmlIpNet.Protocol;

/// <summary>
/// Decides which requests of AML-IP's direct request and reply a server answers, and when: each at most once, in the order in which they came, so many
/// at a time as it has slots. A pure state machine. The protocol has no refusal: a request that finds no room is dropped, and its client's patience ends it.
/// </summary>
/// <param name="maxWaiting">How many requests may wait; at least 1.</param>
/// <param name="memory">How many requests are remembered, so that one that comes again (a transient local writer repeats it after a rematch) is known; at least 1.</param>
public sealed class RpcServer(int maxWaiting, int memory = 16_384)
{
    private readonly BoundedSet<TaskKey> _seen = new(memory);
    private readonly LinkedList<TaskKey> _waiting = new();
    private readonly HashSet<TaskKey> _running = [];

    /// <summary>How many requests may be answered at a time.</summary>
    public int Slots { get; set; }

    /// <summary>Requests that wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Requests that are being answered.</summary>
    public int Running => _running.Count;

    /// <summary>Requests that came again.</summary>
    public long RepeatedRequests { get; private set; }

    /// <summary>Requests that found no room.</summary>
    public long ForgottenRequests { get; private set; }

    /// <summary>A request has come.</summary>
    /// <returns>Whether it will be answered: keep its payload until it is.</returns>
    public bool TryTake(TaskKey key)
    {
        if (_seen.Contains(key))
        {
            RepeatedRequests++;
            return false;
        }

        if (_waiting.Count >= maxWaiting)
        {
            ForgottenRequests++;
            return false;
        }

        _seen.Add(key);
        _waiting.AddLast(key);
        return true;
    }

    /// <summary>Starts the request that has waited for the longest, if a slot is free.</summary>
    public bool TryStart(out TaskKey key)
    {
        key = default;
        if (_running.Count >= Slots || _waiting.First is not { } first) return false;
        key = first.Value;
        _waiting.RemoveFirst();
        _running.Add(key);
        return true;
    }

    /// <summary>A request has been answered, or could not be.</summary>
    public void End(TaskKey key) => _running.Remove(key);

    /// <summary>Forgets what waits of a client that is gone.</summary>
    /// <param name="client">The client.</param>
    /// <param name="lost">Receives its requests, those that are being answered among them; these are to be told, and still to be ended.</param>
    public void TakeLost(NodeId client, ICollection<TaskKey> lost)
    {
        foreach (var key in _running)
        {
            if (key.Client == client) lost.Add(key);
        }

        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Client == client)
            {
                lost.Add(node.Value);
                _waiting.Remove(node);
            }

            node = next;
        }
    }
}
