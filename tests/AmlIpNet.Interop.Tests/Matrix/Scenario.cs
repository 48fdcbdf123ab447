namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>One row of docs/INTEROPERABILITY.md for each peer.</summary>
internal sealed record Scenario(string Name, string Direction)
{
    private const string WeAsk = "our Main → its Computing";
    private const string ItAsks = "its Main → our Computing";
    private const string WeWatch = "its nodes → our Status";
    private const string ItWatches = "our nodes → its Status";

    public static Scenario WeAskSmall { get; } = new("jobs of 64 B", WeAsk);
    public static Scenario WeAskMiddle { get; } = new("jobs of 64 KiB", WeAsk);
    public static Scenario WeAskLarge { get; } = new("jobs of 1 MiB", WeAsk);
    public static Scenario WeAskLate { get; } = new("the Computing node joins after the request", WeAsk);
    public static Scenario WeAskVeryLate { get; } = new("the Computing node joins after 300 jobs and does only the new one", WeAsk);
    public static Scenario WeAskRestarted { get; } = new("the Computing node leaves and starts again", WeAsk);
    public static Scenario WeAskKilled { get; } = new("the Computing node is killed (kill -9) with the job: another solves it", WeAsk);
    public static Scenario ItAsksSmall { get; } = new("jobs of 64 B", ItAsks);
    public static Scenario ItAsksMiddle { get; } = new("jobs of 64 KiB", ItAsks);
    public static Scenario ItAsksLarge { get; } = new("jobs of 1 MiB", ItAsks);
    public static Scenario ItAsksLate { get; } = new("the Computing node joins after the request", ItAsks);
    public static Scenario ItAsksVeryLate { get; } = new("the Computing node joins after 300 jobs and does only the new one", ItAsks);
    public static Scenario ItAsksRestarted { get; } = new("the Main node leaves and starts again", ItAsks);
    public static Scenario ItAsksKilled { get; } = new("the Main node is killed (kill -9) after its request: the next one is served", ItAsks);
    public static Scenario WeWatchStates { get; } = new("statuses, in their order", WeWatch);
    public static Scenario WeWatchKilled { get; } = new("a killed node (kill -9) is told as dropped", WeWatch);
    public static Scenario ItWatchesStates { get; } = new("statuses, in their order", ItWatches);

    /// <summary>Jobs need the direct topics; statuses do not.</summary>
    public bool IsJob => Direction is WeAsk or ItAsks;

    /// <summary>All, in the order of the page.</summary>
    public static Scenario[] All { get; } =
    [
        WeAskSmall, WeAskMiddle, WeAskLarge, WeAskLate, WeAskVeryLate, WeAskRestarted, WeAskKilled,
        ItAsksSmall, ItAsksMiddle, ItAsksLarge, ItAsksLate, ItAsksVeryLate, ItAsksRestarted, ItAsksKilled,
        WeWatchStates, WeWatchKilled, ItWatchesStates,
    ];
}
