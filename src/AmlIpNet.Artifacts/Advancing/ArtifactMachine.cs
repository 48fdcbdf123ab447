using System.Collections.Immutable;

namespace AmlIpNet.Artifacts;

/// <summary>One artifact at its scheduler: which jobs may run, who runs them, and what follows when attempts, workers or products are lost. Pure: it takes
/// inputs with the time of day and answers with actions. What it must not forget is in <see cref="Record"/> and <see cref="Jobs"/>, which
/// <see cref="ArtifactAction.Save"/> hands out whenever they change; from these it goes on where it stopped.</summary>
/// <remarks>The jobs about one part run one after the other, in the order of their numbers: so it is known which variables each of them starts with.</remarks>
internal sealed partial class ArtifactMachine
{
    private readonly ImmutableDictionary<string, IDistribution> _distributions;
    private readonly ArtifactMachineOptions _options;
    private readonly List<JobRecord> _jobs = [];
    private readonly SortedSet<uint> _changed = [];
    private readonly SortedSet<uint>[] _open; // jobs that are not completed, by part; the scheduler's at 0
    private readonly SortedSet<uint>[] _keepers; // completed jobs that keep variables, likewise
    private readonly List<ArtifactAction> _actions = [];
    private readonly HashSet<uint> _inherited = []; // jobs whose last attempt was given out before a restart, by a scheduler of another id
    private ArtifactRecord _saved;
    private DateTimeOffset _now;
    private bool _hasLost; // products, perhaps, that waiting jobs need

    private ArtifactMachine(
        Artifact artifact, SchedulerContext context, ImmutableDictionary<string, IDistribution> distributions, ArtifactMachineOptions options, CompiledPlan plan, ArtifactRecord record, DateTimeOffset now)
    {
        (Artifact, Context, _distributions, _options, Record, _saved, _now) = (artifact, context, distributions, options, record, record, now);
        _open = [.. Enumerable.Range(0, context.Workers.Count + 1).Select(_ => new SortedSet<uint>())];
        _keepers = [.. Enumerable.Range(0, context.Workers.Count + 1).Select(_ => new SortedSet<uint>())];
        _ids = [.. context.Workers.Select(worker => worker.Id())];
        _sources = [.. ArtifactValidator.OnWorkers(artifact).SelectMany(operation => operation.Load.Values).Distinct()];
        _required = [.. (artifact.Workers?.Criteria ?? []).Where(criterion => criterion.Required).Select(WorkerCriteria.Make)];
        Plan = plan;
    }

    /// <summary>What is executed.</summary>
    public Artifact Artifact { get; }

    /// <summary>By whom, as it was when it was submitted; the scheduler as it is now.</summary>
    public SchedulerContext Context { get; }

    /// <summary>The jobs, as far as they are known.</summary>
    public CompiledPlan Plan { get; private set; }

    /// <summary>Where the artifact stands.</summary>
    public ArtifactRecord Record { get; private set; }

    /// <summary>Where the jobs stand; each at its number.</summary>
    public IReadOnlyList<JobRecord> Jobs => _jobs;

    /// <summary>Whether it has ended, one way or the other.</summary>
    public bool HasEnded => Record.State is ArtifactState.ArtifactCompleted or ArtifactState.ArtifactError or ArtifactState.ArtifactCancelled;

    /// <summary>A machine for an artifact that was submitted now. Its first input starts it.</summary>
    /// <param name="artifact">Valid, with an id and its defaults filled in.</param>
    /// <param name="context">Who runs it.</param>
    /// <param name="distributions">By name.</param>
    /// <param name="options">Its bounds.</param>
    /// <param name="now">The time of day.</param>
    public static ArtifactMachine Create(
        Artifact artifact, SchedulerContext context, ImmutableDictionary<string, IDistribution> distributions, ArtifactMachineOptions options, DateTimeOffset now)
    {
        var record = new ArtifactRecord { State = ArtifactState.ArtifactScheduled, Submitted = now, Homes = [.. context.Workers.Select(worker => worker.Id())] };
        var machine = new ArtifactMachine(artifact, context, distributions, options, PlanCompiler.Compile(artifact, context.Workers.Count, distributions), record, now);
        foreach (var worker in context.Workers) machine._workers[worker.Id()] = worker; // all of them are there: none is stood in for before it was heard of
        machine.AddJobs();
        return machine;
    }

