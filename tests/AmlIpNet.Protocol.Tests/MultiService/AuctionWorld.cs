namespace AmlIpNet.Protocol.Tests.MultiService;

/// <summary>
/// Clients and servers of one multiservice on a network that behaves as DDS does: first in, first out for each writer
/// and reader, no order between topics, the last N requests and targets replayed to those who join late. A seed decides what is delivered next. The
/// world checks the rules of living with AML-IP nodes after every step.
/// </summary>
internal sealed class AuctionWorld(Random random, int historyDepth = 16)
{
    private readonly List<Link> _links = [];
    private readonly List<string> _trace = [];

    public int HistoryDepth { get; } = historyDepth;

    public List<ClientActor> Clients { get; } = [];

    public List<ServerActor> Servers { get; } = [];

    public TimeSpan Now { get; private set; }

    public Random Random { get; } = random;

    public ClientActor AddClient(MultiServiceClientOptions? options = null)
    {
        var client = new ClientActor(this, NodeId.Create($"main{Clients.Count}", (uint)Clients.Count + 1), options ?? new() { MaxOpenRequests = 4, HistoryDepth = HistoryDepth });
        Clients.Add(client);
        foreach (var server in Servers.Where(s => s.Alive)) Send((server, "found"), client, $"{client.Id} finds {server.Id}", () => client.OnServerFound(server.Id));
        return client;
    }

    /// <summary>Adds a server; it receives what is left in the clients' histories.</summary>
    public ServerActor AddServer(int capacity, bool auctionOnly = false)
    {
        var id = NodeId.Create($"cp{Servers.Count}", (uint)Servers.Count + 1000);
        ServerActor server = auctionOnly ? new AuctionOnlyServer(this, id) : new MachineServer(this, id, capacity);
        Servers.Add(server);
        foreach (var client in Clients) client.ReplayTo(server);
        foreach (var client in Clients.Where(c => c.Alive)) Send((server, "found"), client, $"{client.Id} finds {id}", () => client.OnServerFound(id));
        return server;
    }

    public void Send(object writer, object reader, string text, Action deliver)
    {
        var link = _links.Find(l => l.Writer.Equals(writer) && l.Reader == reader);
        if (link is null) _links.Add(link = new Link(writer, reader));
        link.Queue.Enqueue((text, deliver));
    }

    /// <summary>What is under way to or from a dead node is lost.</summary>
    public void Cut(object node) => _links.RemoveAll(l => l.Reader == node || l.Writer is (object owner, _) && owner == node);

    /// <summary>Delivers one message of a random link.</summary>
    /// <returns>False when nothing is under way.</returns>
    public bool Step()
    {
        _links.RemoveAll(l => l.Queue.Count == 0);
        if (_links.Count == 0) return false;
        var (text, deliver) = _links[Random.Next(_links.Count)].Queue.Dequeue();
        Trace(text);
        deliver();
        Check();
        return true;
    }

    /// <summary>Lets time pass up to the next moment that anyone waits for.</summary>
    /// <returns>False when nobody waits for any.</returns>
    public bool Tick()
    {
        TimeSpan? next = null;
        foreach (var due in Clients.Where(c => c.Alive).Select(c => c.NextDue).Concat(Servers.Where(s => s.Alive).Select(s => s.NextDue)))
        {
            if (due is { } d && (next is null || d < next)) next = d;
        }

        if (next is not { } moment) return false;
        Now = moment > Now ? moment : Now;
        Trace($"time {Now}");
        foreach (var client in Clients.Where(c => c.Alive && c.NextDue <= Now).ToArray()) client.OnTime();
        foreach (var server in Servers.Where(s => s.Alive && s.NextDue <= Now).ToArray()) server.OnTime();
        Check();
        return true;
    }

    /// <summary>Runs until nothing moves any more, handlers included.</summary>
    public void Settle(int maxSteps = 200_000)
    {
        for (int i = 0; i < maxSteps; i++)
        {
            if (Random.Next(4) == 0) FinishOne();
            if (Step() || FinishOne()) continue;
            if (Clients.Where(c => c.Alive).All(c => c.Ended)) return;
            if (!Tick()) throw Fail("nothing moves, but jobs have not ended");
        }

        throw Fail($"jobs have not ended after {maxSteps} steps");
    }

    public bool FinishOne()
    {
        var running = Servers.Where(s => s.Alive && s.IsRunning).ToArray();
        if (running.Length == 0) return false;
        running[Random.Next(running.Length)].FinishOne(Random);
        Check();
        return true;
    }

    public void Trace(string text) => _trace.Add(text);

    public Exception Fail(string what) => new InvalidOperationException($"{what}\n{string.Join('\n', _trace.TakeLast(120))}");

    private void Check()
    {
        foreach (var server in Servers)
        {
            if (server.MostRunning > server.Capacity) throw Fail($"{server.Id} ran {server.MostRunning} jobs with a capacity of {server.Capacity}");
        }
    }

    private sealed record Link(object Writer, object Reader)
    {
        public Queue<(string Text, Action Deliver)> Queue { get; } = new();
    }
}
