using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AmlIpNet.Hosting;

/// <summary>The options of the application: the code's, and over them the configuration's.</summary>
internal sealed class ConfiguredOptions(NodeRegistry nodes, IOptions<HostOptions> host, IServiceProvider services)
{
    private const string Nodes = "Nodes";

    private readonly IConfigurationSection? _section = ((IConfiguration?)services.GetService(typeof(IConfiguration)))?.GetSection(AmlIpOptions.Section);

    /// <summary>What all nodes have in common, and what is wrong with it.</summary>
    public (AmlIpOptions Options, IReadOnlyList<string> Problems) Common()
    {
        var options = nodes.CommonChanges.Aggregate(new AmlIpOptions(), (common, change) => change(common));
        var reader = new SectionReader();
        options = reader.Read(options, _section, Nodes);
        foreach (var key in _section?.GetSection(Nodes).GetChildren() ?? [])
        {
            if (!nodes.Nodes.Any(node => node.Name.Equals(key.Key, StringComparison.OrdinalIgnoreCase)))
                reader.Add($"{key.Path} is for no node of this application. Its nodes are {string.Join(", ", nodes.Nodes.Select(node => node.Name))}.");
        }

        bool namesEngine = _section?[nameof(AmlIpOptions.Engine)] is not null || options.Engine != Engines.Cyclone;
        if (namesEngine && nodes.Engine is { } engine && engine.Name != options.Engine)
        {
            reader.Add($"{AmlIpOptions.Section}:{nameof(AmlIpOptions.Engine)} is '{options.Engine}', but {nameof(AmlIpBuilder.UseEngine)} gives the nodes the engine '{engine.Name}': leave one of them out.");
        }

        reader.Check(AmlIpOptions.Section, options.Validate);
        return (options, reader.Problems);
    }

    /// <summary>The options of one node, and what is wrong with them.</summary>
    public (T Options, IReadOnlyList<string> Problems) Node<T>(string name) where T : NodeOptions
    {
        var node = nodes.Find(name, typeof(T))
            ?? throw new InvalidOptionsException($"The application hosts no node '{name}' with {typeof(T).Name}: its nodes are {string.Join(", ", nodes.Nodes.Select(one => one.Name))}.");
        var (common, commonProblems) = Common();
        var section = _section?.GetSection(Nodes).GetSection(name);
        var reader = new SectionReader();
        var options = reader.Read((T)node.CreateOptions(new NodeDefaults(common, host.Value, nodes, services)), section);
        if (commonProblems.Count == 0) reader.Check($"{AmlIpOptions.Section}:{Nodes}:{name}", () => Validate(options)); // else each node would repeat them
        return (options, reader.Problems);
    }

    private void Validate(NodeOptions options)
    {
        options.Validate();
        var drain = options switch { ComputingNodeOptions node => node.DrainTimeout, GuardianNodeOptions node => node.DrainTimeout, _ => TimeSpan.Zero };
        var (farewell, shutdown) = (options.CloseTimeout * NodeDefaults.Farewells(options), host.Value.ShutdownTimeout);
        if (shutdown < TimeSpan.Zero || drain + farewell < shutdown || drain + farewell == TimeSpan.Zero) return;
        string option = drain > TimeSpan.Zero ? nameof(ComputingNodeOptions.DrainTimeout) : nameof(NodeOptions.CloseTimeout);
        InvalidOptionsException.ThrowUnless(false, option, drain > TimeSpan.Zero ? drain : options.CloseTimeout,
            $"with the farewell, {NodeDefaults.Farewells(options)} times the {nameof(NodeOptions.CloseTimeout)} of {options.CloseTimeout}, it must be less than the {shutdown} that the host has to stop, so lower one of them, or raise {nameof(HostOptions)}.{nameof(HostOptions.ShutdownTimeout)}");
    }
}
