using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>A Computing node of ours: a <see cref="JobServer"/> and what a session does for it.</summary>
internal sealed class NativeServer : SimNode, IServer
{
    private readonly List<JobServerAction> _actions = [];
    private readonly Dictionary<ExecutionKey, ulong> _kept = []; // with their payloads
    private readonly PartCache _partCache;
    private readonly Dictionary<ExecutionKey, Execution> _running = [];
    private readonly Dictionary<NodeId, ulong> _incarnations = [];
    private readonly Healer _healer;
    private readonly List<HealerTarget> _healed = [];
    private readonly HashSet<TaskKey> _heardRequests = [];
    private readonly HashSet<TaskKey> _seenTargets = [];
    private readonly HashSet<NodeId> _lostNodes = [];
    private int _waits;

    public NativeServer(SimWorld world, int index, NodeId id, int life, int slots) : base(world, index, id, life)
    {
        Machine = new JobServer(id, (ulong)life, world.Profile.ServerOptions);
        Slots = slots;
        _healer = new Healer(id, world.Profile.HealerOptions);
        _partCache = new PartCache(world.Profile.PartCapacity);
    }

    public override bool IsNative => true;

    public override bool IsServer => true;

    public JobServer Machine { get; private set; }

    public int Slots { get; private set; }

    public int Running => _running.Count;

    public override TimeSpan? NextDue => _healer.NextDue is { } healing && !(Machine.NextDue < healing) ? healing : Machine.NextDue;

    public override bool Reads(SimTopic topic) => topic is SimTopic.Request or SimTopic.Target or SimTopic.Data or SimTopic.Work;

    public bool IsLeaving { get; private set; }

    /// <summary>Whether it heard of the request or of its target, and that its client is gone.</summary>
    public bool CanHeal(TaskKey key) => (_heardRequests.Contains(key) || _seenTargets.Contains(key)) && _lostNodes.Contains(key.Client);

    public override void SaveState(StateWriter writer)
    {
        Machine.Save(writer);
        _healer.Save(writer);
        _partCache.Save(writer);
        foreach (var key in _kept.Keys.Concat(_running.Keys).OrderBy(k => k.Client).ThenBy(k => k.Task).ThenBy(k => k.IsAuction))
        {
            writer.Write(key.Client);
            writer.Write(key.Task);
            writer.Write(_running.ContainsKey(key));
        }
    }

    public override void Start()
    {
        Writer(SimTopic.Availability);
        Handle(JobServerEvent.SetSlots(Slots));
    }

    public void SetSlots(int slots)
    {
        Slots = slots;
        Handle(JobServerEvent.SetSlots(slots));
    }

    public void SetTaking(bool taking) => Handle(JobServerEvent.SetTaking(taking));

    /// <summary>Leaves in good order: hands back what it has, then goes.</summary>
    public void SayGoodbye()
    {
        if (IsLeaving) return;
        IsLeaving = true;
        Handle(JobServerEvent.Leave);
        World.Schedule(new(OccurrenceKind.Dispose, Index), World.Now + TimeSpan.FromMilliseconds(300));
    }

    // It goes when all that it said has been heard, or when it has waited for long enough.
    public override void OnDispose()
    {
        bool isHeard = Writers.All(w => w.Unsent.Count == 0 && w.Links.TrueForAll(l => l.UnderWay.Count == 0));
        if (isHeard || ++_waits > 40) base.OnDispose();
        else World.Schedule(new(OccurrenceKind.Dispose, Index), World.Now + TimeSpan.FromMilliseconds(50));
    }

    public override void OnSample(SimSample sample)
    {
        uint task = (uint)sample.Task;
        if (sample.Topic == SimTopic.Work) _incarnations[sample.Client] = Math.Max(sample.ClientIncarnation, _incarnations.GetValueOrDefault(sample.Client));
        switch (sample.Topic)
        {
            case SimTopic.Request:
                Handle(JobServerEvent.Request(sample.Client, task));
                _heardRequests.Add(new TaskKey(sample.Client, task));
                Heal(HealerEvent.Request(sample.Client, task));
                break;
            case SimTopic.Target:
                // What a healer repeats is not for this one: no data will come for it.
                if (sample.Server != Id || Knows(sample.Client)) Handle(JobServerEvent.Target(sample.Client, task, sample.Server));
                _seenTargets.Add(new TaskKey(sample.Client, task));
                Heal(HealerEvent.Target(sample.Client, task, sample.Server));
                break;
            case SimTopic.Data: Handle(JobServerEvent.Data(sample.Client, task, sample.Server), sample.Payload); break;
            case SimTopic.Work when sample.Kind == WorkKind.Job: OnWork(sample); break;
            case SimTopic.Work:
                Handle(JobServerEvent.CancelWork(sample.Client, sample.ClientIncarnation, sample.ServerIncarnation, sample.Task, sample.Kind == WorkKind.Recall));
                break;
        }
    }

