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
    /// peers besides, and the host does not stop. Each has its name as a tag, and <c>live</c> or <c>ready</c>.</summary>
    public static IHealthChecksBuilder AddAmlIp(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(Check(Live, "live", isReadiness: false)).Add(Check(Ready, "ready", isReadiness: true));
    }

    private static HealthCheckRegistration Check(string name, string tag, bool isReadiness) => new(
        name,
        services => new NodeHealthCheck(services.GetServices<IHostedService>(), services.GetRequiredService<IOptions<AmlIpOptions>>(), isReadiness),
        HealthStatus.Unhealthy,
        [name, tag]);
}
