namespace AmlIpNet.Protocol;

/// <summary>Bounds and patience of a <see cref="JobServer"/>.</summary>
public sealed record JobServerOptions
{
    /// <summary>How many attempts of one client are kept beyond the slots, so that a short job need not wait for the next to arrive. At least 0. Default 2.</summary>
    public int QueueLimit { get; init; } = 2;

    /// <summary>While handlers take longer than this on average, nothing is kept beyond the slots. Default 10 ms.</summary>
    public TimeSpan LongRun { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long an attempt may go on before its client is told that it was accepted or started. Default 50 ms.</summary>
    public TimeSpan TellAfter { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The shortest time between two outcomes that tell an attempt's progress. Default 100 ms.</summary>
    public TimeSpan ProgressPeriod { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long what a lost client had asked for is held for its return. Default 5 s.</summary>
    public TimeSpan OrphanGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a change of load that nobody waits for lasts before it is published. Default 50 ms.</summary>
    public TimeSpan PublishDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The shortest time between two availabilities, unless the server drains or leaves. Default 10 ms.</summary>
    public TimeSpan MinPublishPeriod { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How often the availability is published while an attempt is held for longer than this: it renews leases. Default 1 s.</summary>
    public TimeSpan RenewPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether it takes part in auctions only, as a guardian does: to native clients it has no slots. Default false.</summary>
    public bool AuctionsOnly { get; init; }

    /// <summary>How long an availability may go on with old counters of what has ended, when nothing else is to be published. Default 5 s.</summary>
    public TimeSpan CounterPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many native attempts are held at a time, kept and running; beyond it work is refused. 1 to 1,024: an availability lists each. Default 1,024.</summary>
    public int MaxHeld { get; init; } = 1024;

    /// <summary>How many native clients are remembered; beyond it the least recently heard one without attempts is forgotten and counted. At least 1. Default 1,024.</summary>
    public int MaxClients { get; init; } = 1024;

    /// <summary>How many kept native attempts may start in a row while a request of an auction waits; the next free slot is the auctions'. At least 1. Default 4.</summary>
    public int NativeTurns { get; init; } = 4;

    /// <summary>Bounds and patience of the auctions.</summary>
    public MultiServiceServerOptions Auctions { get; init; } = new();

    /// <exception cref="InvalidOptionsException">A value is out of its bounds.</exception>
    internal JobServerOptions Validated()
    {
        Check(QueueLimit >= 0, nameof(QueueLimit), QueueLimit, "use 0 or more");
        Check(MaxHeld is >= 1 and <= 1024, nameof(MaxHeld), MaxHeld, "use 1 to 1,024, as many as an availability can list");
        Check(MaxClients >= 1, nameof(MaxClients), MaxClients, "use 1 or more");
        Check(NativeTurns >= 1, nameof(NativeTurns), NativeTurns, "use 1 or more");
        Check(LongRun >= TimeSpan.Zero, nameof(LongRun), LongRun, "use zero or more");
        Check(OrphanGrace >= TimeSpan.Zero, nameof(OrphanGrace), OrphanGrace, "use zero or more");
        Check(PublishDelay >= TimeSpan.Zero, nameof(PublishDelay), PublishDelay, "use zero or more");
        Check(MinPublishPeriod >= TimeSpan.Zero, nameof(MinPublishPeriod), MinPublishPeriod, "use zero or more");
        Check(TellAfter > TimeSpan.Zero, nameof(TellAfter), TellAfter, "use more than zero");
        Check(ProgressPeriod > TimeSpan.Zero, nameof(ProgressPeriod), ProgressPeriod, "use more than zero");
        Check(CounterPeriod > TimeSpan.Zero, nameof(CounterPeriod), CounterPeriod, "use more than zero");
        Check(RenewPeriod > TimeSpan.Zero, nameof(RenewPeriod), RenewPeriod, "use more than zero, and less than the clients' lease (3 s)");
        return this;
    }

    private static void Check(bool condition, string option, object value, string remedy) => InvalidOptionsException.ThrowUnless(condition, option, value, remedy);
}
