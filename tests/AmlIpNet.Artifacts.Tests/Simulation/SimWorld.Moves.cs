using System.Collections.Immutable;

namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>What can happen next.</summary>
internal sealed partial class SimWorld
{
    /// <summary>What goes on by itself: messages arrive, jobs are done, the scheduler does what its machine wants, it is started again after a crash.</summary>
    public List<Action> Moves()
    {
        var moves = new List<Action>();
        if (_machine is null) moves.Add(Restart);
        if (_outbox.Count > 0) moves.Add(DoAction);
        for (int i = 0; i < _messages.Count; i++)
        {
            var message = _messages[i];
            if (message.Answer is not null && (_machine is null || _outbox.Count > 0)) continue;
            if (message.Order is { } node && _messages.Take(i).Any(before => before.Order == node)) continue;
            moves.Add(() => Deliver(message));
        }

        foreach (var node in _workers.Where(worker => worker.IsAlive).Append(_self))
        {
            if (node == _self && _machine is null) continue;
            foreach (var task in node.Tasks.Values.Where(task => !task.Hangs)) moves.Add(() => Do(node, task, false));
        }

        return moves;
    }

    /// <summary>What may go wrong.</summary>
    public List<Action> Mishaps()
    {
        var moves = new List<Action>();
        var alive = _workers.Where(worker => worker.IsAlive).ToArray();
        if (Faults.Deaths > 0 && alive.Length > 1) moves.AddRange(alive.Select(worker => (Action)(() => Kill(worker))));
        if (Faults.Crashes > 0 && _machine is not null) moves.Add(Crash);
        if (Faults.Failures > 0) moves.AddRange(alive.Append(_self).Where(node => node != _self || _machine is not null).SelectMany(node => node.Tasks.Values.Where(task => !task.Hangs).Select(task => (Action)(() => Do(node, task, true)))));
        if (Faults.Hangs > 0) moves.AddRange(alive.Append(_self).SelectMany(node => node.Tasks.Values.Where(task => !task.Hangs).Select(task => (Action)(() => Hang(node, task)))));
        foreach (var message in _messages.Where(message => message.Answer is ArtifactInput.JobCompleted or ArtifactInput.JobFailed).ToArray())
        {
            if (Faults.Doubles > 0) moves.Add(() => Double(message));
            if (Faults.LostAnswers > 0) moves.Add(() => Swallow(message));
        }

        if (Faults.Unreachable > 0) moves.AddRange(_messages.Where(message => message is { Ask: not null, To: not null }).ToArray().Select(message => (Action)(() => Refuse(message))));
        if (Faults.LostKeys > 0) moves.AddRange(alive.SelectMany(worker => worker.Store.Keys.Select(key => (Action)(() => Lose(worker, key)))));
        if (Faults.Forgotten > 0) moves.AddRange(alive.SelectMany(worker => worker.Kept.Keys.Select(key => (Action)(() => Forget(worker, key)))));
        if (Faults.Blinks > 0) moves.AddRange(alive.Where(worker => _seen.Contains(worker.Id)).Select(worker => (Action)(() => Blink(worker))));
        if (Faults.Cancels > 0 && _machine is { HasEnded: false } && _outbox.Count == 0) moves.Add(Cancel);
        if (Faults.EarlyTimes > 0 && _machine?.NextDue is not null && _outbox.Count == 0) moves.Add(EarlyTime);
        return moves;
    }

    /// <summary>When nothing goes on by itself: time passes, or somebody mends what is broken.</summary>
    /// <returns>False when nothing is left to do.</returns>
    public bool Rest()
    {
        if (IsDone) return false;
        if (_machine!.NextDue is { } due)
        {
            _now = due;
            Feed(new ArtifactInput.TimePassed());
            return true;
        }

        if (!_machine.HasEnded)
        {
            Violate($"nothing goes on, but the artifact has not ended: {string.Join(' ', _machine.Jobs.Where(job => job.State != JobState.JobCompleted).Select(job => $"{job.Number}:{job.State}"))}");
            return false;
        }

        if (++_resumes > 40)
        {
            Violate($"it does not come to its end: {_machine.Record.Error}");
            return false;
        }

        for (int part = 0; part < Context.Workers.Count; part++)
        {
            if (!_workers.Any(worker => worker.IsAlive && worker.Description.Sources[0] is var has && has.Digest == $"part{part}" && !(has.Replica && _loadsNothing))) Tell(Add(part, false));
        }

        foreach (var message in _messages.ToArray()) Deliver(message); // they are known before it is resumed
        _wasResumed = true;
        Feed(new ArtifactInput.Resume());
        return true;
    }

