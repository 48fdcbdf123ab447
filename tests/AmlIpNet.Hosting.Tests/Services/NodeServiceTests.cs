using AmlIpNet.TestKit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Moq;

namespace AmlIpNet.Hosting.Tests.Services;

/// <summary>The life of one hosted node, with a node that is not real.</summary>
public sealed class NodeServiceTests
{
    private readonly Mock<INode> _node = new();
    private readonly Mock<IHostApplicationLifetime> _lifetime = new();
    private readonly Recorder<int> _exits = new();
    private readonly Log _log = new();
    private readonly NodeGroup _group;

    public NodeServiceTests() => _group = new NodeGroup { Exit = _exits.Add };

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
        await Wait.Until(() => _lifetime.Invocations.Count > 0, "the end of the application");
        _lifetime.Verify(lifetime => lifetime.StopApplication(), Times.Once);
        Assert.Equal([1], _exits.Items);
    }

    [Fact]
    public async Task A_failure_after_the_stop_is_no_failure_of_the_application()
    {
        var service = Service(async stop =>
        {
            var stopped = new TaskCompletionSource();
            stop.Register(stopped.SetResult);
            await stopped.Task;
            throw new InvalidOperationException("while it drained");
        });
        await service.StartingAsync(default);
        await service.StartAsync(default);
        await service.StoppingAsync(default);
        await Wait.For(service.StopAsync(default), "the end of the drain");
        Assert.Equal((1407, "while it drained"), Assert.Single(_log.Items, one => one.Id is 1405 or 1407));
        Assert.Empty(_exits.Items);
        Assert.Null(service.Failure);
    }

    [Fact]
    public async Task All_nodes_leave_at_once()
    {
        int leaving = 0;
        var all = new TaskCompletionSource();
        _node.Setup(node => node.DisposeAsync()).Returns(() =>
        {
            if (Interlocked.Increment(ref leaving) == 3) all.SetResult();
            return new ValueTask(all.Task); // each waits for the others
        });
        NodeService[] services = [Service(_ => Task.CompletedTask), Service(_ => Task.CompletedTask), Service(_ => Task.CompletedTask)];
        foreach (var service in services) await service.StartingAsync(default);
        foreach (var service in services) await Wait.For(service.StoppedAsync(default), "the farewell of all");
        Assert.Equal(3, _log.Items.Count(one => one.Id == 1404));
    }

    [Fact]
    public async Task A_farewell_that_nobody_hears_ends_with_the_hosts_time()
    {
        _node.Setup(node => node.DisposeAsync()).Returns(new ValueTask(new TaskCompletionSource().Task));
        var service = Service(_ => Task.CompletedTask);
        await service.StartingAsync(default);
        using var over = new CancellationTokenSource();
        var stopped = service.StoppedAsync(over.Token);
        Assert.False(stopped.IsCompleted);
        await over.CancelAsync();
        await Wait.For(stopped, "the end of the farewell");
        Assert.Contains(_log.Items, one => one.Id == 1406);
    }

    [Fact]
    public async Task A_farewell_that_fails_is_heard_of()
    {
        _node.Setup(node => node.DisposeAsync()).Returns(ValueTask.FromException(new InvalidOperationException("no farewell")));
        var service = Service(_ => Task.CompletedTask);
        await service.StartingAsync(default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => service.StoppedAsync(default));
    }

    [Fact]
    public async Task A_node_that_could_not_work_does_not_join()
    {
        bool joined = false;
        var service = new NodeService(
            "node",
            () =>
            {
                joined = true;
                return _node.Object;
            },
            null, _group, _lifetime.Object, _log, () => Task.FromException(new InvalidOptionsException("no handler")));
        await Assert.ThrowsAsync<InvalidOptionsException>(() => service.StartingAsync(default));
        Assert.False(joined);
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
        run, _group, _lifetime.Object, _log);

    private sealed class Log : ILogger<NodeService>
    {
        private readonly Recorder<(int Id, string? Error)> _events = new();

        public (int Id, string? Error)[] Items => _events.Items;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _events.Add((eventId.Id, exception?.Message));
    }
}
