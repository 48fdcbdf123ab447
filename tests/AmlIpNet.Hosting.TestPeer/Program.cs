// A generic host for tests: `main` sends each line of its input as a job, `worker` solves jobs; with `data` behind it one is a Center and the other a worker of a data space too. Each writes what happens, and its spans, as lines.
using System.Diagnostics;
using AmlIpNet;
using AmlIpNet.Hosting.TestPeer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using var listener = new ActivityListener
{
    ShouldListenTo = source => source.Name is AmlIpTelemetry.ActivitySourceName or Sender.Name,
    Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    ActivityStopped = span => Console.WriteLine($"span {span.DisplayName} trace={span.TraceId} id={span.SpanId} parent={span.ParentSpanId} state={span.TraceStateString}"),
};
ActivitySource.AddActivityListener(listener);

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
if (args[0] == "main")
{
    builder.Services.AddAmlIp(nodes => nodes.AddMainNode("trainer"));
    builder.Services.AddHostedService<Sender>();
}
else
{
    builder.Services.AddAmlIp(nodes => nodes.AddComputingNode<Handler>("worker"));
    builder.Services.AddSingleton<Gate>().AddHostedService<GateKeeper>();
}

if (args is ["main", "data"]) builder.Services.AddAmlIp(nodes => nodes.AddCenter("center"));
else if (args is ["worker", "data"]) builder.Services.AddAmlIp(nodes => nodes.AddDataWorker("holder").AddDataFunction<Shout>("shout"));

await builder.Build().RunAsync();
Console.WriteLine("ended");