    private void Deliver(SimMessage message)
    {
        _messages.Remove(message);
        if (message.Answer is { } input)
        {
            if (input is ArtifactInput.WorkerLost lost)
            {
                _seen.Remove(lost.Node);
                input = lost with { Survivors = [.. _machine!.Jobs.Where(job => job.Product?.Holder == lost.Node && HolderOf(KeyOf(job), lost.Node) is not null).Select(job => job.Number)] };
            }
            else if (input is ArtifactInput.WorkerKnown known) input = Back(known);
            Feed(input);
            return;
        }

        var node = message.To is { } to ? _workers.Find(worker => worker.Id == to) : _self;
        if (node is null || !node.IsAlive) return; // the scheduler hears of its loss
        if (message.Stop is { } key)
        {
            node.Tasks.Remove(key);
            node.Store.Remove(key);
        }

        if (message.Ask is not { } task) return;
        if (node.Store.TryGetValue(task.Key, out var held)) Answer(node, task, Completed(node, task.Task, held));
        else
        {
            if (!node.Tasks.TryAdd(task.Key, task) && task.Incarnation > node.Tasks[task.Key].Incarnation) node.Tasks[task.Key] = task with { Hangs = node.Tasks[task.Key].Hangs };
            Answer(node, task, new ArtifactInput.JobStarted(task.Task.Job, task.Task.Attempt));
        }
    }

    /// <summary>A worker comes, perhaps one that was only out of sight.</summary>
    private ArtifactInput.WorkerKnown Back(ArtifactInput.WorkerKnown known)
    {
        var id = known.Worker.Id();
        _seen.Add(id);
        uint[] holds = [.. _machine!.Jobs.Where(job => job is { State: JobState.JobCompleted, IsLost: true } && job.Product?.Holder == id && _workers.Any(worker => worker.Id == id && worker.Store.ContainsKey(KeyOf(job)))).Select(job => job.Number)];
        _completed.UnionWith(holds); // so there is no reason to run them again
        return known with { Holds = [.. holds] };
    }

    private void Do(SimNode node, SimTask task, bool fails)
    {
        node.Tasks.Remove(task.Key);
        if (fails) Faults.Failures--;
        var got = new List<ulong>();
        var lost = new List<string>();
        foreach (string key in task.Needed)
        {
            if ((node.Store.ContainsKey(key) ? node : HolderOf(key, null)) is not { } holder) lost.Add(key);
            else
            {
                var held = holder.Store[key];
                if (holder != node && !holder.Doors[key].Contains(node.Id)) Violate($"{node.Id} may not read {key} from {holder.Id}: {string.Join(' ', holder.Doors[key])}");
                got.Add(held.Value);
                if (!_hasCopies || !node.Store.TryAdd(key, held)) continue;
                node.Permit(key, holder.Doors[key]);
            }
        }

        ArtifactInput answer;
        ulong kept = 0;
        if (lost.Count > 0) answer = Failed(task, JobFault.Lost, [.. lost]);
        else if (task.Task.Kept.Length > 0 && !node.Kept.TryGetValue(task.Task.Kept, out kept)) answer = Failed(task, JobFault.Forgotten, []);
        else if (fails) answer = Failed(task, JobFault.Operation, []);
        else answer = Run(node, task, got, kept);
        Answer(node, task, answer);
    }

    private ArtifactInput.JobCompleted Run(SimNode node, SimTask sim, List<ulong> got, ulong kept)
    {
        Runs++;
        var task = sim.Task;
        CheckParts(node, task);
        int at = 0;
        var groups = task.Received.Select(group => (group.Name, got.Skip((at += (int)group.Count) - (int)group.Count).Take((int)group.Count).ToImmutableArray())).ToArray();
        var made = Values.Run(task.Operations, task.Product, task.Seed, task.Parts.OrderBy(part => part.Key).Select(part => part.Value), groups, kept);
        var held = new Held(made.Product, made.Keeps);
        node.Permit(sim.Key, [node.Id, .. task.Next.Select(next => next.ToNodeId())]);
        node.Store[sim.Key] = held;
        if (made.Keeps) node.Kept[ResourceKeys.Kept(task.Job, task.Attempt)] = made.Kept;
        return Completed(node, task, held);
    }

    private ArtifactInput.JobCompleted Completed(SimNode node, JobTask task, Held held)
    {
        if (held.Value != Expected[(int)task.Job]) Violate($"job {task.Job} attempt {task.Attempt} made something else than plain evaluation on {node.Id}");
        return new ArtifactInput.JobCompleted(task.Job, task.Attempt, new JobProduct(node.Id, 8, $"{held.Value:x}", ""), held.Keeps, Values.Ends(held.Value));
    }

    private static ArtifactInput.JobFailed Failed(SimTask task, JobFault fault, ImmutableArray<string> lost) => new(task.Task.Job, task.Task.Attempt, fault, fault.ToString(), lost);

    /// <summary>An answer goes to the scheduler that asked; should it have crashed, nobody hears it.</summary>
    private void Answer(SimNode node, SimTask task, ArtifactInput answer)
    {
        if (task.Incarnation == _incarnation && _machine is not null) _messages.Add(new SimMessage(null, Answer: answer, From: (node, task)));
    }

    private SimNode? HolderOf(string key, NodeId? except) =>
        (_machine is not null && _self.Store.ContainsKey(key) ? _self : null) ?? _workers.Find(worker => worker.IsAlive && worker.Id != except && worker.Store.ContainsKey(key));

    private string KeyOf(JobRecord job) => ResourceKeys.Of(Artifact.Id, job.Number, job.Attempt);
}