    public int KeptParts => _partCache.Count;

    /// <summary>Others need the room of all the parts that it keeps.</summary>
    public void EvictParts()
    {
        byte[] large = new byte[World.Profile.PartCapacity - 256];
        _partCache.TryTake([PayloadPart.Of(large)], large, out _);
    }

    private void OnWork(SimSample work)
    {
        ulong payload = work.Payload;
        bool isComplete = work.Parts is null;
        if (!isComplete)
        {
            isComplete = _partCache.TryTake(work.Parts!, work.Bytes!, out byte[] whole);
            World.Saboteur?.OnJoined(work.Parts!, ref isComplete, ref whole);
            if (isComplete) payload = World.Book.Recognise(this, whole);
        }

        Handle(JobServerEvent.Work(work.Client, work.ClientIncarnation, work.ServerIncarnation, work.Job, work.Task, work.Priority, work.TimeLeft) with { Flag = !isComplete }, payload);
    }

    public override void OnReaderMatched(SimLink link)
    {
        if (link.Writer.Topic == SimTopic.Availability) Handle(JobServerEvent.NativeClientFound(link.Reader.Id));
    }

    public void OnEnded(Execution execution, bool solved)
    {
        if (!_running.TryGetValue(execution.Key, out var known) || known != execution) throw new InvalidOperationException($"{execution.Key} is not running.");
        Handle(solved ? JobServerEvent.Solved(execution.Key) : JobServerEvent.Failed(execution.Key, 1, "it failed"), ended: execution);
    }

    public void OnProgress(Execution execution) => Handle(JobServerEvent.Progress(execution.Key));

    public void Handle(JobServerEvent input, ulong payload = 0, Execution? ended = null)
    {
        if (ended is not null) _running.Remove(ended.Key); // its slot is free before anything else starts
        var saboteur = World.Saboteur;
        if (saboteur is not null && !saboteur.OnServerEvent(this, ref input)) return;
        Machine.Handle(input, World.Now, _actions);
        saboteur?.OnServerActions(this, input, _actions);
        for (int i = 0; i < _actions.Count; i++)
        {
            var action = _actions[i];
            World.Note(this, 50 + (int)action.Kind, Prng.Mix(action.Key.Task) ^ (ulong)action.What, $"  -> {action.Kind} {(action.Key.Client.IsUndefined ? "" : action.Key.ToString())} {(action.Kind == JobServerActionKind.SendOutcome ? action.What.ToString() : "")}");
            Do(action, payload, ended);
        }

        _actions.Clear();
        World.Book.CheckBounds(this);
        Rearm();
    }

    protected override void OnTime()
    {
        Heal(HealerEvent.Time);
        Handle(JobServerEvent.Time);
        foreach (var client in Machine.AwaitedClients().Where(client => !Knows(client)).ToArray()) Handle(JobServerEvent.ClientUnknown(client));
    }

    protected override void FindNode(SimNode other)
    {
        Heal(HealerEvent.NodeFound(other.Id));
        if (other is NativeServer) Heal(HealerEvent.HealerFound(other.Id));
    }

    protected override void LoseNode(NodeId other)
    {
        _lostNodes.Add(other);
        Handle(JobServerEvent.ClientLost(other));
        Heal(HealerEvent.NodeLost(other));
    }

