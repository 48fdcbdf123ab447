using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>
/// A network in virtual time: messages from one node to another keep their order on each topic, what is under way is lost with either node, and each node
/// comes to know of the others, and of their loss, at a time of its own.
/// </summary>
internal sealed class SimNet(int seed)
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _queue = new();
    private readonly Dictionary<(NodeId, NodeId, bool), TimeSpan> _last = [];
    private readonly Dictionary<(NodeId, NodeId), int> _epoch = [];
    private readonly Dictionary<(NodeId, NodeId), List<(SimNode To, Action Deliver, bool IsPart)>> _held = [];
    private readonly SortedDictionary<NodeId, SimNode> _nodes = [];
    private long _order;

    public Random Random { get; } = new(seed);

    public TimeSpan Now { get; private set; }

    public List<string> Story { get; } = [];

    public IEnumerable<SimNode> Alive => _nodes.Values.Where(node => node.IsAlive);

    public SimNode? Find(NodeId id) => _nodes.GetValueOrDefault(id);

    public TimeSpan Between(double fromMs, double toMs) => TimeSpan.FromMilliseconds(fromMs + Random.NextDouble() * (toMs - fromMs));

    public void At(TimeSpan delay, Action action) => _queue.Enqueue(action, (Now + delay, _order++));

    public void Tell(string what) => Story.Add($"{Now.TotalMilliseconds,9:0.0} {what}");

    /// <summary>Runs until a time, or until nothing is left.</summary>
    public void Run(TimeSpan until)
    {
        while (_queue.TryPeek(out _, out var due) && due.At <= until)
        {
            var action = _queue.Dequeue();
            Now = due.At;
            action();
        }

        Now = until;
    }

    public void Join(SimNode node)
    {
        _nodes.Add(node.Id, node);
        Tell($"{node.Id} starts");
        foreach (var other in Alive.Where(other => other != node).ToArray())
        {
            At(Between(5, 300), () => See(node, other));
            At(Between(5, 300), () => See(other, node));
        }
    }

    public void Kill(SimNode node)
    {
        if (!node.IsAlive) return;
        node.OnKilled();
        node.IsAlive = false;
        Tell($"{node.Id} dies");
        foreach (var other in Alive.ToArray()) At(Between(300, 1_500), () => Miss(other, node));
    }

    /// <summary>One node loses sight of another for a while; the other one need not notice.</summary>
    public void Blink(SimNode observer, SimNode observed, bool isMutual)
    {
        if (observer == observed) return;
        Tell($"{observer.Id} loses sight of {observed.Id}{(isMutual ? ", and the other way round" : "")}");
        var back = Between(50, 2_000);
        Miss(observer, observed);
        if (isMutual) Miss(observed, observer);
        At(back, () =>
        {
            See(observer, observed);
            if (isMutual) See(observed, observer);
        });
    }

    /// <summary>Sends; waits until the sender has seen the receiver.</summary>
    public void Send(SimNode from, NodeId to, bool isPart, Action<SimNode> deliver)
    {
        if (!from.IsAlive || Find(to) is not { IsAlive: true } receiver) return;
        Action run = () => deliver(receiver);
        if (from.Sees(to)) Post(from, receiver, run, isPart);
        else
        {
            if (!_held.TryGetValue((from.Id, to), out var held)) _held.Add((from.Id, to), held = []);
            held.Add((receiver, run, isPart));
        }
    }

    private void Post(SimNode from, SimNode to, Action deliver, bool isPart)
    {
        var link = (from.Id, to.Id, isPart);
        var at = Now + Between(0.05, Random.Next(10) == 0 ? 30 : 1);
        if (_last.TryGetValue(link, out var last) && last > at) at = last;
        _last[link] = at;
        int epoch = Epoch(from.Id, to.Id);
        At(at - Now, () =>
        {
            if (from.IsAlive && to.IsAlive && Epoch(from.Id, to.Id) == epoch) deliver();
        });
    }

    private void See(SimNode observer, SimNode observed)
    {
        if (!observer.IsAlive || !observed.IsAlive || observer.Sees(observed.Id)) return;
        if (_held.Remove((observer.Id, observed.Id), out var held))
        {
            foreach (var (to, deliver, isPart) in held) Post(observer, to, deliver, isPart); // in their order: before what it says now that it sees the other one
        }

        observer.See(observed);
    }

    // What is under way between the two is lost in both directions: either the reader or the writer has gone.
    private void Miss(SimNode observer, SimNode observed)
    {
        if (!observer.IsAlive || !observer.Sees(observed.Id)) return;
        _epoch[Pair(observer.Id, observed.Id)] = Epoch(observer.Id, observed.Id) + 1;
        _held.Remove((observer.Id, observed.Id));
        observer.Miss(observed);
    }

    private int Epoch(NodeId a, NodeId b) => _epoch.GetValueOrDefault(Pair(a, b));

    private static (NodeId, NodeId) Pair(NodeId a, NodeId b) => a.CompareTo(b) < 0 ? (a, b) : (b, a);
}

/// <summary>A node of the simulated network.</summary>
internal abstract class SimNode(SimNet net, Sabotage bug, NodeId id, DataRole role)
{
    private readonly SortedSet<NodeId> _seen = [];
    private TimeSpan _wakeUp = TimeSpan.MaxValue;
    private ulong _version;

    protected SimNet Net { get; } = net;

    protected Sabotage Bug { get; } = bug;

    public NodeId Id { get; } = id;

    public DataRole Role { get; } = role;

    public DataAddress Address => new(Id, Role);

    public bool IsAlive { get; set; } = true;

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan Skew { get; protected init; }

    /// <summary>When it last was disturbed: something else than a message has happened to it.</summary>
    public TimeSpan DisturbedAt { get; private set; } = net.Now;

    protected NodeId? Center => _seen.Where(id => Net.Find(id)!.Role == DataRole.Center).Select(id => (NodeId?)id).FirstOrDefault();

    public bool Sees(NodeId node) => node == Id || _seen.Contains(node);

    public void See(SimNode node)
    {
        _seen.Add(node.Id);
        DisturbedAt = Net.Now;
        OnFound(node);
    }

    public void Miss(SimNode node)
    {
        _seen.Remove(node.Id);
        DisturbedAt = Net.Now;
        OnLost(node);
    }

    protected ulong NextVersion() => _version = Math.Max(_version + 1, (ulong)(Net.Now + Skew + TimeSpan.FromHours(1)).Ticks);

    protected DataEntry Visible(DataEntry entry) => entry.State == KeyState.Memory ? entry with { Nodes = [.. entry.Nodes.Where(Sees)] } : entry;

    protected void WakeUpAt(TimeSpan? due)
    {
        if (due is not { } at || at >= _wakeUp) return;
        _wakeUp = at;
        Net.At(at > Net.Now ? at - Net.Now : TimeSpan.Zero, () =>
        {
            if (_wakeUp != at) return;
            _wakeUp = TimeSpan.MaxValue;
            if (IsAlive) OnTime();
        });
    }

    public virtual void OnKilled() { }

    protected abstract void OnFound(SimNode node);

    protected abstract void OnLost(SimNode node);

    protected abstract void OnTime();
}
