namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>The scheduler: what its machine is told, what it does, and the rules that must hold.</summary>
internal sealed partial class SimWorld
{
    private readonly Action<string>? _tell;
    private readonly HashSet<(uint, uint)> _dispatched = []; // by this life of the scheduler
    private readonly Dictionary<(uint, uint), NodeId?> _givenTo = []; // by any
    private readonly Dictionary<uint, uint> _lastAttempt = [];
    private readonly Dictionary<uint, int> _failures = [];
    private readonly HashSet<uint> _completed = []; // jobs that were, on disk, since something excused another attempt
    private readonly HashSet<int> _disturbed = []; // parts whose variables may be gone
    private int _resumes;
    private bool _wasResumed = true;
    private int _reruns;

    /// <summary>The first rule that was broken.</summary>
    public string? Violation { get; private set; }

    public int Reruns => _reruns;

    private void Violate(string what)
    {
        if (Violation is not null) return;
        Violation = what;
        Note($"VIOLATION: {what}");
    }

    private void Note(string what) => _tell?.Invoke(what);

    private void Feed(ArtifactInput input)
    {
        if (_bug.OnInput(input, _machine!) is not { } told) return;
        if (_tell is not null) Note($"-> {Show(told)}");
        Excuse(told);
        if (told is ArtifactInput.JobCompleted done && _machine!.Jobs[(int)done.Job] is { State: JobState.JobScheduled or JobState.JobRunning } underWay && underWay.Attempt == done.Attempt)
        {
            _everCompleted.Add(done.Job);
            _made.Add(KeyOf(underWay));
        }

        bool wasEnded = _machine!.HasEnded;
        foreach (var action in _bug.OnActions(_machine.Handle(told, _now)))
        {
            if (_bug.OnAction(action) is { } wanted) _outbox.Enqueue(wanted);
        }

        if (wasEnded && !_machine.HasEnded && !_wasResumed) Violate("it goes on after its end");
        if (input is not ArtifactInput.Resume) _wasResumed = false;
    }

    private void DoAction()
    {
        var action = _outbox.Dequeue();
        if (_tell is not null) Note($"   {ShowAction(action)}");
        switch (action)
        {
            case ArtifactAction.Save save:
                _diskArtifact = save.Artifact;
                foreach (var job in save.Jobs)
                {
                    CheckMove(_diskJobs.GetValueOrDefault(job.Number), job);
                    _diskJobs[job.Number] = job;
                }

                CheckDisk();
                break;
            case ArtifactAction.Dispatch dispatch:
                CheckDispatch(dispatch);
                _messages.Add(new SimMessage(dispatch.Worker, Ask: new SimTask(dispatch.Task, dispatch.Needed, _incarnation)));
                break;
            case ArtifactAction.Abort abort:
                _messages.Add(new SimMessage(abort.Worker, Stop: ResourceKeys.Of(Artifact.Id, abort.Job, abort.Attempt)));
                break;
            case ArtifactAction.Permit permit:
                foreach (var node in _workers.Append(_self))
                {
                    if (node.Doors.ContainsKey(permit.Resource)) node.Permit(permit.Resource, permit.Reader);
                }

                break;
            case ArtifactAction.Forget forget:
                if (_machine!.Jobs.Any(job => job is { State: JobState.JobCompleted, IsLost: false } && KeyOf(job) == forget.Resource)) Violate($"{forget.Resource} is to be forgotten, though it counts");
                break;
            case ArtifactAction.Ended ended when ended.State == ArtifactState.ArtifactCompleted:
                CheckResult();
                break;
        }
    }

    /// <summary>What is on the disk is what the machine has: a crash now would lose nothing.</summary>
    private void CheckDisk()
    {
        if (_machine is null || _outbox.OfType<ArtifactAction.Save>().Any()) return;
        if (_diskArtifact != _machine.Record) Violate("the artifact's record on the disk is not the machine's");
        foreach (var job in _machine.Jobs)
        {
            if (!_diskJobs.TryGetValue(job.Number, out var saved) || saved != job) Violate($"job {job.Number} on the disk is not the machine's: {saved} and {job}");
        }
    }

