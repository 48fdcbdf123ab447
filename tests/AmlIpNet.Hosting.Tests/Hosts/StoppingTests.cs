using AmlIpNet.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AmlIpNet.Hosting.Tests.Hosts;

/// <summary>A host that stops finishes what it runs, and loses and repeats nothing.</summary>
public sealed class StoppingTests
{
    [Fact]
    public async Task A_running_job_is_finished_once_and_a_waiting_one_is_not_started()
    {
        var (started, release) = (new Recorder<string>(), new TaskCompletionSource());
        await using var host = await HostUnderTest.StartAsync(nodes => nodes.AddMainNode("trainer").AddStatusNode("monitor").AddComputingNode("worker", async (job, _) =>
        {
            started.Add(job.ToString());
            await release.Task;
            return Solution.FromMemory(job.Payload);
        }));
        var running = host.Get<MainNode>().RequestJobSolutionAsync(Job.FromString("running")).AsTask();
        await started.WaitForCount(1, "the start of the first job");
        var waiting = host.Get<MainNode>().RequestJobSolutionAsync(Job.FromString("waiting")).AsTask();
        var stop = host.StopAsync();
        await Wait.Until(() => host.Get<StatusNode>().Nodes.Any(node => node.Load is { IsDraining: true }), "the word that the worker drains");
        Assert.False(stop.IsCompleted);
        release.SetResult();
        Assert.Equal("running", (await Wait.For(running, "the solution of the job that ran")).ToString());
        await stop;
        await Assert.ThrowsAsync<NodeClosedException>(() => Wait.For(waiting, "the end of the job that waited"));
        Assert.Equal(["running"], started.Items);
    }

    [Fact]
    public async Task What_is_not_finished_in_time_is_cancelled_and_the_host_stops()
    {
        var (started, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await HostUnderTest.StartAsync(
            nodes => nodes.AddMainNode("trainer").AddComputingNode("worker", async (_, token) =>
            {
                token.Register(cancelled.SetResult);
                started.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                return Solution.FromString("");
            }),
            services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2)));
        var job = host.Get<MainNode>().RequestJobSolutionAsync(Job.FromString("endless")).AsTask();
        await Wait.For(started.Task, "the start of the job");
        await host.StopAsync();
        await Wait.For(cancelled.Task, "the handler's token");
        await Assert.ThrowsAsync<NodeClosedException>(() => Wait.For(job, "the end of the job"));
    }

    [Fact]
    public async Task Services_may_use_nodes_until_they_have_stopped_themselves()
    {
        var last = new Recorder<string>();
        await using (var host = await HostUnderTest.StartAsync(
            nodes =>
            {
                nodes.Services.AddHostedService<Careful>(); // before the nodes: it stops after them
                nodes.AddMainNode("trainer").AddStatusNode("monitor");
            },
            services => services.AddSingleton(last)))
        {
            await host.StopAsync();
        }

        Assert.Equal(["start True", "stop True"], last.Items);
    }

    private sealed class Careful(MainNode main, StatusNode status, Recorder<string> last) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken) => last.Add($"start {await main.CountPeersAsync(cancellationToken) >= 0}");

        public async Task StopAsync(CancellationToken cancellationToken) => last.Add($"stop {await status.CountPeersAsync(cancellationToken) >= 0}");
    }
}
