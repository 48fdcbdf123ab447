using AmlIpNet.Dds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AmlIpNet.Hosting;

/// <summary>Says which nodes the application hosts.</summary>
public sealed partial class AmlIpBuilder
{
    private readonly NodeRegistry _nodes;

    internal AmlIpBuilder(IServiceCollection services, NodeRegistry nodes)
    {
        Services = services;
        _nodes = nodes;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Changes what all nodes have in common; the configuration changes it further.</summary>
    public AmlIpBuilder Configure(Func<AmlIpOptions, AmlIpOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _nodes.CommonChanges.Add(change);
        return this;
    }

    /// <summary>Has all nodes use this engine, and not one by its name: leave <see cref="AmlIpOptions.Engine"/> away then.</summary>
    public AmlIpBuilder UseEngine(IDdsEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _nodes.Engine = engine;
        Services.Replace(ServiceDescriptor.Singleton(engine));
        return this;
    }

    /// <summary>Has all nodes read and write typed jobs so, unless their own options say otherwise. Default JSON.</summary>
    public AmlIpBuilder UseSerializer(IPayloadSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        Services.Replace(ServiceDescriptor.Singleton(serializer));
        return this;
    }

    /// <summary>Adds a Main node. It is injected as <see cref="MainNode"/>; where there are several, by <c>[FromKeyedServices(name)]</c>.</summary>
    /// <param name="name">Its name, and that of its section <c>AmlIp:Nodes:name</c>.</param>
    /// <param name="change">Changes its options; the configuration changes them further.</param>
    public AmlIpBuilder AddMainNode(string name, Func<MainNodeOptions, MainNodeOptions>? change = null) =>
        Add(name, defaults => defaults.Main(name), change, MainNode.Create);

    /// <summary>Adds a Status node. It is injected as <see cref="StatusNode"/>; where there are several, by <c>[FromKeyedServices(name)]</c>.</summary>
    /// <inheritdoc cref="AddMainNode" path="/param"/>
    public AmlIpBuilder AddStatusNode(string name, Func<StatusNodeOptions, StatusNodeOptions>? change = null) =>
        Add(name, defaults => defaults.Status(name), change, StatusNode.Create);

    /// <summary>Adds a guardian: it takes the jobs of AML-IP's Main nodes, and has them solved on the native plane.</summary>
    /// <inheritdoc cref="AddMainNode" path="/param"/>
    public AmlIpBuilder AddGuardianNode(string name, Func<GuardianNodeOptions, GuardianNodeOptions>? change = null) =>
        Add(name, defaults => defaults.Guardian(name), change, GuardianNode.Create, (_, node, stop) => node.RunAsync(stop));

    /// <summary>Adds a Computing node whose jobs are solved by a class of the application: each job by one of its own, from a scope of its own.</summary>
    /// <typeparam name="THandler">An <see cref="IJobHandler"/>, or an <see cref="IJobHandler{TJob, TSolution}"/>. It is registered as scoped unless it is
    /// registered already. The host makes one when it starts, to see whether it can.</typeparam>
    /// <inheritdoc cref="AddMainNode" path="/param"/>
    public AmlIpBuilder AddComputingNode<THandler>(string name, Func<ComputingNodeOptions, ComputingNodeOptions>? change = null) where THandler : class
    {
        var run = ScopedHandler.Runner(typeof(THandler));
        if (!typeof(THandler).IsAbstract) Services.TryAddScoped<THandler>(); // an interface is the application's to register
        return Add(name, defaults => defaults.Computing(name), change, ComputingNode.Create, run, services => ScopedHandler.CheckAsync(services, typeof(THandler), name));
    }

    /// <summary>Adds a Computing node whose jobs are solved by a function.</summary>
    /// <param name="name">Its name, and that of its section <c>AmlIp:Nodes:name</c>.</param>
    /// <param name="handler">Solves a job.</param>
    /// <param name="change">Changes its options; the configuration changes them further.</param>
    public AmlIpBuilder AddComputingNode(string name, JobHandler handler, Func<ComputingNodeOptions, ComputingNodeOptions>? change = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(name, defaults => defaults.Computing(name), change, ComputingNode.Create, (_, node, stop) => node.RunAsync(handler, stop));
    }

    /// <summary>Adds a node of any other kind, such as <c>AddNode(new SchedulerNodeOptions { Name = "scheduler", Database = "artifacts.db" }, SchedulerNode.Create)</c>.
    /// It is injected as its type; where there are several, by <c>[FromKeyedServices(name)]</c>.</summary>
    /// <param name="options">Its options; their name is that of its section <c>AmlIp:Nodes:name</c> too, which changes them further. A network that they leave at its defaults is that of all nodes.</param>
    /// <param name="create">Makes it.</param>
    public AmlIpBuilder AddNode<TNode, TOptions>(TOptions options, Func<IDdsEngine, TOptions, ILoggerFactory?, TNode> create)
        where TNode : class, INode where TOptions : NodeOptions
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(create);
        return Add(options.Name, defaults => defaults.Of(options), null, create);
    }

    private AmlIpBuilder Add<TNode, TOptions>(string name, Func<NodeDefaults, TOptions> initial, Func<TOptions, TOptions>? change,
        Func<IDdsEngine, TOptions, ILoggerFactory?, TNode> create, Func<IServiceProvider, TNode, CancellationToken, Task>? run = null,
        Func<IServiceProvider, Task>? check = null)
        where TNode : class, INode where TOptions : NodeOptions
    {
        _nodes.Add(new NodeRegistration(name, typeof(TNode), typeof(TOptions), defaults => change is null ? initial(defaults) : change(initial(defaults))));
        Services.TryAddSingleton<IOptionsFactory<TOptions>, NodeOptionsFactory<TOptions>>();
        Services.AddOptionsWithValidateOnStart<TOptions>(name);
        Services.AddKeyedSingleton(name, (services, _) => create(
            services.GetRequiredService<IDdsEngine>(), services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name), services.GetService<ILoggerFactory>()));
        Services.TryAddSingleton(services => services.GetRequiredKeyedService<TNode>(_nodes.OnlyOne(typeof(TNode))));
        Services.AddSingleton<IHostedService>(services => new NodeService(
            name,
            () => services.GetRequiredKeyedService<TNode>(name),
            run is null ? null : stop => run(services, services.GetRequiredKeyedService<TNode>(name), stop),
            services.GetRequiredService<NodeGroup>(),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<ILogger<NodeService>>(),
            check is null ? null : () => check(services)));
        return this;
    }
}
