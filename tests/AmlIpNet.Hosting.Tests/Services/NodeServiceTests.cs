using AmlIpNet.TestKit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AmlIpNet.Hosting.Tests.Services;

/// <summary>The life of one hosted node, with a node that is not real.</summary>
public sealed class NodeServiceTests
{
    private readonly Mock<INode> _node = new();
    private readonly Mock<IHostApplicationLifetime> _lifetime = new();

    [Fact]
    public async Task It_joins_before_it_runs_and_leaves_after_it_has_drained()
    {
        var (events, drained) = (new Recorder<string>(), new TaskCompletionSource());
        _node.Setup(node => node.DisposeAsync()).Callback(() => events.Add("leave")).Returns(ValueTask.CompletedTask);
        var service = Service(
            async stop =>
            {
                events.Add("run");
                stop.Register(() => events.Add("drain"));
                await drained.Task;
            },
            () => events.Add("join"));
        Assert.Null(service.Node);
        await service.StartingAsync(default);
        await service.StartAsync(default);
        await service.StartedAsync(default);
        Assert.Same(_node.Object, service.Node);
        await service.StoppingAsync(default);
        var stop = service.StopAsync(default);
        Assert.False(stop.IsCompleted);
        drained.SetResult();
        await Wait.For(stop, "the end of the drain");
        await service.StoppedAsync(default);
        Assert.Equal(["join", "run", "drain", "leave"], events.Items);
        _lifetime.Verify(lifetime => lifetime.StopApplication(), Times.Never);
    }

    [Fact]
    public async Task A_drain_that_takes_too_long_is_left_to_itself()
    {
        var service = Service(_ => new TaskCompletionSource().Task);
        await service.StartingAsync(default);
        await service.StartAsync(default);
        using var over = new CancellationTokenSource();
        var stop = service.StopAsync(over.Token);
        await over.CancelAsync();
        await Wait.For(stop, "the end of the stop");
        await service.StoppedAsync(default);
        _node.Verify(node => node.DisposeAsync(), Times.Once);
    }

    [Fact]
    public async Task A_node_that_fails_stops_the_application()
    {
        var failure = new NodeClosedException("closed by somebody else");
        var service = Service(_ => Task.FromException(failure));
        await service.StartingAsync(default);
        await service.StartAsync(default);
        await Wait.Until(() => service.Failure is not null, "the failure");
        Assert.Same(failure, service.Failure);
        _lifetime.Verify(lifetime => lifetime.StopApplication(), Times.Once);
    }

    [Fact]
    public async Task A_node_that_never_joined_leaves_in_peace()
    {
        var service = Service(_ => Task.CompletedTask);
        await service.StoppingAsync(default);
        await service.StopAsync(default);
        await service.StoppedAsync(default);
        _node.Verify(node => node.DisposeAsync(), Times.Never);
    }

    private NodeService Service(Func<CancellationToken, Task> run, Action? joined = null) => new(
        "node",
        () =>
        {
            joined?.Invoke();
            return _node.Object;
        },
        run, _lifetime.Object, NullLogger<NodeService>.Instance);
}
