using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>Fills a world with nodes, jobs and faults, as its seed says.</summary>
internal static class HistoryPlan
{
    /// <summary>When the last fault has struck.</summary>
    public static readonly TimeSpan FaultsUntil = TimeSpan.FromSeconds(8);

    private static readonly FaultKind[] s_faults = [.. Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.Evict)];

    public static void Fill(SimWorld world, Prng prng, Prng parts)
    {
        var profile = world.Profile;
        for (int i = 0; i < profile.NativeClients; i++) world.AddClient();
        for (int i = 0; i < profile.NativeServers; i++) world.AddServer(prng);
        for (int i = 0; i < profile.PlainClients; i++) world.AddPlainClient();
        for (int i = 0; i < profile.PlainServers; i++) world.AddPlainServer();
        foreach (var client in world.Nodes.Where(n => !n.IsServer).ToArray()) AddJobs(world, client, prng);
        if (profile.Mix != FaultMix.None) AddFaults(world, prng);
        else if (!profile.IsSpare && prng.Chance(40)) Add(world, FaultKind.Join, prng);
        if (profile.PartCapacity > 0)
        {
            for (int left = parts.Below(4); left > 0; left--) Add(world, FaultKind.Evict, parts);
        }

        world.Schedule(new(OccurrenceKind.Inspect, 0), Book.Period);
    }

    private static void AddJobs(SimWorld world, SimNode client, Prng prng)
    {
        var profile = world.Profile;
        int count = profile.IsSpare ? profile.MostJobs : prng.Between(1, profile.MostJobs);
        int pace = prng.Below(3);
        int lengths = prng.Below(4);
        var at = TimeSpan.FromSeconds(prng.Chance(50) ? 1.5 : 0);
        for (int i = 0; i < count; i++)
        {
            at += profile.IsSpare ? prng.Milliseconds(0, 0.5) : pace == 0 ? TimeSpan.Zero : pace == 1 ? prng.Milliseconds(0, 5) : prng.Milliseconds(0, 1_000);
            world.Book.Add(client, profile.IsSpare ? SparePlan(at, prng) : Plan(at, lengths, prng));
        }
    }

    private static JobPlan SparePlan(TimeSpan at, Prng prng) =>
        new(at + TimeSpan.FromSeconds(2), new JobTerms(), prng.Milliseconds(0.05, 1), 0, null);

    private static JobPlan Plan(TimeSpan at, int lengths, Prng prng)
    {
        var length = (lengths == 3 ? prng.Below(3) : lengths) switch
        {
            0 => prng.Milliseconds(0.05, 3),
            1 => prng.Milliseconds(3, 300),
            _ => prng.Milliseconds(300, 5_000),
        };
        var terms = new JobTerms(
            prng.Chance(20) ? prng.Between(-2, 2) : 0,
            prng.Chance(12) ? prng.Milliseconds(20, 6_000) : null,
            prng.Between(1, 3));
        return new JobPlan(at, terms, length, prng.Chance(10) ? prng.Between(1, 3) : 0, prng.Chance(8) ? prng.Milliseconds(0, 2_000) : null);
    }

    private static void AddFaults(SimWorld world, Prng prng)
    {
        FaultKind[] kinds = world.Profile.Mix == FaultMix.Drains
            ? [FaultKind.Drain, FaultKind.DrainAndLeave, FaultKind.Leave, FaultKind.Slots, FaultKind.Join]
            : s_faults;
        for (int i = 0; i < world.Profile.FaultCount; i++) Add(world, prng.Pick(kinds), prng);
    }

    private static void Add(SimWorld world, FaultKind kind, Prng prng)
    {
        var lasts = prng.Chance(50) ? prng.Milliseconds(50, 1_500) : prng.Milliseconds(500, 5_000);
        bool byCount = prng.Chance(60);
        var fault = new SimFault(kind, byCount ? TimeSpan.FromSeconds(prng.Chance(50) ? 1 : 0) : prng.Time(TimeSpan.Zero, FaultsUntil), byCount ? prng.Between(1, 150) : null, lasts, prng.Fork());
        world.Faults.Add(fault);
        if (!byCount) world.Schedule(new(OccurrenceKind.Fault, world.Faults.Count - 1), fault.At);
    }
}
