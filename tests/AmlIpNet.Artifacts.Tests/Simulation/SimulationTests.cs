using AmlIpNet.Artifacts.Tests.Compiling;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>Random artifacts over workers that die, schedulers that crash, answers that are lost, late and double: every history ends with what plain evaluation gives.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_history_ends_as_plain_evaluation_does()
    {
        int seed = Seeded.NewSeed();
        int count = int.TryParse(Environment.GetEnvironmentVariable("AMLIPNET_HISTORIES"), out int wanted) ? wanted : 300;
        output.WriteLine($"{Seeded.Variable}={seed}");
        var tally = Histories.Run(seed, count);
        output.WriteLine($"{tally}");
        if (tally.Violation is null) return;
        Histories.Run(unchecked(seed + tally.Histories - 1), new Sabotage(), out _, output.WriteLine);
        Assert.Fail($"{tally.Violation} (set {Seeded.Variable} to repeat; the history is in the output)");
    }

    public static TheoryData<string> Bugs() => new(PlantedBugs.All.Keys);

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found(string bug)
    {
        var tally = Histories.Run(1, 3_000, PlantedBugs.All[bug]);
        output.WriteLine($"found after {tally.Histories} histories: {tally.Violation}");
        Assert.True(tally.Violation is not null, $"Nobody noticed in {tally.Histories} histories that {bug}.");
        Assert.Null(Histories.Run(tally.Histories, 1).Violation); // it is the bug that was found: without it the same history is well
    }

    [Theory]
    [InlineData("a crash and a death", 1)]
    [InlineData("a double answer and a failure", 1)]
    [InlineData("a lost resource and a crash", 1)]
    [InlineData("a worker out of sight", 1)]
    [InlineData("forgotten variables", 1)]
    [InlineData("an operation that hangs, and a crash", 1)]
    public void Every_way_through_a_small_world_ends_well(string what, int workers)
    {
        int limit = int.TryParse(Environment.GetEnvironmentVariable("AMLIPNET_STATES"), out int wanted) ? wanted : 1_500;
        if (limit > 1_500) workers++; // by hand
        var artifact = Plans.Of(Plans.S(Step.Types.Kind.Initialize, "f"), Plans.S(Step.Types.Kind.Parallel, "k"), Plans.S(Step.Types.Kind.Parallel, "f"), Plans.S(Step.Types.Kind.Finalize, "f"));
        for (int i = 0; i < artifact.Steps.Count; i++) artifact.Steps[i].Name = $"s{i}";
        foreach (var step in artifact.Steps.Skip(1).Take(2)) step.Operations[0].Load["table"] = "rows";
        var (states, steps, isComplete, violation) = Searches.Search(() => new SimWorld(artifact, workers, FaultsOf(what), new Sabotage(), hasCopies: false, hasReplica: workers == 1), limit);
        output.WriteLine($"{what}: {states} states, {steps} steps, {(isComplete ? "all" : "not all")} of them");
        Assert.Null(violation);
        Assert.True(states > 100, $"Only {states} states were seen.");
    }

    private static Faults FaultsOf(string what) => what switch
    {
        "a crash and a death" => new Faults { Crashes = 1, Deaths = 1 },
        "a double answer and a failure" => new Faults { Doubles = 1, Failures = 1, LostAnswers = 1 },
        "a lost resource and a crash" => new Faults { LostKeys = 1, Crashes = 1 },
        "an operation that hangs, and a crash" => new Faults { Hangs = 1, Crashes = 1 },
        "a worker out of sight" => new Faults { Blinks = 1, EarlyTimes = 1 },
        _ => new Faults { Forgotten = 1, Crashes = 1 },
    };
}
