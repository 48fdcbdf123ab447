using AmlIpNet.Dds;
using AmlIpNet.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AmlIpNet.Hosting.Tests.Hosts;

/// <summary>A generic host whose nodes meet on an in-process engine of its own.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private readonly IHost _host;
    private Task? _stop;

    private HostUnderTest(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public static HostUnderTest Create(Action<AmlIpBuilder> nodes, Action<IServiceCollection>? services = null, params (string Key, string? Value)[] configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(configuration.Select(one => KeyValuePair.Create(one.Key, one.Value)));
        builder.Services.AddAmlIp(amlip => nodes(amlip.UseEngine(new InProcessEngine())));
        services?.Invoke(builder.Services);
        return new HostUnderTest(builder.Build());
    }

    public static async Task<HostUnderTest> StartAsync(Action<AmlIpBuilder> nodes, Action<IServiceCollection>? services = null, params (string Key, string? Value)[] configuration)
    {
        var host = Create(nodes, services, configuration);
        await host.StartAsync();
        return host;
    }

    public Task StartAsync() => Wait.For(_host.StartAsync(), "the start of the host");

    public Task StopAsync() => _stop ??= Wait.For(_host.StopAsync(), "the stop of the host", TimeSpan.FromSeconds(60));

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public T Get<T>(string name) where T : notnull => Services.GetRequiredKeyedService<T>(name);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
