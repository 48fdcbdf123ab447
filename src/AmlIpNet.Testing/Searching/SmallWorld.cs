using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>A world in which somebody chooses what happens next.</summary>
internal sealed class SmallWorld
{
    private static readonly JobPlan s_job = new(TimeSpan.Zero, new JobTerms(), TimeSpan.Zero, 0, null);

    private readonly SearchPlan _plan;
    private readonly SimWorld _world;
    private readonly Search _search = new();
    private int _earlyTicks;
    private int _kills;
    private int _cancels;
    private int _evictions;

    private SmallWorld(SearchPlan plan, Saboteur? saboteur, bool records)
    {
        _plan = plan;
        var profile = new SimProfile
        {
            NativeClients = plan.Clients,
            NativeServers = plan.Servers,
            PlainClients = plan.PlainClients,
            PlainServers = plan.PlainServers,
            Mix = plan.EarlyTicks + plan.Kills > 0 ? FaultMix.Faults : FaultMix.None,
            MostSlots = 1,
            PartCapacity = plan.Parts ? 4_096 : 0,
        };
        _world = new SimWorld(1, profile, saboteur, records) { Search = _search };
        for (int i = 0; i < plan.Clients; i++) _world.AddClient();
        for (int i = 0; i < plan.PlainClients; i++) _world.AddPlainClient();
        for (int i = 0; i < plan.Servers; i++) _world.AddServer(new Prng(1));
        for (int i = 0; i < plan.PlainServers; i++) _world.AddPlainServer();
        _search.Settle(_world, discovery: true);
        var clients = _world.Nodes.Where(n => !n.IsServer).ToArray();
        for (int i = 0; i < plan.Jobs; i++) _world.Book.Add(clients[i % clients.Length], s_job);
        // The first availabilities have been heard: the search is about what comes then.
        while (_world.Links.FirstOrDefault(link => link.UnderWay.Count > 0) is { } link) _world.Happen(new(OccurrenceKind.Deliver, link.Index));
    }

    public string? Violation => _world.Book.Violation;

    public IReadOnlyList<string> Trace => _world.Trace.Lines;

    /// <summary>The world after these choices.</summary>
    public static SmallWorld At(SearchPlan plan, byte[] path, Saboteur? saboteur, bool records = false)
    {
        var world = new SmallWorld(plan, saboteur, records);
        foreach (byte choice in path)
        {
            world.Choose(choice);
            if (world.Violation is not null) break;
        }

        return world;
    }

    /// <summary>How many things may happen next.</summary>
    public int Choices()
    {
        int happenings = Deliveries().Count() + _search.Foreseen.Count;
        if (Due() is not null && (happenings == 0 ? _world.Book.OpenJobs > 0 : _earlyTicks < _plan.EarlyTicks)) happenings++;
        return happenings + Victims().Count() + Cancellable().Count() + Evictable().Count();
    }

    public void PlayToEnd(int mostTicks, int mostSteps)
    {
        int ticks = 0;
        for (int steps = 0; Violation is null && steps < mostSteps; steps++)
        {
            if (Deliveries().FirstOrDefault() is { } link) Do(new(OccurrenceKind.Deliver, link.Index));
            else if (_search.Foreseen.Count > 0) TakeForeseen(0);
            else if (ticks++ < mostTicks && Due() is { } due) Tick(due);
            else break;
        }

        if (Violation is null) _world.Book.CheckEnd();
    }