    /// <summary>A machine that goes on from what was saved. Attempts that were under way are given out once more, to the same workers: who has finished one answers at once.</summary>
    /// <exception cref="FormatException">The records are not those of this artifact.</exception>
    public static ArtifactMachine Restore(
        Artifact artifact, SchedulerContext context, ImmutableDictionary<string, IDistribution> distributions, ArtifactMachineOptions options,
        ArtifactRecord record, IEnumerable<JobRecord> jobs, DateTimeOffset now)
    {
        if (record.Homes.Length != context.Workers.Count) throw new FormatException($"The record of artifact {artifact.Id} has {record.Homes.Length} homes for {context.Workers.Count} workers.");
        var machine = new ArtifactMachine(artifact, context, distributions, options, PlanCompiler.Compile(artifact, context.Workers.Count, distributions, record.Decisions), record, now);
        foreach (var job in jobs.OrderBy(job => job.Number))
        {
            if (job.Number != machine._jobs.Count || job.Number >= machine.Plan.Jobs.Length) throw new FormatException($"Artifact {artifact.Id} has no job {job.Number} after {machine._jobs.Count} others.");
            machine._jobs.Add(job);
            machine.Index(job);
        }

        machine.AddJobs();
        machine.Remember();
        return machine;
    }

    /// <summary>Takes an input.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="now">The time of day. Should it go back, then it stands still here.</param>
    /// <returns>What is to be done, in this order.</returns>
    public IReadOnlyList<ArtifactAction> Handle(ArtifactInput input, DateTimeOffset now)
    {
        if (now > _now) _now = now;
        _actions.Clear();
        if (Fault is not null) return [];
        switch (input)
        {
            case ArtifactInput.WorkerKnown known: OnKnown(known.Worker, known.Holds); break;
            case ArtifactInput.WorkerLost lost: OnLost(lost.Node, lost.Survivors); break;
            case ArtifactInput.JobStarted started: OnStarted(started); break;
            case ArtifactInput.JobCompleted completed: OnCompleted(completed); break;
            case ArtifactInput.JobFailed failed: OnFailed(failed); break;
            case ArtifactInput.Cancel: OnCancel(); break;
            case ArtifactInput.Resume: OnResume(); break;
        }

        OnMissing();
        OnOverdue();
        if (!HasEnded) Advance();
        if (_changed.Count > 0 || Record != _saved)
        {
            _actions.Insert(0, new ArtifactAction.Save(Record, [.. _changed.Select(number => _jobs[(int)number])]));
            _changed.Clear();
            _saved = Record;
        }

        return [.. _actions];
    }

    private void AddJobs()
    {
        for (int number = _jobs.Count; number < Plan.Jobs.Length; number++)
        {
            var job = new JobRecord { Number = (uint)number };
            _jobs.Add(job);
            _changed.Add(job.Number);
            Index(job);
        }
    }

    /// <summary>Changes where a job stands. Every move is checked.</summary>
    private void Move(JobRecord to)
    {
        var from = _jobs[(int)to.Number];
        bool isAllowed = (from.State, to.State) switch
        {
            (JobState.JobWaiting, JobState.JobScheduled or JobState.JobError) => true,
            (JobState.JobScheduled, JobState.JobRunning or JobState.JobWaiting or JobState.JobError) => true,
            (JobState.JobRunning, JobState.JobCompleted or JobState.JobWaiting or JobState.JobError) => true,
            (JobState.JobCompleted or JobState.JobError, JobState.JobWaiting) => true,
            var (before, after) => before == after,
        };
        if (!isAllowed) throw new InvalidOperationException($"Job {to.Number} of artifact {Artifact.Id} cannot go from {from.State} to {to.State}.");
        _jobs[(int)to.Number] = to;
        if (!IsUnderWay(to)) _began.Remove(to.Number);
        _changed.Add(to.Number);
        Index(to);
        _hasLost |= to.State == JobState.JobWaiting && from.State != JobState.JobWaiting; // what it needs may be lost
    }

    private void Index(JobRecord job)
    {
        int at = Plan.Jobs[(int)job.Number].Part + 1;
        if (job.State == JobState.JobCompleted) _open[at].Remove(job.Number);
        else _open[at].Add(job.Number);
        if (job.State == JobState.JobCompleted && job.Keeps) _keepers[at].Add(job.Number);
        else _keepers[at].Remove(job.Number);
    }

    private static bool IsUnderWay(JobRecord job) => job.State is JobState.JobScheduled or JobState.JobRunning;
}
