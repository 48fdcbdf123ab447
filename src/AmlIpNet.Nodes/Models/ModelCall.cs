using AmlIpNet.Dds;

namespace AmlIpNet.Nodes;

/// <summary>A request for a model that is under way, and the task that waits for it.</summary>
internal sealed class ModelCall(ModelReceiverNode node, NodeId sender, ReadOnlyMemory<byte> request) : TaskCompletionSource<Model>(TaskCreationOptions.RunContinuationsAsynchronously), ILoopItem
{
    public NodeId Sender { get; } = sender;

    public ReadOnlyMemory<byte> Request { get; } = request;

    /// <summary>The number of its request, once it is open.</summary>
    public uint? Number { get; set; }

    void ILoopItem.Run() => node.Send(this);

    void ILoopItem.Dropped() => TrySetException(node.Closed());
}
