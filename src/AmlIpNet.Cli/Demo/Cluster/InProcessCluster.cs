using System.Collections.Immutable;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Handlers;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Cli.Demo.Cluster;

/// <summary>The demo's nodes in this process, where Cyclone DDS is not installed or not wanted.</summary>
internal sealed class InProcessCluster(IDdsEngine engine, int workers, string handler, NetworkOptions network, ILoggerFactory loggers, DemoPlan? plan = null) : IDemoCluster
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    public event Action<StatusJson>? NodeChanged;

    public event Action<string, int>? ProcessStarted;

    public event Action<string>? Noted;

    public Task Ready => _ready.Task;

    public Task Failure => _failure.Task;

    public void Start() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        Noted?.Invoke("All nodes are in this process (--engine in-process).");
        await Task.WhenAll(Enumerable.Range(1, workers).Select(i => GuardAsync(RunWorkerAsync($"worker-{i}"))).Append(GuardAsync(WatchAsync())));
    }

    // The first failure counts; the other nodes run on until this is disposed.
    private async Task GuardAsync(Task node)
    {
        try
        {
            await node;
        }
        catch (Exception error)
        {
            _failure.TrySetException(error);
        }
    }

    private async Task RunWorkerAsync(string name)
    {
        await using var worker = ComputingNode.Create(engine, new ComputingNodeOptions { Name = name, Network = network, Attributes = (plan?.AttributesOf(name) ?? ServerAttributes.Empty).ToImmutableSortedDictionary() }, loggers);
        ProcessStarted?.Invoke(name, Environment.ProcessId);
        await worker.RunAsync(BuiltInHandler.Get(handler), _stopping.Token);
    }

    private async Task WatchAsync()
    {
        await using var status = StatusNode.Create(engine, new StatusNodeOptions { Name = "status", Network = network }, loggers);
        var seen = new HashSet<NodeId>();
        try
        {
            await foreach (var change in status.WatchAsync(_stopping.Token))
            {
                NodeChanged?.Invoke(StatusJson.Of(change));
                if (change.Kind == NodeKind.Computing && seen.Add(change.Id) && seen.Count == workers) _ready.TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // The demo is over.
        }
    }
}
