using System.Collections.Concurrent;
using System.Collections.Immutable;
using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;
using AmlIpNet.Distribution;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>What Computing nodes tell of themselves reaches the Main node's strategy, and what it says is done.</summary>
public abstract class PlacementTests : NodeTestBase
{
    private static readonly ImmutableSortedDictionary<string, string> s_gpu = ImmutableSortedDictionary<string, string>.Empty.Add("gpu", "1").Add("zone", "☂ east");

    [Fact]
    public async Task A_strategy_sees_attributes_and_labels_and_jobs_that_it_gives_to_nobody_wait()
    {
        var strategy = new GpuOnly();
        var main = Main(change: o => o with { Strategy = strategy });
        var plain = Running(Reverse, "plain");
        await Wait.Until(() => Known(main).Any(node => node is { Id.Name: "plain", Slots: 1 }), "the plain node");
        var waiting = Wait.For(main.RequestJobSolutionAsync(Job.FromString("on a gpu"), new JobOptions { Label = "gpu" }), "the job that waits for its node");
        Assert.Equal(plain.Id, (await Solved(main, Job.FromString("anywhere"))).SolvedBy);
        await Wait.Until(() => strategy.Refused.Contains("gpu"), "the question for the job that waits");
        Assert.False(waiting.IsCompleted);

        var gpu = Running(Reverse, "gpu", o => o with { Attributes = s_gpu.Add("memory", "7"), Slots = 3 });
        Assert.Equal(gpu.Id, (await waiting).SolvedBy);
        var known = Known(main).Single(node => node.Id == gpu.Id);
        Assert.Equal("☂ east", known.Attributes.Find("zone"));
        Assert.Equal("7", known.Attributes.Find("memory"));
        Assert.Equal(Environment.MachineName, known.Attributes.Find("host"));
        Assert.Equal(Environment.ProcessorCount.ToString(), known.Attributes.Find("cores"));
    }

    [Fact]
    public async Task A_plan_of_the_nodes_that_are_known_shares_their_slots()
    {
        var first = Main("planner");
        foreach (int i in Enumerable.Range(1, 3)) Running(Reverse, $"worker-{i}", o => o with { Slots = i == 3 ? 1 : 4 });
        await Wait.Until(() => Known(first).Count == 3, "three nodes");
        PlanWorker[] workers = [.. Known(first).Select(node => new PlanWorker(node.Id.Name, node.Attributes))];
        var plan = Planner.Design(new PlanRequest { Workers = [.. workers], Seed = 7 }, [Demands.Parse("slots=1"), Demands.Parse("slots=1"), Demands.Parse("slots=2")]);
        Assert.Equal(0, plan.Certificate.Queued);
        Assert.True(plan.Certificate.Moved > 0, "All tasks are at home: the slots made no difference.");
        Assert.Empty(PlanVerifier.Verify(plan).Faults);
        var main = Main(change: o => o with { Strategy = new PlanStrategy(plan) });
        await Wait.Until(() => Known(main).Count == 3, "three nodes");
        var solutions = await Wait.For(Task.WhenAll(plan.Tasks.Select(task => main.RequestJobSolutionAsync(Job.FromString(task.Name), new JobOptions { Label = task.Name }).AsTask())), "the plan");
        foreach (var placement in plan.Placements) Assert.Equal(plan.Workers[placement.Worker].Name, solutions[placement.Task].SolvedBy.Name);
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("GPU", "1")]
    [InlineData("a b", "1")]
    [InlineData("gpu", "1\n")]
    public void Attributes_that_cannot_be_sent_are_refused_in_words(string key, string value)
    {
        var error = Assert.Throws<InvalidOptionsException>(() => Computing(change: o => o with { Attributes = ImmutableSortedDictionary<string, string>.Empty.Add(key, value) }));
        Assert.Contains("The option Attributes is", error.Message);
    }

    [Fact]
    public void Too_much_to_tell_is_refused_in_words()
    {
        Assert.Throws<InvalidOptionsException>(() => Computing(change: o => o with { Attributes = Enumerable.Range(0, 49).ToImmutableSortedDictionary(i => $"a{i}", _ => "") }));
        Assert.Throws<InvalidOptionsException>(() => Computing(change: o => o with { Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("a", new string('x', 513)) }));
        Assert.Throws<InvalidOptionsException>(() => new JobOptions { Label = new string('x', 257) }.Validate());
    }

    private static IReadOnlyList<ComputingNodeInfo> Known(MainNode main) => main.GetComputingNodesAsync().AsTask().GetAwaiter().GetResult();

    private sealed class GpuOnly : IAssignmentStrategy
    {
        public ConcurrentBag<string> Refused { get; } = [];

        public int Choose(in AssignmentQuestion question)
        {
            if (question.Job.Label is not { } attribute) return 0;
            for (int i = 0; i < question.Candidates.Length; i++)
            {
                if (question.Candidates[i].Attributes.Find(attribute) == "1") return i;
            }

            Refused.Add(attribute);
            return IAssignmentStrategy.Wait;
        }
    }
}

public sealed class InProcessPlacementTests : PlacementTests
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();
}

public sealed class CyclonePlacementTests : PlacementTests
{
    protected override IDdsEngine Engine { get; } = new CycloneEngine();
}
