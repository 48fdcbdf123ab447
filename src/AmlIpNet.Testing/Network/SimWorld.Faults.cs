namespace AmlIpNet.Testing;

// What goes wrong, and who comes instead.
internal sealed partial class SimWorld
{
    private readonly Dictionary<NodeId, int> _lives = [];
    private int _names;

    public List<SimFault> Faults { get; } = [];

    public int FaultsStruck { get; set; }

    /// <summary>How often a node took another for lost that was not: it may be over before anybody looks, and what was under way is lost.</summary>
    public int Blinks { get; private set; }

    /// <summary>Whether nodes are killed, stopped or cut off in this history.</summary>
    public bool IsFaulty => Profile.Mix == FaultMix.Faults;

    /// <summary>Whether servers leave with jobs running.</summary>
    public bool LosesServers => Faults.Exists(f => f.Kind is FaultKind.Leave or FaultKind.DrainAndLeave or FaultKind.Drain);

    /// <summary>Set while a search decides what happens next.</summary>
    public Search? Search { get; set; }

    public NativeClient AddClient() => Add(index => new NativeClient(this, index, NextId("main"), 1));

    public PlainClient AddPlainClient() => Add(index => new PlainClient(this, index, NextId("amlip-main")));

    public PlainServer AddPlainServer() => Add(index => new PlainServer(this, index, NextId("amlip-cp")));

    public NativeServer AddServer(Prng luck) => AddServer(NextId("cp"), luck.Between(1, Profile.MostSlots));

    public NativeServer AddServer(NodeId id, int slots)
    {
        int life = _lives.GetValueOrDefault(id) + 1;
        _lives[id] = life;
        return Add(index => new NativeServer(this, index, id, life, slots));
    }

    /// <summary>Starts a node in the place of one that was killed: a server of ours with its old id or a new one, all others with a new one.
    /// Where there are auctions, a server with its old id would be given the data of old tasks again, so there it takes a new id.</summary>
    public void Restart(SimNode dead, Prng luck)
    {
        switch (dead)
        {
            case NativeServer server when Profile.PlainClients + Profile.PlainServers == 0 && luck.Chance(60): AddServer(server.Id, server.Slots); break;
            case NativeServer: AddServer(luck); break;
            case PlainServer: AddPlainServer(); break;
        }
    }

    private NodeId NextId(string name) => NodeId.Create($"{name}{++_names}", (uint)(Prng.Mix((ulong)_names) >> 32));

    private void StrikeByCount()
    {
        if (_struckByCount >= Faults.Count) return;
        for (int i = 0; i < Faults.Count; i++)
        {
            if (Faults[i] is not { HasStruck: false, AfterDeliveries: { } count } fault || Deliveries < count || Now < fault.At) continue;
            _struckByCount++;
            Schedule(new(OccurrenceKind.Fault, i), Now);
        }
    }

    private int _struckByCount;
}
