namespace AmlIpNet.Protocol;

/// <summary>
/// Numbers the requests of a client of AML-IP's direct request and reply, tells which reply belongs to which, and when to wait no longer. A pure state
/// machine. A request is sent once: neither side of AML-IP repeats it.
/// </summary>
/// <param name="patience">How long a reply is waited for; above zero.</param>
/// <param name="capacity">How many requests may be open at a time; at least 1.</param>
public sealed class RpcClient(TimeSpan patience, int capacity)
{
    private readonly Dictionary<uint, LinkedListNode<Request>> _byTask = [];
    private readonly LinkedList<Request> _open = new(); // in the order in which they fall due
    private uint _next;

    /// <summary>Requests that wait for their reply.</summary>
    public int OpenRequests => _open.Count;

    /// <summary>Replies that nobody waited for: repeated, late, or from another server than the one that was asked.</summary>
    public long DroppedReplies { get; private set; }

    /// <summary>When to call <see cref="TakeDue"/> next; null for never.</summary>
    public TimeSpan? NextDue => _open.First?.Value.Due;

    /// <summary>Opens a request.</summary>
    /// <param name="server">Who is asked.</param>
    /// <param name="now">The time since any fixed moment; it never goes back.</param>
    /// <param name="task">The number to send it with.</param>
    /// <returns>False when so many are open that there is no room.</returns>
    public bool TryOpen(NodeId server, TimeSpan now, out uint task)
    {
        task = 0;
        if (_open.Count >= capacity) return false;
        while (_byTask.ContainsKey(_next)) _next++; // after four billion the numbers start again
        task = _next++;
        _byTask.Add(task, _open.AddLast(new Request(task, server, now + patience)));
        return true;
    }

    /// <summary>A reply has come.</summary>
    /// <returns>Whether it is the one that is waited for; then the request is closed.</returns>
    public bool TryClose(NodeId server, uint task)
    {
        if (_byTask.TryGetValue(task, out var request) && request.Value.Server == server) return GiveUp(task);
        DroppedReplies++;
        return false;
    }

    /// <summary>Waits for a reply no longer.</summary>
    /// <returns>False when it was not waited for.</returns>
    public bool GiveUp(uint task)
    {
        if (!_byTask.Remove(task, out var request)) return false;
        _open.Remove(request);
        return true;
    }

    /// <summary>Gives up the requests that have waited for too long.</summary>
    /// <param name="now">The time.</param>
    /// <param name="tasks">Receives them, the oldest first.</param>
    public void TakeDue(TimeSpan now, ICollection<uint> tasks)
    {
        while (_open.First is { } first && first.Value.Due <= now) Take(first, tasks);
    }

    /// <summary>Gives up the requests to a server that is gone.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tasks">Receives them, the oldest first.</param>
    public void TakeLost(NodeId server, ICollection<uint> tasks)
    {
        for (var request = _open.First; request is not null;)
        {
            var next = request.Next;
            if (request.Value.Server == server) Take(request, tasks);
            request = next;
        }
    }

    private void Take(LinkedListNode<Request> request, ICollection<uint> tasks)
    {
        tasks.Add(request.Value.Task);
        GiveUp(request.Value.Task);
    }

    private readonly record struct Request(uint Task, NodeId Server, TimeSpan Due);
}
