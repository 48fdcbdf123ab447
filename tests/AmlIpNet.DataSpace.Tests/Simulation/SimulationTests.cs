using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>Seeded histories of the pure machines, as many as AMLIPNET_HISTORIES says, and bugs planted into them.</summary>
public sealed partial class SimulationTests(ITestOutputHelper output)
{
    private static readonly int s_histories = int.TryParse(Environment.GetEnvironmentVariable("AMLIPNET_HISTORIES"), out int number) ? number : 1_000;

    [Fact]
    public void Every_history_keeps_the_rules()
    {
        int first = Environment.GetEnvironmentVariable(Seeded.Variable) is null ? 1 : Seeded.NewSeed(); // the same ones everywhere, unless others are asked for
        output.WriteLine($"{Seeded.Variable}={first}");
        int gathered = 0, lost = 0, blamed = 0, recomputed = 0;
        for (int seed = first; seed < first + s_histories; seed++)
        {
            var (violation, story, checks) = Space.Run(seed);
            Assert.True(violation is null, $"Seed {seed}: {violation}\n{string.Join('\n', story.TakeLast(60))}");
            (gathered, lost, blamed, recomputed) = (gathered + checks.Gathered, lost + checks.Lost, blamed + checks.Blamed, recomputed + checks.Recomputed);
        }

        output.WriteLine($"{s_histories} histories: {gathered} values gathered, {lost} lost, {recomputed} computed again, {blamed} blamed");
        Assert.True(gathered > s_histories && lost > 0 && blamed > 0 && recomputed > 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_history() => Assert.Equal(Space.Run(77).Story, Space.Run(77).Story);

    [Theory]
    [InlineData(typeof(ReportForgotten), "does not know|believes|still waits")]
    [InlineData(typeof(RemovalForgotten), "believes|disagree|held it all the time")]
    [InlineData(typeof(DeathForgotten), "believes that|still waits")]
    [InlineData(typeof(BlamedTooLate), "killed")]
    [InlineData(typeof(DigestIgnored), "spoilt")]
    [InlineData(typeof(HalfRegistered), "believes|lost")]
    [InlineData(typeof(AnswerForgotten), "still waits|does not know")]
    [InlineData(typeof(AssignmentForgotten), "still waits|is gone")]
    [InlineData(typeof(StaleKept), "values at the end|believes")]
    [InlineData(typeof(AnsweredTooEarly), "does not know")]
    [InlineData(typeof(SettledTooEarly), "lost")]
    [InlineData(typeof(DeletionForgotten), "is back|believes|another value")]
    [InlineData(typeof(ClockBelieved), "gone|another value|does not know")]
    [InlineData(typeof(AssignmentOverlooked), "still waits")]
    [InlineData(typeof(RecipeKept), "has asked for that|another value")]
    [InlineData(typeof(LocalFunctionTold), "local function")]
    [InlineData(typeof(DenialTold), "denied")]
    [InlineData(typeof(LastCopyForgotten), "gone|lost|another value|Deleted")]
    [InlineData(typeof(FarewellForgotten), "fewer than 3")]
    public void A_planted_bug_is_found(Type bug, string foundBy)
    {
        for (int seed = 1; seed <= 4_000; seed++)
        {
            var (violation, _, _) = Space.Run(seed, (Sabotage)Activator.CreateInstance(bug)!);
            if (violation is null) continue;
            output.WriteLine($"{bug.Name} is found by seed {seed}: {violation}");
            Assert.Matches(foundBy, violation);
            Assert.Null(Space.Run(seed).Violation);
            return;
        }

        Assert.Fail($"{bug.Name} was not found.");
    }
}
