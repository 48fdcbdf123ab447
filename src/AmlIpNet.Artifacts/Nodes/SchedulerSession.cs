using System.Collections.Immutable;
using System.Threading.Channels;
using AmlIpNet.Dds;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmlIpNet.Artifacts;

/// <summary>Drives the machines of a scheduler's artifacts. One thing after the other: an input, its commit, then what follows from it. What takes long runs
/// beside that and comes back as an input.</summary>
internal sealed partial class SchedulerSession : IAsyncDisposable
{
    private readonly SchedulerNodeOptions _options;
    private readonly ArtifactDatabase _database;
    private readonly ILogger _logger;
    private readonly AuditLog _audit;
    private readonly WorkerNode _worker;
    private readonly DataSpaceClient _client;
    private readonly TaskRunner _runner;
    private readonly ImmutableDictionary<string, IDistribution> _distributions;
    private readonly ArtifactMachineOptions _machine;
    private readonly Dictionary<string, Running> _artifacts = new(StringComparer.Ordinal);
    private readonly Channel<Func<Task>> _turns = Channel.CreateUnbounded<Func<Task>>(new() { SingleReader = true }); // bounded by what can be under way: attempts, questions, workers
    private readonly CancellationTokenSource _closing = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Task _loop, _watch;
    private WorkerDescription _self = new();
    private ulong _letters;
    private long _attempts;
    private int _running;

