using AmlIpNet.Protocol;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>Thousands of seeded histories of the pure machines, and bugs planted into them.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Histories = 1_000;

    [Fact]
    public void Every_history_keeps_the_rules()
    {
        int first = Seeded.NewSeed() & 0xFFFFFF;
        output.WriteLine($"{Seeded.Variable}={first}");
        int gathered = 0, lost = 0, blamed = 0, recomputed = 0;
        for (int seed = first; seed < first + Histories; seed++)
        {
            var (violation, story, checks) = Space.Run(seed);
            Assert.True(violation is null, $"Seed {seed}: {violation}\n{string.Join('\n', story.TakeLast(60))}");
            (gathered, lost, blamed, recomputed) = (gathered + checks.Gathered, lost + checks.Lost, blamed + checks.Blamed, recomputed + checks.Recomputed);
        }

        output.WriteLine($"{Histories} histories: {gathered} values gathered, {lost} lost, {recomputed} computed again, {blamed} blamed");
        Assert.True(gathered > Histories && lost > 0 && blamed > 0 && recomputed > 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_history() => Assert.Equal(Space.Run(77).Story, Space.Run(77).Story);

    [Theory]
    [InlineData(typeof(ReportForgotten), "does not know|believes|still waits")]
    [InlineData(typeof(RemovalForgotten), "believes|disagree")]
    [InlineData(typeof(DeathForgotten), "believes that|still waits")]
    [InlineData(typeof(BlamedTooLate), "killed")]
    [InlineData(typeof(DigestIgnored), "spoilt")]
    [InlineData(typeof(HalfRegistered), "believes|lost")]
    [InlineData(typeof(AnswerForgotten), "still waits|does not know")]
    [InlineData(typeof(AssignmentForgotten), "still waits|is gone")]
    [InlineData(typeof(StaleKept), "values at the end|believes")]
    [InlineData(typeof(AnsweredTooEarly), "does not know")]
    [InlineData(typeof(SettledTooEarly), "lost")]
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

    // Every now and then a worker does not tell what it has got.
    private sealed class ReportForgotten : Sabotage
    {
        private int _count;

        public override bool OnWorkerAction(ref DataAction action) => action.Kind != DataActionKind.Report || action.Entry!.State != KeyState.Memory || ++_count % 5 != 0;
    }

    private sealed class RemovalForgotten : Sabotage
    {
        public override bool OnWorkerAction(ref DataAction action) => action.Kind != DataActionKind.Remove;
    }

    private sealed class DeathForgotten : Sabotage
    {
        public override bool OnCenterLoses(NodeId worker) => false;
    }

    private sealed class BlamedTooLate : Sabotage
    {
        public override int MaxDeaths => 5;
    }

    private sealed class DigestIgnored : Sabotage
    {
        public override bool ChecksDigests => false;
    }

    private sealed class HalfRegistered : Sabotage
    {
        public override IEnumerable<DataEntry> OnRegister(IEnumerable<DataEntry> entries) => entries.Where((_, i) => i % 2 == 0);
    }

    private sealed class AnswerForgotten : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action) => action.Kind != DataActionKind.Reply;
    }

    private sealed class AssignmentForgotten : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action) => action.Kind != DataActionKind.Assign;
    }

    private sealed class StaleKept : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action) => action.Kind != DataActionKind.Delete;
    }

    // Reports go out late: answers overtake them.
    private sealed class AnsweredTooEarly : Sabotage
    {
        public override bool OnCenterAction(ref DataAction action)
        {
            if (action.Kind == DataActionKind.Ack) action = action with { Request = ulong.MaxValue };
            return true;
        }
    }

    private sealed class SettledTooEarly : Sabotage
    {
        public override bool IsSettled(bool isSettled) => true;

        public override DataEntry OnAnswer(DataEntry entry) => entry.State == KeyState.Memory && entry.Key[^1] == '1' ? new DataEntry(entry.Key) : entry;
    }
}
