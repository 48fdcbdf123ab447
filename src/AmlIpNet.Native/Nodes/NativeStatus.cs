namespace AmlIpNet.Native;

/// <summary>A Status node of the host's. It begins to remember changes when the host first asks for one.</summary>
internal sealed class NativeStatus(StatusNode node) : NativeNode
{
    // What the host does not take stays with the node, which has a bound for it and counts what it drops.
    private readonly SemaphoreSlim _room = new(64);
    private readonly EventQueue<NodeStatus> _changes = new();
    private int _isWatching;

    public override NodeId Id => node.Id;

    public IReadOnlyList<NodeStatus> Nodes
    {
        get
        {
            ThrowIfClosed();
            return node.Nodes;
        }
    }

    public long DroppedChanges => node.DroppedChanges;

    public override int Next(int milliseconds, bool endsWhenStopped, out ulong handle)
    {
        if (Interlocked.Exchange(ref _isWatching, 1) == 0) _ = WatchAsync();
        int result = _changes.Take(milliseconds, null, out var change);
        handle = 0;
        if (result != ErrorCode.Ok) return result;
        _room.Release();
        handle = Handles.Add(new StatusChange(change!));
        return result;
    }

    protected override async ValueTask DisposeAsync()
    {
        try
        {
            await node.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _changes.End(discard: true);
        }
    }

    private async Task WatchAsync()
    {
        await foreach (var change in node.WatchAsync().ConfigureAwait(false))
        {
            await _room.WaitAsync().ConfigureAwait(false);
            _changes.Add(change);
        }
    }
}

/// <summary>A change that the host was told of.</summary>
internal sealed class StatusChange(NodeStatus status) : NativeObject
{
    public override string What => "a change of a node's status";

    public NodeStatus Status => status;

    public override void Close() { }
}
