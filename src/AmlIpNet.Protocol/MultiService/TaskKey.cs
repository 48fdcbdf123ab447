namespace AmlIpNet.Protocol;

/// <summary>A task of the multiservice: the client that asks and its number for the task, unique together.</summary>
public readonly record struct TaskKey(NodeId Client, uint Task)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Client}#{Task}";
}
