using System.Security.Cryptography;
using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmlIpNet.Nodes;

/// <summary>What every node stands on: its participant, its id, the QoS profiles, who else is there, and its published state.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private static readonly TimeSpan s_unsentStep = TimeSpan.FromMilliseconds(5);

    private int _telemetryFailures;

    private NodeHost(IDdsEngine engine, NodeOptions options, NodeKind kind, ILoggerFactory? loggers)
    {
        Name = options.Name;
        MaxPayloadBytes = options.Network.MaxPayloadBytes;
        Id = NewId();
        IdText = Id.ToString();
        Logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger($"AmlIpNet.{kind}");
        Qos = QosLibrary.Load(options.Network.QosFile);
        Participant = engine.CreateParticipant(options.Name, options.Network, Directory, loggers);
        try
        {
            Status = new StatusPublisher(Participant, Qos.GetWriterQos("amlip::status"), kind);
            NodeLog.Joined(Logger, Id, options.Network.Domain);
        }
        catch
        {
            Participant.DisposeAsync().AsTask().GetAwaiter().GetResult(); // nobody else could
            throw;
        }
    }

    public NodeId Id { get; private set; }

    /// <summary>The id in words: each measurement names it.</summary>
    public string IdText { get; private set; }

    /// <summary>The name, which it keeps whatever its id.</summary>
    public string Name { get; }

    /// <summary>The largest payload that can be sent.</summary>
    public int MaxPayloadBytes { get; }

    public ILogger Logger { get; }

    public QosLibrary Qos { get; }

    public NodeDirectory Directory { get; } = new();

    public IDomainParticipant Participant { get; }

    public StatusPublisher Status { get; }

    public EventLoop Loop => Participant.Loop;

    /// <summary>Checks the options, joins the domain and builds the node; leaves the domain again when the node cannot be built.</summary>
    public static T Open<T>(IDdsEngine engine, NodeOptions options, NodeKind kind, ILoggerFactory? loggers, Func<NodeHost, T> build)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var host = new NodeHost(engine, options, kind, loggers);
        try
        {
            return build(host);
        }
        catch
        {
            host.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Takes a new id under the same name.</summary>
    public NodeId Renew()
    {
        var old = Id;
        Status.Publish(old, NodeState.Dropped);
        Id = NewId();
        IdText = Id.ToString();
        NodeLog.Renewed(Logger, old, Id);
        return Id;
    }

    /// <summary>Runs an action on the loop and waits for its end.</summary>
    /// <returns>False when the loop has stopped.</returns>
    public async Task<bool> RunOnLoopAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool posted = Loop.Post(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return posted && await Task.WhenAny(done.Task, Loop.Stopped) == done.Task && await Finished(done.Task);

        static async Task<bool> Finished(Task task)
        {
            await task;
            return true;
        }
    }

    /// <summary>Asks the loop, which proves that it turns.</summary>
    public async Task<int> AskAsync(string kind, Func<int> question, CancellationToken cancellationToken)
    {
        int answer = 0;
        if (await RunOnLoopAsync(() => answer = question()).WaitAsync(cancellationToken).ConfigureAwait(false)) return answer;
        throw new NodeClosedException($"The {kind} node {Id} has been disposed: create a new one.");
    }

    /// <summary>A listener of spans or metrics threw. It is told of once: there may be thousands a second.</summary>
    public void TelemetryFailed(Exception error)
    {
        if (Interlocked.Exchange(ref _telemetryFailures, 1) == 0) NodeLog.TelemetryFailed(Logger, Id, error);
    }

    /// <summary>Waits until all that some writers have to write has been heard, or the time is up.</summary>
    /// <param name="choose">Gives the writers; called on the loop.</param>
    /// <param name="timeout">The time for all of them together.</param>
    public async Task WaitForAcknowledgmentsAsync(Func<WriterQueue[]> choose, TimeSpan timeout)
    {
        WriterQueue[] writers = [];
        int unsent = 0;
        long start = Loop.Time.GetTimestamp();
        do
        {
            await RunOnLoopAsync(() =>
            {
                writers = choose();
                unsent = writers.Sum(writer => writer.Count);
            });
            if (unsent > 0) await Task.Delay(s_unsentStep, Loop.Time);
        }
        while (unsent > 0 && Loop.Time.GetElapsedTime(start) < timeout);

        foreach (var writer in writers)
        {
            var left = timeout - Loop.Time.GetElapsedTime(start);
            await writer.WaitForAcknowledgmentsAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    /// <summary>Says farewell and leaves the domain.</summary>
    public async ValueTask CloseAsync(TimeSpan timeout)
    {
        if (await RunOnLoopAsync(() => Status.Leave(Id))) await Status.WaitForAcknowledgmentsAsync(timeout);
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Participant.DisposeAsync();

    private NodeId NewId()
    {
        Span<byte> random = stackalloc byte[NodeId.RandomBytes];
        RandomNumberGenerator.Fill(random);
        return NodeId.Create(Name, random);
    }
}
