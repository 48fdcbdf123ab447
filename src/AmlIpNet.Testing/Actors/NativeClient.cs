using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>A Main node of ours: a <see cref="JobClient"/> and what a session does for it.</summary>
internal sealed class NativeClient : SimNode, IClient, IDataPlaces
{
    private readonly List<JobClientAction> _actions = [];
    private readonly Dictionary<ulong, JobEntry> _jobs = [];
    private readonly SentParts _sentParts = new(1_000);
    private readonly Dictionary<NodeId, ulong> _lives = []; // the incarnations of servers that were heard

    public NativeClient(SimWorld world, int index, NodeId id, int life) : base(world, index, id, life) =>
        Machine = new JobClient(id, world.Saboteur?.OnOptions(world.Profile.ClientOptions) ?? world.Profile.ClientOptions, world.Profile.Strategy, this);

    public override bool IsNative => true;

    public override bool IsServer => false;

    public JobClient Machine { get; private set; }

    public override TimeSpan? NextDue => Machine.NextDue;

    private ulong Incarnation => (ulong)Life;

    public override bool Reads(SimTopic topic) => topic is SimTopic.Target or SimTopic.Reply or SimTopic.Solution or SimTopic.Availability or SimTopic.Outcome;

    public override void SaveState(StateWriter writer)
    {
        Machine.Save(writer);
        _sentParts.Save(writer);
        foreach (ulong job in _jobs.Keys.Order()) writer.Write(job);
    }

    public override void Start()
    {
        Writer(SimTopic.Request);
        Writer(SimTopic.Target);
    }

    public void Submit(JobEntry job)
    {
        _jobs.Add(job.Number, job);
        Handle(JobClientEvent.Submit(job.Number, job.Terms));
    }

    public void Cancel(JobEntry job)
    {
        if (_jobs.Remove(job.Number)) Handle(JobClientEvent.Cancel(job.Number));
    }

    public override void OnSample(SimSample sample)
    {
        if (sample.Topic.IsNative()) NoteLife(sample);
        switch (sample.Topic)
        {
            case SimTopic.Reply when sample.Client == Id: Handle(JobClientEvent.Reply((uint)sample.Task, sample.Server), sample); break;
            case SimTopic.Target when sample.Client == Id && sample.Server.IsUndefined: Handle(JobClientEvent.RequestClosed((uint)sample.Task), sample); break;
            case SimTopic.Solution when sample.Client == Id: Handle(JobClientEvent.Solution((uint)sample.Task, sample.Server), sample); break;
            case SimTopic.Availability:
                Handle(JobClientEvent.Availability(sample.Server, sample.Load, [.. sample.Held!.Where(h => h.Client == Id).Select(h => h.Task)]), sample);
                break;
            case SimTopic.Outcome when sample.Client == Id && sample.ClientIncarnation == Incarnation:
                if (World.Saboteur?.OnMissing(this) ?? true) NoteMissing(sample);
                Handle(JobClientEvent.Outcome(sample.Server, sample.Load, sample.LastTask, sample.Task, sample.What, sample.Code, sample.Text), sample);
                break;
        }
    }

    public void Handle(JobClientEvent input, SimSample? sample = null)
    {
        var saboteur = World.Saboteur;
        if (saboteur is not null && !saboteur.OnClientEvent(this, ref input)) return;
        Machine.Handle(input, World.Now, _actions);
        saboteur?.OnClientActions(this, input, _actions);
        for (int i = 0; i < _actions.Count; i++)
        {
            var action = _actions[i];
            World.Note(this, 30 + (int)action.Kind, action.Job ^ Prng.Mix(action.Task + 1), $"  -> {action.Kind} job {action.Job} #{action.Task} {(action.Server.IsUndefined ? "" : action.Server.Name)}{(action.Flag ? " unless started" : "")}{(action.Account is { } account ? $" {account.End}" : "")}");
            Do(action, sample);
        }

        _actions.Clear();
        World.Book.CheckBounds(this);
        Rearm();
    }

    protected override void OnTime() => Handle(JobClientEvent.Time);

    protected override void FindNode(SimNode other)
    {
        if (!other.IsServer) return;
        if (!other.IsNative || World.Profile.TakesNativesForPeers) Handle(JobClientEvent.PeerFound(other.Id));
        if (other.IsNative) Handle(JobClientEvent.Trusted(other.Id));
    }

    protected override void SuspectNode(NodeId other) => Handle(JobClientEvent.Suspected(other));

    protected override void TrustNode(NodeId other) => Handle(JobClientEvent.Trusted(other));

    protected override void LoseNode(NodeId other)
    {
        World.Book.OnServerLost(this, other);
        Handle(JobClientEvent.Lost(other));
    }

    private void NoteLife(SimSample sample)
    {
        if (sample.Load.Incarnation <= _lives.GetValueOrDefault(sample.Server)) return;
        if (_lives.ContainsKey(sample.Server)) World.Book.OnServerLost(this, sample.Server);
        _lives[sample.Server] = sample.Load.Incarnation;
    }

