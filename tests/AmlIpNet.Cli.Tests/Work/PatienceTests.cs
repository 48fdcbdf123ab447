using AmlIpNet.Cli.Demo;
using AmlIpNet.Cli.Demo.AmlBars;
using AmlIpNet.Cli.Demo.Cluster;
using AmlIpNet.Cli.Demo.Picture;
using AmlIpNet.Cli.Demo.View;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Dds;
using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Work;

public sealed class PatienceTests
{
    [Fact]
    public async Task Where_no_Computing_node_is_seen_it_says_where_to_look()
    {
        using var domain = TestDomain.Lease();
        await using var main = MainNode.Create(InProcessEngine.Shared, new MainNodeOptions { Name = "main", Network = domain.Options });
        var view = new View();
        var run = new DemoRun(main, new BarsTraining(1), 1, PictureFile.At(null), view) { Patience = TimeSpan.FromMilliseconds(50) };
        using var stop = new CancellationTokenSource();
        var running = run.RunAsync(new Nobody(), stop.Token);
        Assert.Contains("look at --interface", await view.Hint.WaitAsync(TimeSpan.FromSeconds(60)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private sealed class Nobody : IDemoCluster
    {
        public event Action<StatusJson>? NodeChanged { add { } remove { } }

        public event Action<string, int>? ProcessStarted { add { } remove { } }

        public event Action<string>? Noted { add { } remove { } }

        public Task Ready { get; } = new TaskCompletionSource().Task;

        public Task Failure { get; } = new TaskCompletionSource().Task;

        public void Start() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class View : IDemoView
    {
        private readonly TaskCompletionSource<string> _hint = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Hint => _hint.Task;

        public void Note(string text)
        {
            if (text.StartsWith("No job is solved", StringComparison.Ordinal)) _hint.TrySetResult(text);
        }

        public void Process(string name, int id) { }

        public void Node(StatusJson node) { }

        public void Job(DemoProgress progress) { }

        public void Round(DemoProgress progress) { }

        public void Verdict(DemoVerdict verdict) { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
