namespace AmlIpNet.Protocol.Tests.MultiService;

/// <summary>A server in the world, and the book of what it has done.</summary>
internal abstract class ServerActor(AuctionWorld world, NodeId id, int capacity)
{
    private readonly HashSet<TaskKey> _solutions = [];

    public NodeId Id { get; } = id;

    public int Capacity { get; } = capacity;

    public bool Alive { get; private set; } = true;

    public int MostRunning { get; protected set; }

    public int Executions { get; protected set; }

    public abstract bool IsRunning { get; }

    public virtual TimeSpan? NextDue => null;

    /// <summary>Whether it waits for something that a client owes it.</summary>
    public abstract bool IsBlocked { get; }

    protected AuctionWorld World { get; } = world;

    public abstract void OnRequest(ClientActor client, uint task);

    public abstract void OnTarget(ClientActor client, uint task, NodeId server);

    public abstract void OnData(ClientActor client, uint task, NodeId server);

    public abstract void OnClientLost(NodeId client);

    public abstract void FinishOne(Random random);

    public virtual void OnTime() { }

    /// <summary>Dies without a word; the clients hear of it by and by.</summary>
    public void Kill()
    {
        Alive = false;
        World.Cut(this);
        foreach (var client in World.Clients.Where(c => c.Alive)) World.Send((this, "lost"), client, $"{client.Id} hears that {Id} is lost", () => client.OnServerLost(Id));
    }

    protected ClientActor Client(NodeId id) => World.Clients.Find(c => c.Id == id)!;

    protected void Reply(ClientActor client, uint task)
    {
        if (client.Alive) World.Send((this, "reply"), client, $"{client.Id} gets reply #{task} of {Id}", () => client.OnReply(task, Id));
    }

    protected void Solve(ClientActor client, uint task)
    {
        if (!_solutions.Add(new TaskKey(client.Id, task))) throw World.Fail($"{Id} sends a second solution of {client.Id}#{task}");
        if (client.Targets.GetValueOrDefault(task) != Id) throw World.Fail($"{Id} solved {client.Id}#{task}, for which it was not chosen");
        if (client.Alive) World.Send((this, "solution"), client, $"{client.Id} gets solution #{task} of {Id}", () => client.OnSolution(task, Id));
    }
}

/// <summary>Our server's machine.</summary>
internal sealed class MachineServer : ServerActor
{
    private readonly MultiServiceServer _machine;
    private readonly List<ServerAction> _actions = [];
    private readonly List<TaskKey> _running = [];
    private readonly HashSet<TaskKey> _started = [];

    public MachineServer(AuctionWorld world, NodeId id, int capacity) : base(world, id, capacity)
    {
        _machine = new MultiServiceServer(id);
        Handle(ServerEvent.SetCapacity(capacity));
    }

    public override bool IsRunning => _running.Count > 0;

    public override bool IsBlocked => _machine.Engaged > 0;

    public override TimeSpan? NextDue => _machine.NextDue;

    public override void OnRequest(ClientActor client, uint task) => Handle(ServerEvent.Request(client.Id, task));

    public override void OnTarget(ClientActor client, uint task, NodeId server) => Handle(ServerEvent.Target(client.Id, task, server));

    public override void OnData(ClientActor client, uint task, NodeId server) => Handle(ServerEvent.Data(client.Id, task, server));

    public override void OnClientLost(NodeId client) => Handle(ServerEvent.ClientLost(client));

    public override void OnTime() => Handle(ServerEvent.Time);

    public override void FinishOne(Random random)
    {
        var key = _running[random.Next(_running.Count)];
        _running.Remove(key);
        Handle(ServerEvent.Solved(key));
    }

    private void Handle(in ServerEvent input)
    {
        if (!Alive) return;
        _machine.Handle(input, World.Now, _actions);
        foreach (var action in _actions.ToArray())
        {
            World.Trace($"  {Id}: {action}");
            Do(action);
        }

        _actions.Clear();
    }

    private void Do(ServerAction action)
    {
        switch (action.Kind)
        {
            case ServerActionKind.SendReply:
                Reply(Client(action.Key.Client), action.Key.Task);
                break;
            case ServerActionKind.Start:
                if (!_started.Add(action.Key)) throw World.Fail($"{Id} executes {action.Key} twice");
                _running.Add(action.Key);
                MostRunning = Math.Max(MostRunning, _running.Count);
                Executions++;
                break;
            case ServerActionKind.SendSolution:
                Solve(Client(action.Key.Client), action.Key.Task);
                break;
        }
    }
}
