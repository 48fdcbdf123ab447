namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>One row of docs/INTEROPERABILITY.md for each peer.</summary>
internal sealed record Scenario(string Name, string Direction)
{
    private const string WeAsk = "our Main → its Computing";
    private const string ItAsks = "its Main → our Computing";
    private const string WeReceive = "its model sender → our model receiver";
    private const string ItReceives = "our model sender → its model receiver";
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
    public static Scenario WeReceiveSmall { get; } = new("statistics, and models of 64 B", WeReceive);
    public static Scenario WeReceiveMiddle { get; } = new("statistics, and models of 64 KiB", WeReceive);
    public static Scenario WeReceiveLarge { get; } = new("statistics, and models of 1 MiB", WeReceive);
    public static Scenario WeReceiveLate { get; } = new("the model receiver joins after the statistics", WeReceive);
    public static Scenario WeReceiveRestarted { get; } = new("the model sender leaves and starts again", WeReceive);
    public static Scenario WeReceiveKilled { get; } = new("the model sender is killed (kill -9) with a request: told as lost, another one answers", WeReceive);
    public static Scenario ItReceivesSmall { get; } = new("statistics, and models of 64 B", ItReceives);
    public static Scenario ItReceivesMiddle { get; } = new("statistics, and models of 64 KiB", ItReceives);
    public static Scenario ItReceivesLarge { get; } = new("statistics, and models of 1 MiB", ItReceives);
    public static Scenario ItReceivesLate { get; } = new("the model receiver joins after the statistics", ItReceives);
    public static Scenario ItReceivesRestarted { get; } = new("the model receiver leaves and starts again", ItReceives);
    public static Scenario ItReceivesKilled { get; } = new("the model receiver is killed (kill -9) after its request: the next one is served", ItReceives);
    public static Scenario WeWatchStates { get; } = new("statuses, in their order", WeWatch);
    public static Scenario WeWatchKilled { get; } = new("a killed node (kill -9) is told as dropped", WeWatch);
    public static Scenario ItWatchesStates { get; } = new("statuses, in their order", ItWatches);

    // Of RTI Connext alone: the others announce no type information, and acknowledge at once.
    public static Scenario WeAskTyped { get; } = new("jobs of 64 B; it announces type information", WeAsk);
    public static Scenario WeAskPrompt { get; } = new("300 jobs; its readers acknowledge at once", WeAsk);
    public static Scenario WeAskDelayed { get; } = new("300 jobs; its readers delay acknowledgements, its default: our writers do not stall", WeAsk);
    public static Scenario ItAsksTyped { get; } = new("jobs of 64 B; it announces type information", ItAsks);
    public static Scenario ItAsksPrompt { get; } = new("300 jobs; its readers acknowledge at once", ItAsks);
    public static Scenario ItAsksDelayed { get; } = new("300 jobs; its readers delay acknowledgements, its default: our writers do not stall", ItAsks);

    /// <summary>Jobs and models need the direct topics, and types that IDL cannot say; statuses do not.</summary>
    public bool IsDirect => Direction is not (WeWatch or ItWatches);

    /// <summary>All, in the order of the page.</summary>
    public static Scenario[] All { get; } =
    [
        WeAskSmall, WeAskMiddle, WeAskLarge, WeAskLate, WeAskVeryLate, WeAskRestarted, WeAskKilled,
        ItAsksSmall, ItAsksMiddle, ItAsksLarge, ItAsksLate, ItAsksVeryLate, ItAsksRestarted, ItAsksKilled,
        WeReceiveSmall, WeReceiveMiddle, WeReceiveLarge, WeReceiveLate, WeReceiveRestarted, WeReceiveKilled,
        ItReceivesSmall, ItReceivesMiddle, ItReceivesLarge, ItReceivesLate, ItReceivesRestarted, ItReceivesKilled,
        WeWatchStates, WeWatchKilled, ItWatchesStates,
    ];

    /// <summary>What RTI Connext's row may be run for: jobs whose size is known before, and statuses.</summary>
    public static Scenario[] OfConnext { get; } =
    [
        WeAskSmall, WeAskMiddle, WeAskTyped, WeAskDelayed, WeAskPrompt, WeAskLate, WeAskRestarted, WeAskKilled,
        ItAsksSmall, ItAsksMiddle, ItAsksTyped, ItAsksDelayed, ItAsksPrompt, ItAsksLate, ItAsksRestarted, ItAsksKilled,
        WeWatchStates, WeWatchKilled, ItWatchesStates,
    ];

    /// <summary>What its types cannot say, or its interface is too slow for.</summary>
    public static Scenario[] BeyondConnext { get; } = [WeAskLarge, ItAsksLarge, new("statistics and models", WeReceive), new("statistics and models", ItReceives)];

    /// <summary>Whether it exchanges models.</summary>
    public bool IsModel => Direction is WeReceive or ItReceives;
}
