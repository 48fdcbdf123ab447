// A Computing node as a service: it takes jobs from its start until SIGTERM or Ctrl-C, and then finishes those that it runs.
using Examples;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddAmlIp(nodes => nodes.AddComputingNode<BarsLearner>("learner"));
await builder.Build().RunAsync();
