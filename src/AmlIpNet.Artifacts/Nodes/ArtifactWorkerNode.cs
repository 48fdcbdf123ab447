using System.Collections.Immutable;
using System.Globalization;
using AmlIpNet.Dds;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmlIpNet.Artifacts;

/// <summary>Runs jobs of artifacts beside its data: a worker of the data space that knows operations and has sources. What jobs make stays here until others
/// need it. Safe to use from any thread.</summary>
public sealed class ArtifactWorkerNode : INode
{
    private readonly CancellationTokenSource _closing = new();
    private readonly ArtifactWorkerOptions _options;
    private readonly ILogger _logger;
    private readonly AuditLog? _audit;
    private readonly KeptVariables _kept;
    private readonly LateGuard _guard = new();
    private readonly WorkerNode _worker;
    private readonly TaskRunner _runner;
    private int _closed;

    private ArtifactWorkerNode(IDdsEngine engine, ArtifactWorkerOptions options, ILoggerFactory? loggers)
    {
        _options = options;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("AmlIpNet.ArtifactWorker");
        _kept = new KeptVariables(options.MaxLocalJobs, options.LocalBytes, _logger);
        _worker = WorkerNode.Create(engine, new WorkerNodeOptions
        {
            Name = options.Name,
            Network = options.Network,
            CloseTimeout = options.CloseTimeout,
            NativePlane = options.NativePlane,
            AmlIpPlane = options.AmlIpPlane,
            FlightRecorderBytes = options.FlightRecorderBytes,
            MemoryBytes = options.MemoryBytes,
            SpillBytes = options.SpillBytes,
            SpillFolder = options.SpillFolder,
            Slots = options.Slots + ArtifactNames.TellSlots,
            Guard = _guard,
            Functions = ImmutableDictionary<string, DataFunction>.Empty.Add(ArtifactNames.Task, RunAsync).Add(ArtifactNames.Tell, TellAsync),
            LocalFunctions = [ArtifactNames.Task, ArtifactNames.Tell],
        }, loggers);
        try
        {
            if (options.AuditFile is { } file) _audit = new AuditLog(file, _worker.Id, TimeProvider.System);
            PrivateFile.WarnOfWider(_logger, options.AuditFile);
            var sources = Task.Run(() => SourceFiles.ReadAsync(options.Sources, _closing.Token));
            _runner = new TaskRunner(_worker.Id, options.Operations, sources, _kept, options.Slots, options.AllowErrorText);
            _guard.Inner = new ArtifactGuard(_worker.Id, options.AllowDownload, _audit, options.Takes, _logger);
            Ready = DescribeAsync(sources);
            _ = Ready.ContinueWith(task => ArtifactLog.Failed(_logger, $"Reading the sources of {Id}", task.Exception!.InnerException!), default, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            ArtifactTelemetry.Add(this);
        }
        catch
        {
            _audit?.Dispose();
            _worker.DisposeAsync().AsTask().GetAwaiter().GetResult(); // nobody else could
            throw;
        }
    }

    /// <summary>The node's id.</summary>
    public NodeId Id => _worker.Id;

    /// <summary>Ends when its sources have been read, and schedulers can know of them.</summary>
    public Task Ready { get; }

    /// <summary>Jobs that run now.</summary>
    public int RunningJobs => _runner.Running;

    /// <summary>Jobs that it has completed.</summary>
    public long CompletedJobs => _runner.Completed;

    /// <summary>Jobs that came to nothing here.</summary>
    public long FailedJobs => _runner.Failed;

    /// <summary>Resources, and other keys, that it holds.</summary>
    public int Keys => _worker.Keys;

    /// <summary>About how many bytes of variables stay here for running artifacts.</summary>
    public long LocalBytes => _kept.Bytes;

    /// <summary>How often variables were forgotten for want of room.</summary>
    public long ForgottenVariables => _kept.Forgotten;

    /// <summary>Downloads by nodes that have no part in an artifact.</summary>
    public long Downloads => _guard.Inner?.Downloads ?? 0;

    /// <summary>What it refused: downloads, and orders that are not for it.</summary>
    public long Refused => _guard.Inner?.Refused ?? 0;

    /// <summary>Bytes of resources that it sent.</summary>
    public long SentBytes => _worker.SentBytes;

    /// <summary>Joins the domain as a worker of artifacts.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="ArtifactStoreException">The audit log cannot be written.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static ArtifactWorkerNode Create(IDdsEngine engine, ArtifactWorkerOptions options, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new ArtifactWorkerNode(engine, options, loggers);
    }

    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _worker.CountPeersAsync(cancellationToken);

    /// <summary>Tells running jobs to stop and leaves the domain. The resources that it holds are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        ArtifactTelemetry.Remove(this);
        await _closing.CancelAsync().ConfigureAwait(false);
        await _worker.DisposeAsync().ConfigureAwait(false);
        _audit?.Dispose();
        _closing.Dispose();
    }

    private async Task DescribeAsync(Task<SourceFiles> sources)
    {
        var description = new WorkerDescription { Node = Id.ToByteString(), Name = _options.Name, Slots = (uint)_options.Slots, AllowsDownload = _options.AllowDownload };
        description.Operations.AddRange(_options.Operations.Keys.Order(StringComparer.Ordinal));
        description.Sources.AddRange((await sources.ConfigureAwait(false)).Descriptions);
        description.Attributes["host"] = Environment.MachineName;
        description.Attributes["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        description.Attributes["memory"] = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20).ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in _options.Attributes) description.Attributes[name] = value;
        await _worker.PutLocalAsync($"{ArtifactNames.Worker}{Id}", new DataValue(description.ToByteArray(), "application/x-protobuf"), _closing.Token).ConfigureAwait(false);
    }

    // The guard has let the order through: it is one, for this node, of the artifact's scheduler.
    private ValueTask<DataValue> RunAsync(DataCall call, CancellationToken cancellationToken)
    {
        var order = ReadOrder(call);
        return _runner.RunAsync(order.Task, call.Needed, [.. order.Needed.Select(needed => needed.Digest)], cancellationToken);
    }

    private async ValueTask<DataValue> TellAsync(DataCall call, CancellationToken cancellationToken)
    {
        var order = ReadOrder(call);
        if (order.WhatCase == Order.WhatOneofCase.End) _kept.Drop(order.End);
        if (order.WhatCase == Order.WhatOneofCase.Forget)
        {
            if (!ResourceKeys.TryParse(order.Forget, out _, out _, out _)) _kept.Drop(order.Forget[ResourceKeys.Prefix.Length..]);
            await _worker.DeleteLocalAsync(key => ArtifactGuard.IsOf(key, order.Forget)).ConfigureAwait(false);
        }

        return new DataValue(default);
    }

    private static Order ReadOrder(DataCall call) => Order.Parser.ParseFrom(SignedOrder.Parser.ParseFrom(call.Arguments.Span).Order);
}
