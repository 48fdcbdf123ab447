using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>How much goes wrong in a history.</summary>
internal enum FaultMix
{
    /// <summary>Nothing: nodes only join late.</summary>
    None,

    /// <summary>Servers drain, leave, and change their slots.</summary>
    Drains,

    /// <summary>Nodes are killed, stopped and cut off.</summary>
    Faults,
}

/// <summary>What a history is made of. Drawn from its seed.</summary>
internal sealed record SimProfile
{
    public required int NativeClients { get; init; }

    public required int NativeServers { get; init; }

    public int PlainClients { get; init; }

    public int PlainServers { get; init; }

    public int MostSlots { get; init; } = 3;

    public int MostJobs { get; init; } = 8;

    public FaultMix Mix { get; init; }

    public int FaultCount { get; init; }

    /// <summary>The depth of our request and target writers' histories.</summary>
    public int HistoryDepth { get; init; } = 16;

    /// <summary>How many samples may be under way to a reader of a keep-all writer before it is full.</summary>
    public int WriterLimit { get; init; } = 64;

    /// <summary>Whether what is written for a reader that does not see the writer is lost; otherwise it comes when it does.</summary>
    public bool LosesUnseen { get; init; } = true;

    /// <summary>Whether a node that comes back in a new participant is reported lost before.</summary>
    public bool TellsOfReplacement { get; init; }

    /// <summary>Whether native servers are taken for AML-IP peers until they say more.</summary>
    public bool TakesNativesForPeers { get; init; }

    /// <summary>How many bytes of the parts of jobs a native server keeps; 0: jobs have no parts.</summary>
    public int PartCapacity { get; init; }

    /// <summary>One native client with many short jobs and nothing else: what they may cost is checked.</summary>
    public bool IsSpare { get; init; }

    public TimeSpan ShortestDelay { get; init; } = TimeSpan.FromMicroseconds(50);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMicroseconds(300);

    public int StragglerPercent { get; init; }

    /// <summary>In milliseconds.</summary>
    public double SlowestMatch { get; init; } = 5;

    /// <summary>In milliseconds.</summary>
    public double SlowestDiscovery { get; init; } = 100;

    public JobClientOptions ClientOptions { get; init; } = new();

    public JobServerOptions ServerOptions { get; init; } = new();

    /// <summary>A client that is only cut off must be back before its requests are closed in its place: it would still send the data of one, and
    /// an AML-IP server that has been freed takes that for the data of the next. So the patience is above the longest cut.</summary>
    public HealerOptions HealerOptions { get; init; } = new();

    public IAssignmentStrategy? Strategy { get; init; }

    public static SimProfile Draw(Prng prng)
    {
        int kind = prng.Below(100);
        if (kind < 5) return Spare(prng);
        bool mixed = prng.Chance(50);
        int servers = prng.Between(mixed ? 0 : 1, 4);
        var profile = new SimProfile
        {
            NativeClients = prng.Between(1, 3),
            NativeServers = servers,
            PlainClients = mixed && servers > 0 ? prng.Below(3) : 0,
            PlainServers = mixed ? prng.Between(servers == 0 ? 1 : 0, 2) : 0,
            MostSlots = prng.Between(1, 4),
            MostJobs = prng.Between(1, 12),
            Mix = kind < 25 ? FaultMix.None : kind < 40 ? FaultMix.Drains : FaultMix.Faults,
            FaultCount = prng.Between(1, 6),
            HistoryDepth = prng.Between(4, 32),
            WriterLimit = prng.Chance(30) ? prng.Between(1, 4) : 64,
            LosesUnseen = prng.Chance(70),
            TellsOfReplacement = prng.Chance(50),
            StragglerPercent = prng.Chance(50) ? prng.Between(1, 10) : 0,
            SlowestMatch = prng.Chance(50) ? 2 : 100,
            SlowestDiscovery = prng.Chance(50) ? 50 : 1_000,
            Strategy = prng.Below(4) switch { 0 => AssignmentStrategies.FirstFree, 1 => AssignmentStrategies.RoundRobin, _ => null },
        };
        profile = prng.Below(3) switch
        {
            0 => profile,
            1 => profile with { LongestDelay = TimeSpan.FromMilliseconds(5) },
            _ => profile with { LongestDelay = TimeSpan.FromMilliseconds(60) },
        };
        if (profile.PlainServers > 0) profile = profile with { HistoryDepth = 64 };
        int open = prng.Between(1, profile.HistoryDepth);
        return profile with
        {
            ClientOptions = new JobClientOptions
            {
                Prefetch = prng.Chance(80),
                Auction = new MultiServiceClientOptions { HistoryDepth = profile.HistoryDepth, MaxOpenRequests = open },
            },
        };
    }

    /// <summary>The same, in two of three with jobs in parts. The luck is its own, so that all else stays as it was.</summary>
    public SimProfile WithParts(Prng luck) => IsSpare ? this : this with { PartCapacity = luck.Below(3) switch { 0 => 0, 1 => 3 * 264, _ => 4_096 } };

    public override string ToString() =>
        $"{NativeClients}+{PlainClients} clients, {NativeServers}+{PlainServers} servers (ours + AML-IP's), {Mix}{(Mix == FaultMix.None ? "" : $" x{FaultCount}")}, delays to {LongestDelay.TotalMilliseconds} ms, history {HistoryDepth}, writers {WriterLimit}{(PartCapacity > 0 ? $", parts of jobs {PartCapacity}" : "")}{(IsSpare ? ", short jobs only" : "")}";

    private static SimProfile Spare(Prng prng) => new()
    {
        NativeClients = 1,
        NativeServers = prng.Pick([1, 2, 8]),
        MostSlots = prng.Between(1, 4),
        MostJobs = 300,
        IsSpare = true,
    };
}
