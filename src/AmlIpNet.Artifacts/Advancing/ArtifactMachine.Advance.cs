namespace AmlIpNet.Artifacts;

/// <summary>What follows from where the jobs stand.</summary>
internal sealed partial class ArtifactMachine
{
    /// <summary>When it wants to hear that time has passed; null: only when something happens.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            if (HasEnded) return null;
            var due = DateTimeOffset.MaxValue;
            foreach (var since in _missing.Values.Concat(_waiting.Values)) due = Earlier(due, since + _options.WorkerWait);
            foreach (var until in _resting.Values) due = Earlier(due, until);
            foreach (var (job, since) in _began) due = TimeoutOf(job) is { } most ? Earlier(due, since + most) : due;
            return due == DateTimeOffset.MaxValue ? null : due;
        }
    }

    private void Advance()
    {
        if (Record.State == ArtifactState.ArtifactScheduled) Record = Record with { State = ArtifactState.ArtifactRunning };
        foreach (uint rested in _resting.Where(resting => _now >= resting.Value).Select(resting => resting.Key).ToArray()) _resting.Remove(rested);
        do
        {
            if (_hasLost) RunNeededAgain();
            if (_open.All(open => open.Count == 0)) GoOn();
            for (int part = CompiledJob.Scheduler; part < _ids.Length; part++)
            {
                if (Next(part) is { } job) TryChoose(Plan.Jobs[(int)job.Number], job, out _);
            }

            TakeBackIncomplete();
        }
        while (_hasLost && !HasEnded);

        // From here on nothing is taken back any more.
        GiveOutAgain();
        for (int part = CompiledJob.Scheduler; part < _ids.Length && !HasEnded; part++) GiveOut(part);
    }

    /// <summary>Jobs whose products are lost and needed by waiting jobs run again, and those that they need.</summary>
    private void RunNeededAgain()
    {
        for (int number = _jobs.Count - 1; number >= 0; number--)
        {
            if (_jobs[number].State != JobState.JobWaiting) continue;
            foreach (uint needed in Plan.Jobs[number].Inputs.SelectMany(input => input.Jobs))
            {
                if (_jobs[(int)needed] is { State: JobState.JobCompleted, IsLost: true } lost) RunAgain(lost);
            }
        }

        _hasLost = false;
    }

    /// <summary>All jobs are completed: another round, what follows an iteration, or the end.</summary>
    private void GoOn()
    {
        if (!Plan.IsComplete)
        {
            bool another = Plan.Decider is not { } decider || !_jobs[(int)decider].Ends;
            Plan = PlanCompiler.CompileNextRound(Plan, another);
            Record = Record with { Decisions = Plan.Decisions };
            AddJobs();
            _hasLost = true;
            return;
        }

        foreach (var lost in Plan.Results.Select(result => _jobs[(int)result]).Where(job => job.IsLost && !Plan.Jobs[(int)job.Number].StaysThere)) RunAgain(lost);
        if (!_hasLost) End(ArtifactState.ArtifactCompleted, "");
    }

    /// <summary>The next job about a part, if it may run; null when there is none.</summary>
    private JobRecord? Next(int part)
    {
        if (HasEnded || _open[part + 1].Count == 0) return null;
        var job = _jobs[(int)_open[part + 1].Min];
        return job.State == JobState.JobWaiting && !_resting.ContainsKey(job.Number) && IsUnlocked(Plan.Jobs[(int)job.Number]) ? job : null;
    }

    /// <summary>After a restart: attempts that were under way, but what they were given is gone, start anew when it is there again.</summary>
    private void TakeBackIncomplete()
    {
        foreach (var job in _again.Select(number => Plan.Jobs[(int)number]).ToArray())
        {
            bool isComplete = job.Requires.All(required => _jobs[(int)required].State == JobState.JobCompleted)
                && job.Inputs.All(input => input.Jobs.All(number => !_jobs[(int)number].IsLost)) && _open[job.Part + 1].Min == job.Number;
            if (isComplete) continue;
            _again.Remove(job.Number);
            var record = _jobs[(int)job.Number];
            _actions.Add(new ArtifactAction.Abort(job.Number, record.Attempt, WorkerOf(record)));
            Move(record with { State = JobState.JobWaiting });
        }
    }

    /// <summary>After a restart: the other ones are given out once more, when their workers have come. Who has finished one answers at once.</summary>
    private void GiveOutAgain()
    {
        foreach (var job in _again.Select(number => Plan.Jobs[(int)number]).Where(job => job.Part == CompiledJob.Scheduler || _workers.ContainsKey(_jobs[(int)job.Number].Worker)).ToArray())
        {
            _again.Remove(job.Number);
            GiveOut(job, _jobs[(int)job.Number]);
        }
    }

    /// <summary>Gives out the next job about a part, if it may run and somebody can do it.</summary>
    private void GiveOut(int part)
    {
        if (Next(part) is not { } record)
        {
            _waiting.Remove(part);
            return;
        }

        var job = Plan.Jobs[(int)record.Number];
        bool isChosen = TryChoose(job, record, out var worker);
        if (isChosen) _waiting.Remove(part);
        else if (_waiting.TryGetValue(part, out var since) && _now >= since + _options.WorkerWait) Fail(record, Account(job, since));
        if (!isChosen) return;
        record = record with { State = JobState.JobScheduled, Attempt = record.Attempt + 1, Worker = worker, Avoids = false, Started = _now, Ended = null };
        Move(record);
        _inherited.Remove(job.Number);
        if (part != CompiledJob.Scheduler && Record.Homes[part] != worker) Record = Record with { Homes = Record.Homes.SetItem(part, worker) };
        GiveOut(job, record);
    }

    private void GiveOut(CompiledJob job, JobRecord record)
    {
        var reader = job.Part == CompiledJob.Scheduler ? Context.Scheduler.Id() : record.Worker;
        var inputs = job.Inputs.SelectMany(input => input.Jobs).Select(number => _jobs[(int)number]).ToArray();
        foreach (var input in inputs)
        {
            // Who was to read it when it was made is named in its task.
            bool isNamed = job.Part == CompiledJob.Scheduler ? !_inherited.Contains(input.Number) : reader == _ids[job.Part];
            if (!isNamed && input.Product!.Holder != reader)
                _actions.Add(new ArtifactAction.Permit(ResourceOf(input), HolderOf(input.Number, input.Product.Holder), reader));
        }

        _actions.Add(new ArtifactAction.Dispatch(
            job.Number, record.Attempt, WorkerOf(record), JobTasks.Make(this, job, record.Attempt, KeeperBefore(job.Number)), [.. inputs.Select(ResourceOf)]));
    }

    /// <summary>All that it requires is completed, and nobody who holds what it needs has still to come back after a restart.</summary>
    private bool IsUnlocked(CompiledJob job)
    {
        foreach (uint required in job.Requires)
        {
            if (_jobs[(int)required].State != JobState.JobCompleted) return false;
        }

        return _missing.Count == 0 || !job.Inputs.Any(input => input.Jobs.Any(number => _jobs[(int)number].Product is { } product && _missing.ContainsKey(product.Holder)));
    }

    /// <summary>What nobody can do, who could, and since when that node is gone.</summary>
    private string Account(CompiledJob job, DateTimeOffset since)
    {
        var owner = Context.Workers[job.Part];
        string[] data = [.. LowerKeepers(job).Select(keeper => Plan.Jobs[(int)keeper]).Append(job).SelectMany(one => one.Sources).Distinct()
            .Select(source => $"'{source}' ({PartOf(job.Part, source)?.Digest})")];
        string gone = _gone.TryGetValue(_ids[job.Part], out var lost) ? $"is gone since {lost:u}" : _workers.ContainsKey(_ids[job.Part]) ? "is there, but has it no more" : $"was not there at {since:u}";
        return data.Length > 0
            ? $"has nobody to do it: it needs the part of {string.Join(" and ", data)} that {owner.Name} had, which {gone}, and for {_options.WorkerWait.TotalSeconds:0} s nobody else has it with the operations {Operations(job)}. Start {owner.Name} again, or a worker with a copy"
            : $"has nobody to do it: for {_options.WorkerWait.TotalSeconds:0} s no worker of this artifact is there that knows the operations {Operations(job)}; {owner.Name} {gone}. Start {owner.Name} again";
    }

    private static string Operations(CompiledJob job) => string.Join(", ", job.Operations.Select(operation => operation.Name).Distinct());

    private string ResourceOf(JobRecord job) => ResourceKeys.Of(Artifact.Id, job.Number, job.Attempt);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
