using AmlIpNet.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the hosted nodes to the application's health checks.</summary>
public static class AmlIpHealthChecksExtensions
{
    /// <summary>The name and the tag of the check whether every node is alive.</summary>
    public const string Live = "amlip-live";

    /// <summary>The name and the tag of the check whether every node is alive and knows enough peers.</summary>
    public const string Ready = "amlip-ready";

    /// <summary>Adds two checks: <see cref="Live"/>, every node's event loop turns; <see cref="Ready"/>, each knows <see cref="AmlIpOptions.MinPeers"/>
    /// peers besides. Each has its name as a tag, and <c>live</c> or <c>ready</c>.</summary>
    public static IHealthChecksBuilder AddAmlIp(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(Check(Live, "live", _ => 0)).Add(Check(Ready, "ready", options => options.MinPeers));
    }

    private static HealthCheckRegistration Check(string name, string tag, Func<AmlIpOptions, int> minPeers) => new(
        name,
        services =>
        {
            var options = services.GetRequiredService<IOptions<AmlIpOptions>>();
            return new NodeHealthCheck(services.GetServices<IHostedService>(), options, minPeers(options.Value));
        },
        HealthStatus.Unhealthy,
        [name, tag]);
}
