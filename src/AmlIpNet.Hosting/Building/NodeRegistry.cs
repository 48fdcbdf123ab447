using AmlIpNet.Dds;

namespace AmlIpNet.Hosting;

/// <summary>A node that the application hosts.</summary>
/// <param name="Name">Its name in the code and in the configuration.</param>
/// <param name="Node">Its type.</param>
/// <param name="Options">The type of its options.</param>
/// <param name="CreateOptions">Its options as the code has them.</param>
internal sealed record NodeRegistration(string Name, Type Node, Type Options, Func<NodeDefaults, NodeOptions> CreateOptions);

/// <summary>The nodes that an application hosts.</summary>
internal sealed class NodeRegistry
{
    private readonly List<NodeRegistration> _nodes = [];

    public IReadOnlyList<NodeRegistration> Nodes => _nodes;

    /// <summary>What the code changes in the common options, in order.</summary>
    public List<Func<AmlIpOptions, AmlIpOptions>> CommonChanges { get; } = [];

    /// <summary>The engine that the code gave; null when it is chosen by its name.</summary>
    public IDdsEngine? Engine { get; set; }

    /// <summary>The functions that the application's data workers compute with: the class of each by its name.</summary>
    public Dictionary<string, Type> DataFunctions { get; } = new(StringComparer.Ordinal);

    public void Add(NodeRegistration node)
    {
        if (string.IsNullOrWhiteSpace(node.Name) || node.Name.Contains(':') || node.Name.Contains("__", StringComparison.Ordinal))
        {
            throw new InvalidOptionsException(
                $"A hosted node cannot have the name '{node.Name}': it is also the name of a section of the configuration, so use one without ':' and '__'.");
        }

        if (_nodes.Find(one => one.Name.Equals(node.Name, StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new InvalidOptionsException($"There is already a {other.Node.Name} named '{other.Name}': give the {node.Node.Name} '{node.Name}' another name.");
        _nodes.Add(node);
    }

    public NodeRegistration? Find(string name, Type options) => _nodes.Find(one => one.Name == name && one.Options == options);

    /// <summary>The name of the node that is meant when none is named.</summary>
    /// <exception cref="InvalidOptionsException">There are several.</exception>
    public string OnlyOne(Type node)
    {
        string[] names = [.. _nodes.Where(one => one.Node == node).Select(one => one.Name)];
        return names.Length == 1
            ? names[0]
            : throw new InvalidOptionsException($"The application hosts {names.Length} nodes of type {node.Name} ({string.Join(", ", names)}): say which one with [FromKeyedServices(\"{names[0]}\")].");
    }
}
