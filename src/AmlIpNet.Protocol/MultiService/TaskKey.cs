namespace AmlIpNet.Protocol;

/// <summary>A task of the multiservice: the client that asks and its number for the task, unique together.</summary>
public readonly record struct TaskKey(NodeId Client, uint Task)
{
    internal const int StateSize = NodeId.Size + sizeof(uint);

    /// <inheritdoc/>
    public override string ToString() => $"{Client}#{Task}";

    internal void Write(StateWriter writer)
    {
        writer.Write(Client);
        writer.Write(Task);
    }

    internal static TaskKey Read(ref StateReader reader) => new(reader.ReadNodeId(), reader.ReadUInt32());
}
