namespace AmlIpNet.Testing;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    Kill,
    KillAndRestart,
    Pause,
    Isolate,
    CutBothWays,
    CutOneWay,
    Blink,
    Drain,
    DrainAndLeave,
    Leave,
    Slots,
    Join,
    Evict,
}

/// <summary>Something that goes wrong at some moment, and for some time.</summary>
/// <param name="kind">What.</param>
/// <param name="at">When; with <paramref name="afterDeliveries"/>: not before.</param>
/// <param name="afterDeliveries">After how many deliveries it strikes; null: at its time.</param>
/// <param name="lasts">For how long.</param>
/// <param name="luck">Chooses whom it strikes.</param>
internal sealed class SimFault(FaultKind kind, TimeSpan at, long? afterDeliveries, TimeSpan lasts, Prng luck)
{
    private readonly List<(SimNode From, SimNode To)> _cuts = [];
    private SimNode? _victim;

    public FaultKind Kind => kind;

    public TimeSpan At => at;

    public long? AfterDeliveries => afterDeliveries;

    public bool HasStruck { get; private set; }

    public override string ToString() => $"{kind} for {lasts.TotalSeconds:0.###} s";

    /// <summary>It is too late for it.</summary>
    public void Miss() => HasStruck = true;

    public void Strike(SimWorld world)
    {
        if (HasStruck) return;
        HasStruck = true;
        world.FaultsStruck++;
        world.Note(null, 60 + (int)kind, 0, $"FAULT {this}");
        var running = world.Nodes.Where(n => n.IsRunning).ToArray();
        switch (kind)
        {
            case FaultKind.Kill or FaultKind.KillAndRestart: Kill(world, running); break;
            case FaultKind.Pause:
                if (running.Length == 0) return;
                _victim = luck.Pick(running);
                world.Pause(_victim);
                break;
            case FaultKind.Isolate or FaultKind.CutBothWays or FaultKind.CutOneWay: Cut(world, running); break;
            case FaultKind.Blink: Blink(world, running); return;
            case FaultKind.Join: world.AddServer(luck); return;
            default: TellServer(world, [.. running.OfType<NativeServer>().Where(s => !s.IsLeaving)]); break;
        }

        world.Schedule(new(OccurrenceKind.Repair, world.Faults.IndexOf(this)), world.Now + lasts);
    }

    public void Repair(SimWorld world)
    {
        foreach (var (from, to) in _cuts) world.Cut(from, to, -1);
        _cuts.Clear();
        if (kind != FaultKind.Pause && _victim is { IsPaused: true })
        {
            world.Schedule(new(OccurrenceKind.Repair, world.Faults.IndexOf(this)), world.Now + TimeSpan.FromMilliseconds(100));
            return;
        }

        switch (kind)
        {
            case FaultKind.Pause when _victim is not null: world.Resume(_victim); break;
            case FaultKind.KillAndRestart when _victim is not null: world.Restart(_victim, luck); break;
            case FaultKind.Drain when _victim is NativeServer { IsRunning: true } server: server.SetTaking(true); break;
            case FaultKind.DrainAndLeave when _victim is NativeServer { IsRunning: true } server: server.SayGoodbye(); break;
        }
    }

    private void Kill(SimWorld world, SimNode[] running)
    {
        // Somebody must be left whose jobs can be waited for.
        bool onlyOneClient = running.Count(n => n is NativeClient) <= 1;
        var candidates = running.Where(n => !(n is NativeClient && onlyOneClient)).ToArray();
        if (candidates.Length == 0) return;
        _victim = luck.Pick(candidates);
        world.Kill(_victim);
    }

    private void Cut(SimWorld world, SimNode[] running)
    {
        if (running.Length < 2) return;
        var a = luck.Pick(running);
        foreach (var b in kind == FaultKind.Isolate ? running : [luck.Pick(running)])
        {
            if (a == b) continue;
            _cuts.Add((a, b));
            if (kind != FaultKind.CutOneWay) _cuts.Add((b, a));
        }

        foreach (var (from, to) in _cuts)
        {
            world.Note(to, 80, (ulong)from.Index, $"is cut off from {from.Id.Name}");
            world.Cut(from, to, 1);
        }
    }

    // One node takes another one for lost and finds it again; the other notices nothing.
    private void Blink(SimWorld world, SimNode[] running)
    {
        if (running.Length < 2) return;
        var (observer, other) = (luck.Pick(running), luck.Pick(running));
        if (observer != other && other.IsNative) world.Blink(observer.ViewOf(other)); // an AML-IP node has a lease of 20 s: too long for this
    }

    private void TellServer(SimWorld world, NativeServer[] servers)
    {
        if (servers.Length == 0) return;
        var server = luck.Pick(servers);
        _victim = server;
        switch (kind)
        {
            case FaultKind.Drain or FaultKind.DrainAndLeave: server.SetTaking(false); break;
            case FaultKind.Leave: server.SayGoodbye(); break;
            case FaultKind.Evict: server.EvictParts(); break;
            case FaultKind.Slots: server.SetSlots(luck.Between(1, world.Profile.MostSlots + 1)); break;
        }
    }
}
