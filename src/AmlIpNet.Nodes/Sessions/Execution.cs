using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>A task that this node is to execute: its data, and the switch that tells its handler that nobody waits any more. Its handler runs on
/// the thread pool, its end on the loop.</summary>
internal sealed class Execution(ServerSession session, TaskKey key, byte[] payload) : IThreadPoolWorkItem, ILoopItem
{
    private readonly CancellationTokenSource _cancellation = new();

    public TaskKey Key { get; } = key;

    public byte[] Payload { get; } = payload;

    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>The client is gone. Written and read on the loop.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>The leave to execute it, from the call of its handler on. Written on the loop.</summary>
    public Permit? Permit { get; set; }

    /// <summary>What the handler gave, or what is sent in its place; null for nothing.</summary>
    public ReadOnlyMemory<byte>? Result { get; set; }

    void IThreadPoolWorkItem.Execute() => _ = session.ExecuteAsync(this);

    void ILoopItem.Run() => session.End(this);

    public void Abandon()
    {
        IsAbandoned = true;
        _ = _cancellation.CancelAsync(); // its callbacks are the user's: never on the loop
    }
}