    /// <summary>Equal for equal states, whatever the way to them was.</summary>
    public ulong Hash()
    {
        var writer = new StateWriter();
        ulong unordered = 0;
        foreach (var node in _world.Nodes)
        {
            writer.Write(node.IsAlive);
            node.SaveState(writer);
        }

        foreach (var job in _world.Book.Jobs)
        {
            writer.Write(job.EndedAt is not null);
            writer.Write(job.SubmittedAt is not null);
            writer.Write(Math.Min(job.Executions, 3));
        }

        writer.Write(_world.Now);
        writer.Write(_earlyTicks);
        writer.Write(_kills);
        writer.Write(_cancels);
        writer.Write(_evictions);
        ulong hash = StateHash.Of(writer.Written);
        foreach (var link in _world.Links)
        {
            if (link.Writer.IsClosed) continue;
            writer.Clear();
            writer.Write(link.WriterMatched);
            writer.Write(link.ReaderMatched);
            foreach (var (sample, _) in link.UnderWay) writer.Write(sample.ToString() + sample.Payload);
            foreach (var sample in link.Writer.Unsent) writer.Write(sample.ToString());
            unordered += Prng.Mix(StateHash.Of(writer.Written) ^ ((ulong)link.Writer.Owner.Index << 16) ^ ((ulong)link.Writer.Topic << 8) ^ (ulong)link.Reader.Index);
        }

        foreach (var what in _search.Foreseen)
        {
            ulong subject = what.Kind == OccurrenceKind.HandlerEnds ? (ulong)_world.Executions[what.Subject].Owner.Index << 20 ^ _world.Executions[what.Subject].Payload : (ulong)what.Subject;
            unordered += Prng.Mix(subject ^ ((ulong)what.Kind << 56));
        }

        return hash ^ Prng.Mix(unordered);
    }

    private void Choose(int choice)
    {
        var deliveries = Deliveries().ToArray();
        if (choice < deliveries.Length)
        {
            Do(new(OccurrenceKind.Deliver, deliveries[choice].Index));
            return;
        }

        choice -= deliveries.Length;
        if (choice < _search.Foreseen.Count)
        {
            TakeForeseen(choice);
            return;
        }

        choice -= _search.Foreseen.Count;
        bool isEarly = deliveries.Length + _search.Foreseen.Count > 0;
        if (Due() is { } due && (isEarly ? _earlyTicks < _plan.EarlyTicks : _world.Book.OpenJobs > 0))
        {
            if (choice == 0)
            {
                if (isEarly) _earlyTicks++;
                Tick(due);
                return;
            }

            choice--;
        }

        var victims = Victims().ToArray();
        if (choice < victims.Length)
        {
            _kills++;
            _world.Kill(victims[choice]);
        }
        else if ((choice -= victims.Length) < Cancellable().Count())
        {
            Cancellable().ElementAt(choice).Cancel();
            _cancels++;
        }
        else
        {
            Evictable().ElementAt(choice - Cancellable().Count()).EvictParts();
            _evictions++;
        }

        _search.Settle(_world, discovery: false);
    }

    private IEnumerable<SimLink> Deliveries() => _world.Links.Where(link => link.UnderWay.Count > 0 && _world.Flows(link));

    private IEnumerable<SimNode> Victims() =>
        _kills < _plan.Kills && _world.Nodes.Count(n => n is NativeServer { IsAlive: true }) > 1 ? _world.Nodes.Where(n => n is { IsServer: true, IsAlive: true }) : [];

    private IEnumerable<JobEntry> Cancellable() => _cancels < _plan.Cancels ? _world.Book.Jobs.Where(job => job.IsOpen && job.Owner.IsNative) : [];

    private IEnumerable<NativeServer> Evictable() => _evictions < _plan.Evictions ? _world.Nodes.OfType<NativeServer>().Where(server => server is { IsAlive: true, KeptParts: > 0 }) : [];

    private SimNode? Due() => _world.Nodes.Where(n => n is { IsAlive: true, NextDue: not null }).MinBy(n => n.NextDue);

    private void Tick(SimNode node)
    {
        _world.PassTime(node.NextDue!.Value);
        Do(new(OccurrenceKind.Wake, node.Index));
    }

    private void TakeForeseen(int index)
    {
        var what = _search.Foreseen[index];
        _search.Foreseen.RemoveAt(index);
        Do(what);
    }

    private void Do(in Occurrence what)
    {
        try
        {
            _world.Happen(what);
            _search.Settle(_world, discovery: false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _world.Book.Violate(null, $"a machine threw: {error}");
        }
    }
}