    private void CheckMove(JobRecord? from, JobRecord to)
    {
        if (to.State == JobState.JobCompleted && from?.State != JobState.JobCompleted)
        {
            _completed.Add(to.Number);
        }

        if (from is not null && to.Attempt < from.Attempt) Violate($"job {to.Number} goes back from attempt {from.Attempt} to {to.Attempt}");
    }

    private void CheckDispatch(ArtifactAction.Dispatch dispatch)
    {
        var job = _machine!.Plan.Jobs[(int)dispatch.Job];
        if (_machine.HasEnded) Violate($"job {dispatch.Job} is given out after the end");
        if (!_dispatched.Add((dispatch.Job, dispatch.Attempt))) Violate($"attempt {dispatch.Attempt} of job {dispatch.Job} is given out twice");
        if (_givenTo.TryGetValue((dispatch.Job, dispatch.Attempt), out var worker) && worker != dispatch.Worker) Violate($"attempt {dispatch.Attempt} of job {dispatch.Job} is given to {dispatch.Worker} after {worker}");
        _givenTo[(dispatch.Job, dispatch.Attempt)] = dispatch.Worker;
        if (dispatch.Attempt < _lastAttempt.GetValueOrDefault(dispatch.Job)) Violate($"job {dispatch.Job} is given out as attempt {dispatch.Attempt} after attempt {_lastAttempt[dispatch.Job]}");
        _lastAttempt[dispatch.Job] = dispatch.Attempt;
        if (!_diskJobs.TryGetValue(dispatch.Job, out var saved) || saved.Attempt != dispatch.Attempt) Violate($"job {dispatch.Job} is given out before that is durable");
        // What it requires was completed; a job may run again for its variables when its product is given out already.
        foreach (uint required in job.Requires)
        {
            if (!_everCompleted.Contains(required)) Violate($"job {dispatch.Job} is given out before job {required} is completed");
        }

        foreach (string key in dispatch.Needed)
        {
            if (!_made.Contains(key)) Violate($"job {dispatch.Job} is given out before {key} is made");
        }

        foreach (var required in job.Inputs.SelectMany(input => input.Jobs).Select(number => _diskJobs[number]))
        {
            if (required is { State: JobState.JobCompleted, IsLost: true }) Violate($"job {dispatch.Job} is given out though {KeyOf(required)} is known to be lost");
        }

        // A job that runs again may do so beside a later one, since variables are versions; otherwise one after the other.
        if (_machine.Jobs.Take((int)dispatch.Job).Any(other => other.State != JobState.JobCompleted && _machine.Plan.Jobs[(int)other.Number].Part == job.Part)) Violate($"job {dispatch.Job} overtakes an earlier one about part {job.Part}");
        if (dispatch.Worker is { } to && !_seen.Contains(to)) Violate($"job {dispatch.Job} is given to {to}, which is gone");
        if (!_completed.Contains(dispatch.Job)) return;
        _reruns++;
        if (!_disturbed.Contains(job.Part) || !_keepers.Contains(dispatch.Job)) Violate($"job {dispatch.Job} was completed, and runs again though nothing that it made is lost");
        _completed.Remove(dispatch.Job);
    }

    private readonly HashSet<uint> _keepers = [];
    private readonly HashSet<uint> _everCompleted = [];
    private readonly HashSet<string> _made = [];

