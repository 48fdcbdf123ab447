using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Native;

/// <summary>A Status node of the host's. It begins to remember changes when the host first asks for one.</summary>
internal sealed class NativeStatus(StatusNode node, ILoggerFactory? loggers) : NativeNode(loggers)
{
    // What the host does not take stays with the node, which has a bound for it and counts what it drops.
    private readonly SemaphoreSlim _room = new(64);
    private readonly EventQueue<NodeStatus> _changes = new();
    private int _isWatching;
    private Exception? _failure;

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

    public override int Next(Deadline deadline, bool endsWhenStopped, out ulong handle)
    {
        if (Interlocked.Exchange(ref _isWatching, 1) == 0) _ = WatchAsync();
        int result = _changes.Take(deadline, null, out var change);
        handle = 0;
        if (result == ErrorCode.Closed && !IsClosed && _failure is not null) ExceptionDispatchInfo.Throw(_failure);
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
        try
        {
            await foreach (var change in node.WatchAsync().ConfigureAwait(false))
            {
                await _room.WaitAsync().ConfigureAwait(false);
                _changes.Add(change);
            }
        }
        catch (NodeClosedException)
        {
            // Whoever waits for a change hears of it.
        }
        catch (Exception error)
        {
            NativeLog.NodeFailed(Logger, error, Id);
            _failure = error;
            _changes.End(discard: false);
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