    private void Do(in JobClientAction action, SimSample? sample)
    {
        var book = World.Book;
        switch (action.Kind)
        {
            case JobClientActionKind.SendWork: SendWork(action); break;
            case JobClientActionKind.SendCancel: SendCancel(action); break;
            case JobClientActionKind.SendRequest:
                book.OnRequest(this, action.Task);
                World.Send(Writer(SimTopic.Request), new SimSample { Topic = SimTopic.Request, Client = Id, Task = action.Task });
                break;
            case JobClientActionKind.SendTarget:
                book.OnTarget(this, action.Task, action.Server);
                World.Send(Writer(SimTopic.Target), new SimSample { Topic = SimTopic.Target, Client = Id, Task = action.Task, Server = action.Server });
                break;
            case JobClientActionKind.SendData:
                if (_jobs.TryGetValue(action.Job, out var assigned)) assigned.SentTo.Add(action.Server);
                book.OnData(this, action.Task, action.Server);
                World.Send(Writer(SimTopic.Data, action.Server), DataOf(action, assigned?.Token ?? 0));
                break;
            case JobClientActionKind.EmptyData: EmptyData(action); break;
            case JobClientActionKind.Complete:
                if (_jobs.Remove(action.Job, out var solved)) book.OnSolved(solved, sample?.Payload ?? 0, action.Task);
                else book.OnEndedAgain(this, action.Job);
                break;
            case JobClientActionKind.Fail:
                if (_jobs.Remove(action.Job, out var failed)) book.OnFailed(failed, action.Account);
                else book.OnEndedAgain(this, action.Job);
                break;
            case JobClientActionKind.HandOver:
                book.Violate(this, $"hands job {action.Job} over although there are numbers left");
                break;
        }
    }

    private void SendWork(in JobClientAction action)
    {
        if (!_jobs.TryGetValue(action.Job, out var job))
        {
            World.Book.Violate(this, $"sends work of job {action.Job}, which has ended");
            return;
        }

        World.Book.OnWork(this, job, action);
        var parts = action.Flag ? null : Refer(job, action);
        World.Send(Writer(SimTopic.Work, action.Server), new SimSample
        {
            Topic = SimTopic.Work,
            Kind = WorkKind.Job,
            Client = Id,
            ClientIncarnation = Incarnation,
            Server = action.Server,
            ServerIncarnation = action.Incarnation,
            Job = action.Job,
            Task = action.Task,
            Priority = job.Terms.Priority,
            TimeLeft = action.TimeLeft,
            Payload = parts is null ? job.Token : 0,
            Parts = parts,
            Bytes = parts is null ? null : job.Bytes!.Without(parts),
        });
    }

    private PayloadPart[]? Refer(JobEntry job, in JobClientAction action)
    {
        if (job.Bytes is null) return null;
        var parts = job.Bytes.Parts.ToArray();
        ulong incarnation = action.Incarnation;
        World.Saboteur?.OnRefer(ref incarnation);
        _sentParts.Refer(action.Server, incarnation, World.Profile.PartCapacity, parts);
        World.Book.OnParts(this, action, parts);
        return parts;
    }

    public long BytesHeld(in AssignedJob job, in ServerCandidate server) =>
        _jobs.TryGetValue(job.Job, out var entry) && entry.Bytes is { } bytes ? _sentParts.BytesHeld(server.Server, server.Incarnation, bytes.Parts) : 0;

    private void NoteMissing(SimSample refusal)
    {
        foreach (var part in refusal.Parts ?? []) _sentParts.Forget(refusal.Server, refusal.Load.Incarnation, part);
    }

    private void SendCancel(in JobClientAction action)
    {
        var writer = Writer(SimTopic.Work, action.Server);
        ulong task = action.Task;
        if (!action.Flag && writer.Unsent.FirstOrDefault(s => s.Task == task && s.Kind == WorkKind.Job) is { } unsent)
        {
            writer.Unsent.Remove(unsent);
            return;
        }

        World.Send(writer, new SimSample
        {
            Topic = SimTopic.Work,
            Kind = action.Flag ? WorkKind.Recall : WorkKind.Cancel,
            Client = Id,
            ClientIncarnation = Incarnation,
            Server = action.Server,
            ServerIncarnation = action.Incarnation,
            Job = action.Job,
            Task = action.Task,
        });
    }

    private void EmptyData(in JobClientAction action)
    {
        if (FindWriter(SimTopic.Data, action.Server) is not { } writer) return;
        for (var node = writer.Unsent.First; node is not null; node = node.Next)
        {
            if (node.Value.Task == action.Task) node.Value = DataOf(action, 0);
        }
    }

    private SimSample DataOf(in JobClientAction action, ulong token) =>
        new() { Topic = SimTopic.Data, Writer = Index, Client = Id, Task = action.Task, Server = action.Server, Payload = token };
}