    /// <summary>Notes what excuses that completed jobs run again.</summary>
    private void Excuse(ArtifactInput input)
    {
        switch (input)
        {
            case ArtifactInput.JobCompleted { Keeps: true } completed: _keepers.Add(completed.Job); break;
            case ArtifactInput.WorkerLost lost: Excuse(lost.Node, lost.Survivors); break;
            case ArtifactInput.JobFailed failed:
                if (failed.Fault == JobFault.Lost) ExcuseKeys(failed.Lost);
                if (failed.Fault is JobFault.Forgotten) _disturbed.Add(_machine!.Plan.Jobs[(int)failed.Job].Part);
                var job = _machine!.Jobs[(int)failed.Job];
                if (failed.Fault == JobFault.Operation && job.Attempt == failed.Attempt && job.State is JobState.JobScheduled or JobState.JobRunning)
                {
                    if (job.Failures + 1 >= MaxAttempts - 1) _disturbed.Add(_machine.Plan.Jobs[(int)failed.Job].Part); // the last attempt may go elsewhere
                    if (job.Failures >= MaxAttempts) Violate($"job {failed.Job} fails for the {job.Failures + 1}th time");
                }

                if (failed.Fault == JobFault.Unreachable && job.Losses >= 4) _disturbed.Add(_machine.Plan.Jobs[(int)failed.Job].Part);
                break;
            case ArtifactInput.TimePassed: // who has not come back after a restart in time is lost
                foreach (var worker in _workers.Where(worker => !_seen.Contains(worker.Id))) Excuse(worker.Id, []);
                foreach (var late in _machine!.Jobs.Where(late => late.State is JobState.JobScheduled or JobState.JobRunning && late.Failures + 1 >= MaxAttempts - 1)) _disturbed.Add(_machine.Plan.Jobs[(int)late.Number].Part);
                break;
        }
    }

    private void Excuse(NodeId node, System.Collections.Immutable.ImmutableArray<uint> survivors)
    {
        for (int part = 0; part < Context.Workers.Count; part++)
        {
            if (Context.Workers[part].Id() == node) _disturbed.Add(part); // its jobs that need no data go elsewhere, and come back with one that does
        }

        foreach (var job in _machine!.Jobs)
        {
            if (job.Product?.Holder == node && !survivors.Contains(job.Number)) _completed.Remove(job.Number);
            if (job.Worker == node) _disturbed.Add(_machine.Plan.Jobs[(int)job.Number].Part);
        }
    }

    private void ExcuseKeys(IEnumerable<string> keys)
    {
        foreach (string key in keys)
        {
            if (ResourceKeys.TryParse(key, out _, out uint job, out _)) _completed.Remove(job);
        }
    }

    private void CheckParts(SimNode node, JobTask task)
    {
        foreach (var (source, digest) in task.Parts)
        {
            if (!node.Description.Sources.Any(has => has.Name == source && has.Digest == digest)) Violate($"{node.Id} does job {task.Job} without its part {digest}");
        }
    }

    private void CheckResult()
    {
        if (!_machine!.Plan.IsComplete || _machine.Jobs.Count != Expected.Count) Violate($"it has ended with {_machine.Jobs.Count} jobs instead of {Expected.Count}");
        foreach (var job in _machine.Jobs)
        {
            if (job.State != JobState.JobCompleted || job.Product is null) Violate($"it has ended, but job {job.Number} is {job.State}");
            else if (job.Product.Digest != $"{Expected[(int)job.Number]:x}") Violate($"job {job.Number} has another result than plain evaluation");
        }

        if (_machine.Plan.Results.Any(result => _machine.Jobs[(int)result].IsLost && !_machine.Plan.Jobs[(int)result].StaysThere)) Violate("it has ended, but its result is lost");
    }

    private static string ShowAction(ArtifactAction action) => action switch
    {
        ArtifactAction.Save save => $"save {string.Join(' ', save.Jobs.Select(job => $"{job.Number}:{job.State}"))}",
        ArtifactAction.Dispatch dispatch => $"dispatch {dispatch.Job}/{dispatch.Attempt} to {dispatch.Worker} with {string.Join(',', dispatch.Needed)} kept {dispatch.Task.Kept}",
        _ => action.ToString(),
    };
}
