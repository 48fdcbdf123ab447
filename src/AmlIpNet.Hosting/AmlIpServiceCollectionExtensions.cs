using AmlIpNet;
using AmlIpNet.Dds;
using AmlIpNet.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds AmlIpNet to an application.</summary>
public static class AmlIpServiceCollectionExtensions
{
    /// <summary>Adds nodes that start and stop with the host. Their options come from the code and, over it, from the section <c>AmlIp</c> of the
    /// configuration. It may be called several times: the nodes add up.</summary>
    /// <exception cref="InvalidOptionsException">Two nodes have one name, or a handler is none.</exception>
    public static IServiceCollection AddAmlIp(this IServiceCollection services, Action<AmlIpBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(build);
        build(new AmlIpBuilder(services, Registry(services)));
        return services;
    }

    private static NodeRegistry Registry(IServiceCollection services)
    {
        if (services.LastOrDefault(one => one.ServiceType == typeof(NodeRegistry))?.ImplementationInstance is NodeRegistry known) return known;
        var registry = new NodeRegistry();
        services.AddSingleton(registry);
        services.TryAddSingleton<ConfiguredOptions>();
        services.TryAddSingleton<NodeGroup>();
        services.TryAddSingleton<IOptionsFactory<AmlIpOptions>, AmlIpOptionsFactory>();
        services.TryAddSingleton<IDdsEngine>(provider => Engines.Create(provider.GetRequiredService<IOptions<AmlIpOptions>>().Value.Engine));
        services.AddOptionsWithValidateOnStart<AmlIpOptions>();
        return registry;
    }
}
