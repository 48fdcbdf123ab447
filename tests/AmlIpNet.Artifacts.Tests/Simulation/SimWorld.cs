using AmlIpNet.Protocol;

namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>How often each fault may still happen.</summary>
internal sealed record Faults
{
    public int Deaths { get; set; }

    public int Crashes { get; set; }

    public int Failures { get; set; }

    public int Doubles { get; set; }

    public int LostAnswers { get; set; }

    public int Unreachable { get; set; }

    public int LostKeys { get; set; }

    public int Forgotten { get; set; }

    public int Blinks { get; set; } // a worker is thought lost, and is seen again

    public int Cancels { get; set; }

    public int EarlyTimes { get; set; }

    public int Hangs { get; set; } // operations that never end; jobs have a timeout then
}

/// <summary>A scheduler with its machine and its disk, workers, and messages under way. What can happen next is a list of moves; a random or an exhaustive walk chooses.</summary>
internal sealed partial class SimWorld
{
    public const int MaxAttempts = 3;

    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private readonly Sabotage _bug;
    private readonly bool _hasCopies;
    private readonly bool _loadsNothing;
    private readonly List<SimNode> _workers = [];
    private readonly List<SimMessage> _messages = [];
    private readonly Queue<ArtifactAction> _outbox = [];
    private readonly SortedSet<NodeId> _seen = []; // workers that the scheduler believes to be there
    private readonly SortedDictionary<uint, JobRecord> _diskJobs = [];
    private readonly SimNode _self; // the scheduler's own worker, whose store is durable
    private readonly ArtifactMachineOptions _options;
    private ArtifactRecord _diskArtifact;
    private ArtifactMachine? _machine;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private int _incarnation;
    private uint _lastName;

    public SimWorld(Artifact artifact, int workers, Faults faults, Sabotage bug, bool hasCopies, bool hasReplica, Action<string>? tell = null)
    {
        (Artifact, Faults, _bug, _hasCopies, _tell) = (artifact, faults, bug, hasCopies, tell);
        _loadsNothing = !ArtifactValidator.OnWorkers(artifact).Any(operation => operation.Load.Count > 0);
        _self = new SimNode(Name("boss"), new WorkerDescription { Name = "boss" });
        _self.Description.Node = _self.Id.ToByteString();
        Context = new SchedulerContext { Scheduler = _self.Description };
        for (int i = 0; i < workers; i++) Context.Workers.Add(Add(i, false).Description);
        if (hasReplica) Add(0, true);
        _options = bug.OnOptions(new ArtifactMachineOptions { MaxAttempts = MaxAttempts, WorkerWait = s_wait, JobTimeout = faults.Hangs > 0 ? s_timeout : null });
        _machine = ArtifactMachine.Create(artifact, Context, bug.Distributions, _options, _now);
        _diskArtifact = _machine.Record;
        foreach (var worker in Context.Workers) _seen.Add(worker.Id()); // all of them are there when they are chosen
        foreach (var worker in _workers) Tell(worker);
        Expected = Plain.Evaluate(artifact, [.. Enumerable.Range(0, workers).Select(i => $"part{i}")]);
        Feed(new ArtifactInput.TimePassed());
    }

    public Artifact Artifact { get; }

    public SchedulerContext Context { get; }

    public Faults Faults { get; }

    /// <summary>What each job should make.</summary>
    public List<ulong> Expected { get; }

    public ArtifactMachine? Machine => _machine;

    public int Restarts { get; private set; }

    public int Runs { get; private set; }

    public bool IsDone => _machine is { Record.State: ArtifactState.ArtifactCompleted } && _outbox.Count == 0;

    private SimNode Add(int part, bool isReplica)
    {
        var id = Name(isReplica ? "copy" : $"w{part}");
        var description = new WorkerDescription { Node = id.ToByteString(), Name = id.Name, Slots = 1 };
        description.Operations.Add(["f", "k"]);
        description.Sources.Add(new SourceDescription { Name = "rows", Digest = $"part{part}", Replica = isReplica });
        var worker = new SimNode(id, description);
        _workers.Add(worker);
        return worker;
    }

    private NodeId Name(string name) => NodeId.Create(name, ++_lastName);

    private void Tell(SimNode worker) => _messages.Add(new SimMessage(null, Answer: new ArtifactInput.WorkerKnown(worker.Description), Order: worker.Id));

    /// <summary>Equal for states from which the same can happen.</summary>
    public UInt128 Fingerprint()
    {
        var writer = new StateWriter();
        writer.Write(_machine is null);
        _machine?.Save(writer);
        foreach (var action in _outbox) writer.Write(action.GetType().Name + (action as ArtifactAction.Dispatch)?.Job + (action as ArtifactAction.Abort)?.Job);
        foreach (var record in _diskJobs.Values) writer.Write(RecordBytes.Write(record with { Started = null, Ended = null }));
        foreach (var node in _workers.Append(_self))
        {
            writer.Write(node.IsAlive);
            writer.Write(_seen.Contains(node.Id));
            foreach (var (key, held) in node.Store) writer.Write($"{key} {held.Keeps}");
            foreach (var (key, door) in node.Doors) writer.Write($"{key} {string.Join(',', door)}");
            foreach (string key in node.Kept.Keys) writer.Write(key);
            foreach (var (key, task) in node.Tasks) writer.Write($"{key} {task.Incarnation == _incarnation} {task.Hangs}");
        }

        foreach (string message in _messages.Select(Show).Order(StringComparer.Ordinal)) writer.Write(message);
        writer.Write(Faults.ToString());
        return System.IO.Hashing.XxHash128.HashToUInt128(writer.Written);
    }

    private static string Show(SimMessage message) => $"{message.To} {message.Ask?.Key} {message.Ask?.Incarnation} {message.Stop} {message.Order} {Show(message.Answer)}";

    private static string Show(ArtifactInput? input) => input switch
    {
        ArtifactInput.WorkerKnown known => $"known {known.Worker.Id()}",
        ArtifactInput.WorkerLost lost => $"lost {lost.Node}",
        ArtifactInput.JobStarted started => $"started {started.Job}/{started.Attempt}",
        ArtifactInput.JobCompleted completed => $"completed {completed.Job}/{completed.Attempt} by {completed.Product.Holder}",
        ArtifactInput.JobFailed failed => $"failed {failed.Job}/{failed.Attempt} {failed.Fault} {(failed.Lost.IsDefault ? "" : string.Join(',', failed.Lost))}",
        null => "",
        _ => input.GetType().Name,
    };
}
