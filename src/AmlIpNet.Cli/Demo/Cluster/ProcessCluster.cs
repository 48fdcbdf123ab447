using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Processes;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;
using AmlIpNet.Protocol;

namespace AmlIpNet.Cli.Demo.Cluster;

/// <summary>
/// The demo's other processes: the Computing nodes and a Status node, each an <c>amlip</c> of its own. One that ends before its
/// time is started again a few times. All of them leave when this is disposed, and by themselves when this process dies.
/// </summary>
internal sealed class ProcessCluster : IDemoCluster
{
    private const int MaxRestarts = 5;

    private readonly ImmutableArray<string> _network;
    private readonly DemoPlan? _plan;
    private readonly string _handler;
    private readonly ImmutableArray<string> _workers;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, byte> _awaited;
    private Task _running = Task.CompletedTask;
    private int _workersLeft;

    /// <param name="workers">How many Computing nodes.</param>
    /// <param name="handler">The built-in handler that they solve jobs with.</param>
    /// <param name="plan">Says what they tell of themselves; null for nothing.</param>
    /// <param name="network">The arguments that tell each process its network.</param>
    public ProcessCluster(int workers, string handler, ImmutableArray<string> network, DemoPlan? plan = null)
    {
        _plan = plan;
        _handler = handler;
        _network = network;
        _workersLeft = workers;
        _workers = [.. Enumerable.Range(1, workers).Select(i => $"worker-{i}")];
        _awaited = new(_workers.Select(name => KeyValuePair.Create(name, (byte)0)));
    }

    public event Action<StatusJson>? NodeChanged;

    public event Action<string, int>? ProcessStarted;

    public event Action<string>? Noted;

    public Task Ready => _ready.Task;

    public Task Failure => _failure.Task;

    public void Start() => _running = Task.WhenAll(_workers.Select(RunWorkerAsync).Append(RunStatusAsync()).Select(GuardAsync));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
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
        await KeepRunningAsync(name, ["compute", "--handler", _handler, "--name", name, .. Attributes(name), .. _network], _ => { });
        if (Interlocked.Decrement(ref _workersLeft) == 0 && !_stopping.IsCancellationRequested)
            _failure.TrySetException(new DemoFailedException("No Computing node is left: each ended again and again. Run with --log debug to see why."));
    }

    private IEnumerable<string> Attributes(string worker) => (_plan?.AttributesOf(worker) ?? ServerAttributes.Empty).SelectMany(attribute => new[] { "--attribute", $"{attribute.Key}={attribute.Value}" });

    private Task RunStatusAsync() => KeepRunningAsync("status", ["status", "--json", "--name", "status", .. _network], line =>
    {
        if (StatusJson.FromLine(line) is not { } node) return;
        if (_awaited.TryRemove(node.Name, out _) && _awaited.IsEmpty) _ready.TrySetResult();
        NodeChanged?.Invoke(node);
    });

    private async Task KeepRunningAsync(string name, IReadOnlyList<string> arguments, Action<string> onLine)
    {
        await Task.Yield();
        for (var restarts = 0; !_stopping.IsCancellationRequested; restarts++)
        {
            await using var child = Start(name, arguments, onLine);
            ProcessStarted?.Invoke(name, child.ProcessId);
            await Task.WhenAny(child.Exited, Task.Delay(Timeout.InfiniteTimeSpan, _stopping.Token));
            if (_stopping.IsCancellationRequested) return;

            var exitCode = await child.Exited;
            if (exitCode == ExitCode.BadInput) _failure.TrySetException(new BadInputException($"The process of {name} refused to start. It says: {child.Errors}"));
            var again = restarts < MaxRestarts && exitCode != ExitCode.BadInput;
            Noted?.Invoke($"{name} (process {child.ProcessId}) ended with {Describe(exitCode)}{(again ? "; it is started again" : "")}.{Because(exitCode, child.Errors)}");
            if (!again) return;
        }
    }

    private static ChildNode Start(string name, IReadOnlyList<string> arguments, Action<string> onLine)
    {
        try
        {
            return ChildNode.Start(arguments, onLine);
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or IOException)
        {
            throw new DemoFailedException($"The process of {name} cannot be started ({error.Message.TrimEnd('.')}). Look at the memory and the number of processes that this user may have, or take fewer --workers.", error);
        }
    }

    private static string Describe(int exitCode) => exitCode is > 128 and < 160 ? $"signal {exitCode - 128}" : $"exit code {exitCode}";

    private static string Because(int exitCode, string errors) => exitCode is > 0 and < 128 && errors.Length > 0 ? $" It said: {errors}" : "";
}
