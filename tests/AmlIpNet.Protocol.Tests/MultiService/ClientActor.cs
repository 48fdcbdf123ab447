namespace AmlIpNet.Protocol.Tests.MultiService;

/// <summary>A client's machine in the world, and the book of what it has said.</summary>
internal sealed class ClientActor
{
    private readonly AuctionWorld _world;
    private readonly JobClient _machine;
    private readonly List<JobClientAction> _actions = [];
    private readonly List<uint> _requestHistory = [];
    private readonly List<(uint Task, NodeId Server, bool IsRepeat)> _targetHistory = [];
    private readonly Dictionary<uint, NodeId> _targets = [];
    private readonly HashSet<uint> _dataSent = [];
    private readonly Dictionary<ulong, int> _ends = [];
    private ulong _jobs;
    private uint _nextTarget;

    public ClientActor(AuctionWorld world, NodeId id, MultiServiceClientOptions options)
    {
        _world = world;
        Id = id;
        _machine = new JobClient(id, new JobClientOptions { Auction = options });
    }

    public NodeId Id { get; }

    public bool Alive { get; private set; } = true;

    public TimeSpan? NextDue => _machine.NextDue;

    public int Requests { get; private set; }

    public List<ulong> Solved { get; } = [];

    public List<ulong> Quarantined { get; } = [];

    public List<ulong> HandedOver { get; } = [];

    public int DroppedSamples { get; private set; }

    public bool Ended => _machine.Jobs == 0 && _machine.OpenRequests == 0;

    public IReadOnlyDictionary<uint, NodeId> Targets => _targets;

    public ulong Submit()
    {
        Handle(JobClientEvent.Submit(++_jobs, new JobTerms()));
        return _jobs;
    }

    public void Cancel(ulong job)
    {
        if (!_ends.ContainsKey(job)) End(job);
        Handle(JobClientEvent.Cancel(job));
    }

    public void OnServerFound(NodeId server) => Handle(JobClientEvent.PeerFound(server));

    public void OnTime() => Handle(JobClientEvent.Time);

    public void OnReply(uint task, NodeId server) => Handle(JobClientEvent.Reply(task, server));

    public void OnSolution(uint task, NodeId server) => Handle(JobClientEvent.Solution(task, server));

    public void OnServerLost(NodeId server) => Handle(JobClientEvent.Lost(server));

    /// <summary>Dies without a word; the servers hear of it by and by.</summary>
    public void Kill()
    {
        Alive = false;
        _world.Cut(this);
        foreach (var server in _world.Servers.Where(s => s.Alive)) _world.Send((this, "lost"), server, $"{server.Id} hears that {Id} is lost", () => server.OnClientLost(Id));
    }

    public void ReplayTo(ServerActor server)
    {
        foreach (uint task in _requestHistory) SendRequest(task, server);
        foreach (var (task, chosen, _) in _targetHistory) SendTarget(task, chosen, server);
    }

    private void Handle(in JobClientEvent input)
    {
        if (!Alive) return;
        _machine.Handle(input, _world.Now, _actions);
        foreach (var action in _actions.ToArray())
        {
            _world.Trace($"  {Id}: {action}");
            Do(action);
        }

        _actions.Clear();
    }

    private void Do(JobClientAction action)
    {
        switch (action.Kind)
        {
            case JobClientActionKind.SendRequest:
                if ((uint)action.Task != Requests) throw _world.Fail($"{Id} asks for task {(uint)action.Task} after {Requests} requests");
                Requests++;
                Remember(_requestHistory, (uint)action.Task);
                foreach (var server in _world.Servers.Where(s => s.Alive)) SendRequest((uint)action.Task, server);
                break;
            case JobClientActionKind.SendTarget:
                bool isRepeat = _targets.ContainsKey((uint)action.Task);
                CheckTarget((uint)action.Task, action.Server);
                Remember(_targetHistory, ((uint)action.Task, action.Server, isRepeat));
                foreach (var server in _world.Servers.Where(s => s.Alive)) SendTarget((uint)action.Task, action.Server, server);
                break;
            case JobClientActionKind.SendData:
                SendData(action);
                break;
            case JobClientActionKind.Complete:
                Solved.Add(action.Job);
                End(action.Job);
                break;
            case JobClientActionKind.Fail:
                Quarantined.Add(action.Job);
                End(action.Job);
                break;
            case JobClientActionKind.HandOver:
                HandedOver.Add(action.Job);
                End(action.Job);
                break;
            case JobClientActionKind.DropSample:
                DroppedSamples++;
                break;
        }
    }

    private void CheckTarget(uint task, NodeId server)
    {
        if (_targets.TryGetValue(task, out var before))
        {
            if (before != server) throw _world.Fail($"{Id} gave task {task} to {server} after {before}");
            if (_targetHistory.Exists(t => t.Task == task) && !_targetHistory.Exists(t => t.IsRepeat)) throw _world.Fail($"{Id} repeated the target of task {task} that is still in its history");
            return;
        }

        if (task != _nextTarget) throw _world.Fail($"{Id} closed task {task} before {_nextTarget}");
        _nextTarget++;
        _targets.Add(task, server);
    }

    private void SendData(JobClientAction action)
    {
        if (_targets.GetValueOrDefault((uint)action.Task) != action.Server) throw _world.Fail($"{Id} sends data of task {(uint)action.Task} to {action.Server}, which was not chosen");
        if (!_dataSent.Add((uint)action.Task)) throw _world.Fail($"{Id} sends data of task {(uint)action.Task} twice");
        var server = _world.Servers.Find(s => s.Id == action.Server)!;
        if (!server.Alive) return;
        _world.Send((this, "data"), server, $"{server.Id} gets data {Id}#{(uint)action.Task}", () => server.OnData(this, (uint)action.Task, action.Server));
    }

    private void SendRequest(uint task, ServerActor server) =>
        _world.Send((this, "request"), server, $"{server.Id} gets request {Id}#{task}", () => server.OnRequest(this, task));

    private void SendTarget(uint task, NodeId chosen, ServerActor server) =>
        _world.Send((this, "target"), server, $"{server.Id} gets target {Id}#{task} -> {chosen}", () => server.OnTarget(this, task, chosen));

    private void End(ulong job)
    {
        _ends[job] = _ends.GetValueOrDefault(job) + 1;
        if (_ends[job] > 1) throw _world.Fail($"job {job} of {Id} ended twice");
    }

    private void Remember<T>(List<T> history, T item)
    {
        history.Add(item);
        if (history.Count > _world.HistoryDepth) history.RemoveAt(0);
    }
}
