using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>A task that this node is to execute: its data, and the switch that tells its handler that nobody waits any more.</summary>
internal sealed class Execution(TaskKey key, byte[] payload)
{
    private readonly CancellationTokenSource _cancellation = new();

    public TaskKey Key { get; } = key;

    public byte[] Payload { get; } = payload;

    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>The client is gone. Written and read on the loop.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Whether its handler has been called. Written and read on the loop.</summary>
    public bool IsStarted { get; set; }

    /// <summary>What the handler gave, or what is sent in its place; null for nothing.</summary>
    public ReadOnlyMemory<byte>? Result { get; set; }

    public void Abandon()
    {
        IsAbandoned = true;
        _ = _cancellation.CancelAsync(); // its callbacks are the user's: never on the loop
    }
}
