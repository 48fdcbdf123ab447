namespace AmlIpNet;

/// <summary>What every node can be asked.</summary>
public interface INode : IAsyncDisposable
{
    /// <summary>The node's id.</summary>
    NodeId Id { get; }

    /// <summary>Counts the nodes that it works with and that are there: of a Main node the Computing nodes, of a Computing node the nodes that may
    /// send it jobs, of a Status node all others. It answers on its event loop: an answer proves that the node is alive.</summary>
    /// <exception cref="NodeClosedException">The node was disposed.</exception>
    /// <exception cref="OperationCanceledException">It did not answer before it was cancelled.</exception>
    Task<int> CountPeersAsync(CancellationToken cancellationToken = default);
}
