namespace AmlIpNet.Protocol;

/// <summary>One attempt at a job, unique in the network: the client that asks and its number for the attempt.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Task">The client's number for the attempt; numbers of auctions and of the native plane are apart.</param>
/// <param name="IsAuction">Whether it was assigned by an auction of AML-IP.</param>
public readonly record struct ExecutionKey(NodeId Client, ulong Task, bool IsAuction = false)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Client}#{Task}{(IsAuction ? " (auction)" : "")}";
}
