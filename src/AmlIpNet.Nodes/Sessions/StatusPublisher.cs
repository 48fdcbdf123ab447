using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes;

/// <summary>Publishes a node's state on <c>amlip/status</c> as AML-IP does: the last state stays for those who join late.</summary>
internal sealed class StatusPublisher(IDomainParticipant participant, EndpointQos qos, NodeKind kind) : IDisposable
{
    private readonly IDataWriter _writer = participant.CreateWriter(AmlIpTopics.Status, qos, NullListener.Instance);

    private volatile bool _left;

    /// <summary>Publishes a state. A history of one is never full.</summary>
    public void Publish(NodeId node, NodeState state)
    {
        if (_left) return;
        Span<byte> header = stackalloc byte[StatusMessage.MaxSize];
        int length = new StatusMessage(node, kind, state).Write(header);
        _writer.TryWrite(header[..length], default);
    }

    /// <summary>Publishes that the node is dropped, and nothing after it. On the loop.</summary>
    public void Leave(NodeId node)
    {
        Publish(node, NodeState.Dropped);
        _left = true;
    }

    /// <summary>Waits until the last state has arrived at every Status node.</summary>
    public ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout) => _writer.WaitForAcknowledgmentsAsync(timeout);

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