    public SchedulerSession(IDdsEngine engine, SchedulerNodeOptions options, ArtifactDatabase database, ILoggerFactory? loggers)
    {
        (_options, _database) = (options, database);
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("AmlIpNet.Scheduler");
        _distributions = Distributions.BuiltIn.SetItems(options.Distributions);
        _machine = new ArtifactMachineOptions { MaxAttempts = options.MaxAttempts, MaxLosses = options.MaxLosses, WorkerWait = options.WorkerWait, JobTimeout = options.JobTimeout };
        var door = new LateGuard();
        _worker = WorkerNode.Create(engine, SchedulerNode.Like(options, new WorkerNodeOptions
        {
            Name = options.Name,
            MemoryBytes = options.MemoryBytes,
            SpillBytes = options.SpillBytes,
            Slots = options.Slots + ArtifactNames.ControlSlots,
            Guard = door,
            Functions = ImmutableDictionary<string, DataFunction>.Empty.Add(ArtifactNames.Task, RunAsync).Add(ArtifactNames.Control, ControlAsync),
            LocalFunctions = [ArtifactNames.Task, ArtifactNames.Control],
        }), loggers);
        try
        {
            _audit = new AuditLog(options.AuditFile ?? $"{options.Database}.audit.jsonl", Id, _time);
            PrivateFile.WarnOfWider(_logger, database.Path, $"{database.Path}-wal", _audit.Path);
            Guard = new ArtifactGuard(Id, opensItsOwn: false, _audit, (caller, _) => caller == _client?.Id, _logger); // it opens results
            var sources = Task.Run(() => SourceFiles.ReadAsync(options.Sources, _closing.Token));
            _runner = new TaskRunner(Id, options.Operations, sources, database, options.Slots, options.AllowErrorText);
            _client = DataSpaceClient.Create(engine, SchedulerNode.Like(options, new DataSpaceClientOptions { Name = options.Name }), loggers);
            Restore();
            door.Inner = Guard;
            _loop = Task.Run(() => RunAsync(sources));
            _watch = Task.Run(WatchAsync);
        }
        catch
        {
            _client?.DisposeAsync().AsTask().GetAwaiter().GetResult(); // nobody else could
            _audit?.Dispose();
            _worker.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    public NodeId Id => _worker.Id;

    public ArtifactGuard Guard { get; }

    public int RunningArtifacts => Volatile.Read(ref _running);

    public long Attempts => Interlocked.Read(ref _attempts);

    public long DroppedAnswers { get; private set; }

    public IReadOnlyList<WorkerDescription> Workers => [.. _known.Values.OrderBy(worker => worker.Name, StringComparer.Ordinal)];

    /// <summary>Ends when it has taken up what it had stored, and workbenches can find it.</summary>
    public Task Ready => _restored.Task;

    public Task<int> CountPeersAsync(CancellationToken cancellationToken) => _client.CountPeersAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _turns.Writer.TryComplete();
        await Task.WhenAll(_loop, _watch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.DisposeAsync().ConfigureAwait(false);
        await _worker.DisposeAsync().ConfigureAwait(false);
        _audit.Dispose();
    }

    private void Post(Func<Task> turn) => _turns.Writer.TryWrite(turn);

    private void Post(Running artifact, ArtifactInput input) => Post(() => HandleAsync(artifact, input));

    private async Task RunAsync(Task<SourceFiles> sources)
    {
        try
        {
            await StartAsync(await sources.ConfigureAwait(false)).ConfigureAwait(false);
            _restored.SetResult();
        }
        catch (Exception error)
        {
            if (!_closing.IsCancellationRequested) ArtifactLog.Failed(_logger, $"Starting the scheduler {_options.Name}", error);
            _restored.TrySetException(error);
            return;
        }

        await foreach (var turn in _turns.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_closing.IsCancellationRequested) return;
            try
            {
                await turn().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (!_closing.IsCancellationRequested) ArtifactLog.Failed(_logger, "A step of the scheduler", error);
            }
        }
    }

    /// <summary>Takes up the artifacts that were stored, and who may read what the scheduler itself has made for them.</summary>
    /// <exception cref="ArtifactStoreException">The database cannot be read.</exception>
    private void Restore()
    {
        _self = new WorkerDescription { Node = Id.ToByteString(), Name = _options.Name, Slots = (uint)_options.Slots, AllowsDownload = _options.AllowDownload };
        _self.Operations.AddRange(_options.Operations.Keys.Order(StringComparer.Ordinal));
        foreach (var stored in _database.Load())
        {
            var context = stored.Context.Clone();
            context.Scheduler = _self;
            var machine = Restore(stored, context);
            _artifacts.Add(stored.Artifact.Id, new Running(machine));
            foreach (var job in machine.Plan.Jobs.Where(job => job.Part == CompiledJob.Scheduler && machine.Record.State != ArtifactState.ArtifactCompleted))
                Guard.Permit(ResourceKeys.Of(stored.Artifact.Id, job.Number, machine.Jobs[(int)job.Number].Attempt), job.Readers.Where(part => part != CompiledJob.Scheduler).SelectMany(part => new[] { context.Workers[part].Id(), machine.Record.Homes[part] }));
            OpenResults(machine);
        }

        Count();
        if (_artifacts.Count > 0) ArtifactLog.Restored(_logger, Id, RunningArtifacts, _artifacts.Values.Where(one => !one.Machine.HasEnded).Sum(one => one.Machine.Jobs.Count(job => job.State == JobState.JobCompleted)));
    }

    /// <summary>One that cannot go on as it began ends in error here, and stays on disk as it is.</summary>
    private ArtifactMachine Restore(StoredArtifact stored, SchedulerContext context)
    {
        try
        {
            if (stored.Fault is not null) throw new FormatException(stored.Fault);
            if (ArtifactValidator.FaultsOf(stored.Artifact, context.Workers.Count, _distributions, new ArtifactLimits { MaxJobs = int.MaxValue }) is { Count: > 0 } faults) throw new InvalidArtifactException(faults);
            var machine = ArtifactMachine.Restore(stored.Artifact, context, _distributions, _machine, stored.Record, stored.Jobs, Now);
            machine.CheckLocks(stored.Locks);
            return machine;
        }
        catch (Exception error)
        {
            string fault = $"The artifact {stored.Artifact.Id} of {_database.Path} cannot go on: {error.Message} Give the scheduler the distributions that it had when the artifact was submitted, and start it anew.";
            ArtifactLog.NotRestored(_logger, stored.Artifact.Id, fault, error);
            return ArtifactMachine.Broken(stored.Artifact, context, stored.Record, fault);
        }
    }

    /// <summary>Products first, so that jobs that are asked for again answer at once; then all goes on.</summary>
    private async Task StartAsync(SourceFiles sources)
    {
        _self.Sources.AddRange(sources.Descriptions);
        await PutBackAsync().ConfigureAwait(false);
        await _worker.PutLocalAsync($"{ArtifactNames.Scheduler}{Id}", new DataValue(_self.ToByteArray(), "application/x-protobuf"), _closing.Token).ConfigureAwait(false);
        foreach (var artifact in _artifacts.Values.Where(one => !one.Machine.HasEnded).ToArray()) await HandleAsync(artifact, new ArtifactInput.TimePassed()).ConfigureAwait(false);
    }

    private readonly TaskCompletionSource _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>An input, its commit, then what follows from it.</summary>
    private Task HandleAsync(Running artifact, ArtifactInput input) => HandleAllAsync([artifact], _ => input);

    /// <summary>An input for each of several artifacts, and one commit for all.</summary>
    private async Task HandleAllAsync(IEnumerable<Running> artifacts, Func<Running, ArtifactInput> input)
    {
        var steps = new List<(Running Artifact, IReadOnlyList<ArtifactAction> Actions)>();
        foreach (var artifact in artifacts.Where(one => _artifacts.GetValueOrDefault(one.Machine.Artifact.Id) == one).ToArray()) // others were forgotten
        {
            try
            {
                if (artifact.Machine.Handle(input(artifact), Now) is { Count: > 0 } actions) steps.Add((artifact, actions));
            }
            catch (Exception error)
            {
                ArtifactLog.Failed(_logger, $"A step of {artifact.Machine.Artifact.Id}", error); // the other ones go on
            }
        }

        if (steps.Count == 0) return;
        await CommitAsync([.. steps.Select(step => (step.Artifact.Machine, step.Actions))]).ConfigureAwait(false);
        foreach (var (artifact, actions) in steps)
        {
            foreach (var action in actions) Act(artifact, action);
            artifact.Change++;
            Interlocked.Exchange(ref artifact.Changed, NewSignal()).TrySetResult();
        }

        Count();
    }

    /// <summary>Nothing goes on until it is on disk: when it cannot be written it is tried again until it can.</summary>
    private async Task CommitAsync((ArtifactMachine Machine, IReadOnlyList<ArtifactAction> Actions)[] steps)
    {
        while (steps.Any(step => step.Actions[0] is ArtifactAction.Save))
        {
            try
            {
                _database.Save(steps);
                return;
            }
            catch (Microsoft.Data.Sqlite.SqliteException error) when (error.SqliteErrorCode is not (1 or 19 or 20)) // these would be a mistake of this program's
            {
                ArtifactLog.StoreFailed(_logger, _database.Path, error);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, _closing.Token).ConfigureAwait(false);
            }
        }
    }

    private void Count()
    {
        Volatile.Write(ref _running, _artifacts.Values.Count(one => !one.Machine.HasEnded));
        DroppedAnswers = _artifacts.Values.Sum(one => one.Machine.Record.Dropped) + _droppedOfForgotten;
    }

    private long _droppedOfForgotten;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>An artifact, and what is under way for it.</summary>
    private sealed class Running(ArtifactMachine machine)
    {
        public readonly ArtifactMachine Machine = machine;
        public readonly Dictionary<(uint Job, uint Attempt), CancellationTokenSource> Attempts = [];
        public readonly List<(string Resource, Task Told)> Permits = [];
        public TaskCompletionSource Changed = NewSignal();
        public ulong Change = 1;
    }
}
