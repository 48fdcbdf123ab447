using AmlIpNet.Dds;

namespace AmlIpNet.Nodes;

/// <summary>A job under way: the user's bytes, and the task that the user awaits. Posted to the loop it submits itself.</summary>
internal sealed class JobRequest(MainNode node, ulong number, ReadOnlyMemory<byte> payload)
    : TaskCompletionSource<Solution>(TaskCreationOptions.RunContinuationsAsynchronously), ILoopItem
{
    public ulong Number { get; } = number;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    void ILoopItem.Run() => node.Submit(this);
}
