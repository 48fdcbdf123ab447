// Watches every node of the domain as a service, and writes a line for each change.
using AmlIpNet;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddAmlIp(nodes => nodes.AddStatusNode("monitor"));
builder.Services.AddHostedService<Monitor>();
await builder.Build().RunAsync();

internal sealed class Monitor(StatusNode status) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var node in status.WatchAsync(stoppingToken))
        {
            string load = node.Load is { } numbers ? $", {numbers.Running} of {numbers.Slots} slots in use, {numbers.Done} jobs done, {numbers.Failed} failed" : "";
            Console.WriteLine($"{node.LastSeen:HH:mm:ss} {node.Id} {node.Kind} {node.State}{(node.IsLost ? " (lost)" : "")}{load}");
        }
    }
}
