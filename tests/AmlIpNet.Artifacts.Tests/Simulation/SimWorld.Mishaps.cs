namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>What goes wrong.</summary>
internal sealed partial class SimWorld
{
    private void Kill(SimNode worker)
    {
        Faults.Deaths--;
        worker.IsAlive = false;
        worker.Tasks.Clear();
        Note($"{worker.Id} dies");
        _messages.RemoveAll(message => message.To == worker.Id);
        _messages.Add(new SimMessage(null, Answer: new ArtifactInput.WorkerLost(worker.Id, []), Order: worker.Id));

        // Half of them come back, under a new id, with the same data.
        if ((_lastName + Faults.Deaths) % 2 == 0) Tell(Add(int.Parse(worker.Description.Sources[0].Digest[4..]), worker.Description.Sources[0].Replica));
    }

    private void Blink(SimNode worker)
    {
        Faults.Blinks--;
        _messages.Add(new SimMessage(null, Answer: new ArtifactInput.WorkerLost(worker.Id, []), Order: worker.Id));
        Tell(worker);
    }

    private void Crash()
    {
        Faults.Crashes--;
        Note("the scheduler crashes");
        _machine = null;
        _outbox.Clear();
        _seen.Clear();
        _self.Tasks.Clear();
        _incarnation++;
        _messages.RemoveAll(message => message.To is null);
        _dispatched.Clear();
    }

    private void Restart()
    {
        Restarts++;
        Note("the scheduler starts anew");
        _self.Id = Name("boss");
        _self.Description.Node = _self.Id.ToByteString();
        foreach (string key in _self.Doors.Keys) _self.Permit(key, _self.Id);
        _machine = ArtifactMachine.Restore(Artifact, Context, _bug.Distributions, _options, RecordBytes.ReadArtifact(RecordBytes.Write(_diskArtifact)),
            _diskJobs.Values.Select(record => _bug.OnRestore(RecordBytes.ReadJob(RecordBytes.Write(record)))), _now);
        if (_diskJobs.Count > 0) CheckDisk(); // otherwise it crashed before it had saved anything but the artifact itself
        foreach (var worker in _workers.Where(worker => worker.IsAlive)) Tell(worker);
        Feed(new ArtifactInput.TimePassed());
    }

    private void Hang(SimNode node, SimTask task)
    {
        Faults.Hangs--;
        Note($"{node.Id} will never be done with {task.Key}");
        node.Tasks[task.Key] = task with { Hangs = true };
    }

    private void Double(SimMessage message)
    {
        Faults.Doubles--;
        _messages.Add(message with { });
    }

    /// <summary>The answer is lost: the scheduler asks again.</summary>
    private void Swallow(SimMessage message)
    {
        Faults.LostAnswers--;
        _messages.Remove(message);
        var (node, task) = message.From!.Value;
        _messages.Add(new SimMessage(node == _self ? null : node.Id, Ask: task));
    }

    private void Refuse(SimMessage message)
    {
        Faults.Unreachable--;
        _messages.Remove(message);
        Answer(_workers.Find(worker => worker.Id == message.To)!, message.Ask!, Failed(message.Ask!, JobFault.Unreachable, []));
    }

    private void Lose(SimNode worker, string key)
    {
        Faults.LostKeys--;
        worker.Store.Remove(key);
        Note($"{worker.Id} loses {key}");
    }

    private void Forget(SimNode worker, string key)
    {
        Faults.Forgotten--;
        worker.Kept.Remove(key);
        Note($"{worker.Id} forgets {key}");
    }

    private void Cancel()
    {
        Faults.Cancels--;
        Feed(new ArtifactInput.Cancel());
    }

    private void EarlyTime()
    {
        Faults.EarlyTimes--;
        _now = _machine!.NextDue!.Value;
        Feed(new ArtifactInput.TimePassed());
    }
}
