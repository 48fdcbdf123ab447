using AmlIpNet.Hosting.Tests.Hosts;
using AmlIpNet.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AmlIpNet.Hosting.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task A_host_is_alive_at_once_and_ready_when_its_nodes_know_enough_peers()
    {
        await using var host = HostUnderTest.Create(
            nodes => nodes.AddMainNode("trainer").AddComputingNode("worker", Echo), services => services.AddHealthChecks().AddAmlIp(), ("AmlIp:HealthTimeout", "00:01:00"));
        var health = host.Get<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(health, "live")).Status);
        var early = await CheckAsync(health, "ready");
        Assert.Equal(HealthStatus.Unhealthy, early.Status);
        Assert.Contains("'trainer' has not joined", early.Entries["amlip-ready"].Description);
        await host.StartAsync();
        HealthReport ready = early;
        for (int i = 0; i < 600 && ready.Status != HealthStatus.Healthy; i++)
        {
            await Task.Delay(50);
            ready = await CheckAsync(health, "ready");
        }

        Assert.Equal(HealthStatus.Healthy, ready.Status);
        Assert.Equal((1, 1), (ready.Entries["amlip-ready"].Data["trainer"], ready.Entries["amlip-ready"].Data["worker"]));
        await host.Get<MainNode>().DisposeAsync();
        var dead = await CheckAsync(health, "live");
        Assert.Equal(HealthStatus.Unhealthy, dead.Status);
        Assert.Contains("disposed", dead.Entries["amlip-live"].Description);
    }

    [Fact]
    public async Task Too_few_peers_are_named_with_the_remedy()
    {
        await using var host = await HostUnderTest.StartAsync(
            nodes => nodes.AddMainNode("trainer").AddComputingNode("worker", Echo), services => services.AddHealthChecks().AddAmlIp(),
            ("AmlIp:MinPeers", "2"), ("AmlIp:HealthTimeout", "00:01:00"));
        var report = await CheckAsync(host.Get<HealthCheckService>(), "ready");
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Matches("'trainer' knows [01] peers of the 2", report.Entries["amlip-ready"].Description);
    }

    [Theory]
    [InlineData(3, 3, HealthStatus.Healthy)]
    [InlineData(2, 3, HealthStatus.Unhealthy)]
    [InlineData(0, 0, HealthStatus.Healthy)]
    public async Task Peers_are_compared_with_the_minimum(int peers, int needed, HealthStatus expected)
    {
        var node = new Mock<INode>();
        node.Setup(one => one.CountPeersAsync(It.IsAny<CancellationToken>())).ReturnsAsync(peers);
        Assert.Equal(expected, (await CheckAsync(node.Object, needed)).Status);
    }

    [Fact]
    public async Task A_loop_that_is_stuck_is_dead()
    {
        var node = new Mock<INode>();
        node.Setup(one => one.CountPeersAsync(It.IsAny<CancellationToken>())).Returns((CancellationToken token) => new TaskCompletionSource<int>().Task.WaitAsync(token));
        var result = await CheckAsync(node.Object, 0);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("has not answered for 0.05 s", result.Description);
    }

    [Fact]
    public async Task A_node_that_failed_is_dead()
    {
        var lifetime = new Mock<IHostApplicationLifetime>();
        var service = new NodeService("node", () => new Mock<INode>().Object, _ => Task.FromException(new NodeClosedException("gone")), new NodeGroup { Exit = _ => { } }, lifetime.Object, NullLogger<NodeService>.Instance);
        await service.StartingAsync(default);
        await service.StartAsync(default);
        Assert.Contains("failed: gone", (await CheckAsync(service, 0)).Description);
    }

    [Fact]
    public async Task A_node_that_is_about_to_leave_is_alive_and_not_ready()
    {
        var node = new Mock<INode>();
        node.Setup(one => one.CountPeersAsync(It.IsAny<CancellationToken>())).ReturnsAsync(3);
        var service = await JoinedAsync(node.Object);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(service, 1)).Status);
        await service.StoppingAsync(default);
        Assert.Contains("about to leave", (await CheckAsync(service, 1)).Description);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync([service], 1, isReadiness: false)).Status);
    }

    [Fact]
    public async Task Nodes_are_asked_all_at_once()
    {
        int asked = 0;
        var all = new TaskCompletionSource();
        var node = new Mock<INode>();
        node.Setup(one => one.CountPeersAsync(It.IsAny<CancellationToken>())).Returns(async (CancellationToken token) =>
        {
            if (Interlocked.Increment(ref asked) == 4) all.SetResult();
            await all.Task.WaitAsync(token); // each waits for the others
            return 1;
        });
        NodeService[] services = [await JoinedAsync(node.Object), await JoinedAsync(node.Object), await JoinedAsync(node.Object), await JoinedAsync(node.Object)];
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(services, 1, isReadiness: true, TimeSpan.FromMinutes(1))).Status);
    }

    private static async Task<HealthCheckResult> CheckAsync(INode node, int minPeers) => await CheckAsync(await JoinedAsync(node), minPeers);

    private static Task<HealthCheckResult> CheckAsync(NodeService service, int minPeers) => CheckAsync([service], minPeers, isReadiness: true);

    private static async Task<NodeService> JoinedAsync(INode node)
    {
        var service = new NodeService("node", () => node, null, new NodeGroup(), new Mock<IHostApplicationLifetime>().Object, NullLogger<NodeService>.Instance);
        await service.StartingAsync(default);
        return service;
    }

    private static Task<HealthCheckResult> CheckAsync(NodeService[] services, int minPeers, bool isReadiness, TimeSpan? timeout = null)
    {
        var options = Microsoft.Extensions.Options.Options.Create(new AmlIpOptions { MinPeers = minPeers, HealthTimeout = timeout ?? TimeSpan.FromMilliseconds(50) });
        var check = new NodeHealthCheck(services, options, isReadiness);
        var registration = new HealthCheckRegistration("check", check, HealthStatus.Unhealthy, null);
        return check.CheckHealthAsync(new HealthCheckContext { Registration = registration });
    }

    private static Task<HealthReport> CheckAsync(HealthCheckService health, string tag) =>
        Wait.For(health.CheckHealthAsync(check => check.Tags.Contains(tag)), "the health report");

    private static ValueTask<Solution> Echo(Job job, CancellationToken cancellationToken) => ValueTask.FromResult(Solution.FromMemory(job.Payload));
}
