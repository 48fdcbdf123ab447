using Xunit.Abstractions;

namespace AmlIpNet.Testing.Tests;

/// <summary>Each planted bug is found within some seeds, all of which are clean without it (<see cref="HistoryTests"/> runs them too).</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int Seeds = 10_000;

    [Theory]
    [InlineData(typeof(SecondSolutionDelivered), "after it ended|second outcome")]
    [InlineData(typeof(SecondTarget), "after")]
    [InlineData(typeof(EvictedTarget), "never closed|blocked|still holds|free slot")]
    [InlineData(typeof(DataSentTwice), "twice")]
    [InlineData(typeof(DutyDropped), "blocked|not ended|not been executed|still holds")]
    [InlineData(typeof(IncarnationIgnored), "not been executed|not ended|nothing to do|holds")]
    [InlineData(typeof(LeaseNeverArmed), "not been executed|not ended")]
    [InlineData(typeof(CreditLeaked), "free slot")]
    [InlineData(typeof(SlotLeaked), "for running")]
    [InlineData(typeof(OneSlotTooMany), "slots")]
    [InlineData(typeof(SolutionForgotten), "without a fault|not been executed|not ended")]
    [InlineData(typeof(RefusalForgotten), "not been executed")]
    [InlineData(typeof(SolutionMixedUp), "instead of|second outcome|nothing to do")]
    [InlineData(typeof(NeverTrustedAgain), "not been executed|not ended")]
    [InlineData(typeof(LossIgnored), "not been executed|not ended")]
    [InlineData(typeof(QuarantineTooEarly), "quarantined after")]
    [InlineData(typeof(RecallForgotten), "free slot")]
    [InlineData(typeof(LimitTooEarly), "before its limit")]
    [InlineData(typeof(Chatter), "messages")]
    [InlineData(typeof(RestartForgotten), "never sent there")]
    [InlineData(typeof(WrongPart), "none's")]
    [InlineData(typeof(MissingSkipped), "none's")]
    [InlineData(typeof(MissingIgnored), "no end|not been executed|not ended")]
    [InlineData(typeof(MissingUntold), "not been executed|not ended")]
    public void A_planted_bug_is_found(Type bug, string foundBy)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var result = Simulation.Run(seed, trace: false, (Saboteur)Activator.CreateInstance(bug)!);
            if (result.Violation is null) continue;
            output.WriteLine($"{bug.Name} is found by seed {seed}: {result.Violation}");
            Assert.Matches(foundBy, result.Violation);
            var clean = Simulation.Run(seed);
            Assert.True(clean.Violation is null, $"Seed {seed} is not clean without the bug either: {clean.Violation}");
            return;
        }

        Assert.Fail($"{bug.Name} was not found by {Seeds} seeds.");
    }
}