    // At the latest when it heals it has read what the servers that it sees told the client last.
    private void ReadReplies()
    {
        foreach (var server in World.Nodes.OfType<PlainServer>().Where(server => Knows(server.Id)))
        {
            foreach (var writer in server.Writers.Where(writer => writer.Topic == SimTopic.Reply && writer.History.Count > 0 && _healer.IsLost(writer.Target)))
            {
                _healer.Handle(HealerEvent.Reply(writer.Target, (uint)writer.History[^1].Task, server.Id), World.Now - TimeSpan.FromTicks(1), _healed);
            }
        }
    }

    private void Heal(in HealerEvent input)
    {
        if (input.Kind == HealerEventKind.Time) ReadReplies();
        _healer.Handle(input, World.Now, _healed);
        foreach (var (key, server) in _healed)
        {
            World.Note(this, 28, key.Task, $"{(server.IsUndefined ? "closes" : "repeats the target of")} {key} in the place of its client");
            World.Send(Writer(SimTopic.Target), new SimSample { Topic = SimTopic.Target, Client = key.Client, Task = key.Task, Server = server });
        }

        _healed.Clear();
        Rearm();
    }

    private void Do(in JobServerAction action, ulong payload, Execution? ended)
    {
        var key = action.Key;
        switch (action.Kind)
        {
            case JobServerActionKind.SendOutcome: SendOutcome(action, ended); break;
            case JobServerActionKind.PublishAvailability: PublishAvailability(); break;
            case JobServerActionKind.SendReply:
                World.Send(Writer(SimTopic.Reply, key.Client), new SimSample { Topic = SimTopic.Reply, Client = key.Client, Task = key.Task, Server = Id });
                break;
            case JobServerActionKind.SendSolution when ended is not null:
                World.Book.OnAuctionSolution(this, new TaskKey(key.Client, (uint)key.Task));
                World.Send(Writer(SimTopic.Solution, key.Client), new SimSample
                {
                    Topic = SimTopic.Solution,
                    Client = key.Client,
                    Server = Id,
                    Task = key.Task,
                    Payload = Token.Solve(ended.Payload),
                });
                break;
            case JobServerActionKind.Keep:
                _kept.Add(key, payload);
                NoteKept(payload, 1);
                break;
            case JobServerActionKind.Start:
                if (_kept.Remove(key, out var kept))
                {
                    NoteKept(kept, -1);
                    // AML-IP has no word for a failure, so a session tries again by itself.
                    _running.Add(key, World.Book.Execute(this, key, kept, mayFail: !key.IsAuction));
                }
                else
                {
                    World.Book.Violate(this, $"starts {key}, which it has not");
                }

                break;
            case JobServerActionKind.CancelHandler:
                if (_running.TryGetValue(key, out var running)) running.Cancel();
                break;
            case JobServerActionKind.Forget:
                if (_kept.Remove(key, out var forgotten)) NoteKept(forgotten, -1);
                break;
        }
    }

    private void NoteKept(ulong payload, int change)
    {
        if (Token.JobOf(payload) is { } index) World.Book.Jobs[index].Kept += change;
    }

    private void SendOutcome(in JobServerAction action, Execution? ended)
    {
        var client = action.Key.Client;
        if (action.What == OutcomeKind.Progress && FindWriter(SimTopic.Outcome, client)?.Unsent.Count > 0) return; // a later one will tell
        World.Send(Writer(SimTopic.Outcome, client), new SimSample
        {
            Topic = SimTopic.Outcome,
            Client = client,
            ClientIncarnation = _incarnations.GetValueOrDefault(client),
            Server = Id,
            Job = action.Job,
            Task = action.Key.Task,
            What = action.What,
            Code = action.Code,
            Text = action.Text,
            Load = Sabotaged(Machine.LoadFor(client)),
            LastTask = Machine.LastTask(client),
            Payload = action.What == OutcomeKind.Solution ? Token.Solve(ended!.Payload) : 0,
            Parts = action is { What: OutcomeKind.Refused, Code: (int)RefusalReason.PartsMissing } ? _partCache.Missing.ToArray() : null,
        });
    }

    private void PublishAvailability() => World.Send(Writer(SimTopic.Availability), new SimSample
    {
        Topic = SimTopic.Availability,
        Server = Id,
        Load = Sabotaged(Machine.LoadFor(default)),
        Held = [.. Machine.Held],
    });

    private ServerLoad Sabotaged(in ServerLoad load) => World.Saboteur?.OnLoad(this, load) ?? load;
}
