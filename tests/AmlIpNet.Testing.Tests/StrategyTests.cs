using AmlIpNet.Distribution;
using AmlIpNet.Protocol;

namespace AmlIpNet.Testing.Tests;

/// <summary>Jobs that go where their parts are, in histories with faults: no promise is broken, and the choice is right by what the client has sent.</summary>
public sealed class StrategyTests
{
    [Fact]
    public void Jobs_go_where_most_of_their_parts_are()
    {
        var strategy = new Checked(new MostDataHeldStrategy());
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var prng = new Prng(Prng.Mix(seed ^ 0x5E1D_0000_0000_0001));
            var profile = SimProfile.Draw(prng) with { PartCapacity = 4_096, Strategy = strategy };
            if (profile.IsSpare) continue; // its jobs have no parts to speak of
            var result = Simulation.Run(seed, profile, prng, trace: false, saboteur: null);
            Assert.True(result.Violation is null, $"Seed {seed} ({result.Profile}): {result.Violation}");
        }

        Assert.Empty(strategy.Wrong);
        Assert.True(strategy.Decided > 100, $"What servers hold made a difference only {strategy.Decided} times: the histories show nothing.");
    }

    private sealed class Checked(IAssignmentStrategy inner) : IAssignmentStrategy
    {
        public int Decided { get; private set; }

        public List<string> Wrong { get; } = [];

        public int Choose(in AssignmentQuestion question)
        {
            int chosen = inner.Choose(question);
            long least = long.MaxValue, most = 0;
            for (int i = 0; i < question.Candidates.Length; i++)
            {
                long held = question.BytesHeld(i);
                (least, most) = (Math.Min(least, held), Math.Max(most, held));
            }

            if (most > least) Decided++;
            if (question.BytesHeld(chosen) < most) Wrong.Add($"{question.Job} went to {question.Candidates[chosen].Name}, which holds {question.BytesHeld(chosen)} bytes of it; another one holds {most}.");
            return chosen;
        }
    }
}
