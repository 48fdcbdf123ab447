namespace AmlIpNet.Protocol;

/// <summary>What a node is in a data space.</summary>
public enum DataRole : ushort
{
    /// <summary>It holds values.</summary>
    Worker = 0,

    /// <summary>It asks; what it puts it holds until a worker has it.</summary>
    Client = 1,

    /// <summary>It knows who has what.</summary>
    Center = 2,
}

/// <summary>Where messages of a data space go: a node in one of its roles.</summary>
/// <param name="Node">The node.</param>
/// <param name="Role">Its role.</param>
public readonly record struct DataAddress(NodeId Node, DataRole Role) : IComparable<DataAddress>
{
    /// <summary>The address of a worker.</summary>
    public static DataAddress Worker(NodeId node) => new(node, DataRole.Worker);

    /// <summary>The address of a client.</summary>
    public static DataAddress Client(NodeId node) => new(node, DataRole.Client);

    /// <summary>The address of a Center.</summary>
    public static DataAddress Center(NodeId node) => new(node, DataRole.Center);

    /// <inheritdoc/>
    public int CompareTo(DataAddress other) => Role != other.Role ? Role.CompareTo(other.Role) : Node.CompareTo(other.Node);
}
