using static AmlIpNet.Artifacts.Tests.Compiling.Plans;
using K = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Compiling;

public sealed class CompilerTests
{
    [Fact]
    public void A_sequence_goes_from_the_scheduler_over_the_workers_back_and_only_then_on()
    {
        var chain = S(K.Sequential, "chain");
        chain.First.Add(new Operation { Name = "start" });
        chain.Last.Add(new Operation { Name = "end" });
        var plan = Compile(Of(chain, S(K.Parallel, "next")), 3);
        Assert.Equal("chain@s chain@0 chain@1 chain@2 chain@s next@0 next@1 next@2", Jobs(plan));
        Assert.Equal("[1] [2] [3] [4] [5,6,7] [] [] []", Locks(plan));
        Assert.Equal(["start", "chain", "chain", "chain", "end"], plan.Jobs.Take(5).Select(job => job.Operations.Single().Name));
        Assert.Equal([0u, 1, 2, 3, 4], plan.Jobs.Take(5).Select(job => job.Index));
        Assert.Equal("0|1|2|-1|0,1,2|||", string.Join('|', plan.Jobs.Select(job => string.Join(',', job.Readers))));
    }

    [Fact]
    public void A_sequence_without_ends_goes_over_the_workers_alone()
    {
        var plan = Compile(Of(S(K.Initialize, "i"), S(K.Sequential, "chain"), S(K.Finalize, "f")), 2);
        Assert.Equal("i@s chain@0 chain@1 f@s", Jobs(plan));
        Assert.Equal("[1] [2] [3] []", Locks(plan));
        Assert.Equal("i", Assert.Single(plan.Jobs[1].Inputs).Step);
        Assert.Equal("chain", Assert.Single(plan.Jobs[2].Inputs).Step);
    }

    [Fact]
    public void A_round_robin_brings_each_product_to_every_worker()
    {
        var plan = Compile(Of(S(K.Initialize, "i"), S(K.RoundRobin, "r"), S(K.Finalize, "f")), 3);
        Assert.Equal("[1,2,3] [5] [6] [4] [8] [9] [7] [10] [10] [10] []", Locks(plan));
        Assert.Equal([0u, 0, 0, 1, 1, 1, 2, 2, 2], plan.Jobs.Skip(1).Take(9).Select(job => job.Round));
        Assert.Equal("r", Assert.Single(plan.Jobs[10].Inputs).Step);

        // Whoever starts at worker 0 has been at all of them in the end.
        foreach (var last in plan.Jobs.Skip(7).Take(3))
        {
            var visited = new List<int>();
            for (var job = last; job.Part >= 0; job = plan.Jobs[(int)job.Requires[0]]) visited.Add(job.Part);
            Assert.Equal([0, 1, 2], visited.Order());
        }
    }

    [Fact]
    public void An_iteration_is_compiled_round_by_round()
    {
        var artifact = Of(S(K.Initialize, "i"), S(K.Iterate, "loop", "", S(K.Parallel, "train"), S(K.Finalize, "merge")), S(K.Parallel, "next"));
        artifact.Steps[1].Rounds = 3;
        var plan = Compile(artifact, 2);
        Assert.Equal("i@s loop[0]/train@0 loop[0]/train@1 loop[0]/merge@s", Jobs(plan));
        Assert.False(plan.IsComplete);
        Assert.Null(plan.Decider);
        var second = PlanCompiler.CompileNextRound(plan, true);
        Assert.Equal("[1,2] [3] [3] [4,5] [6] [6] []", Locks(second));
        Assert.Equal(1u, second.Jobs[4].Round);
        var third = PlanCompiler.CompileNextRound(second, true);
        Assert.False(third.IsComplete);
        var all = PlanCompiler.CompileNextRound(third, true); // three rounds are all that there are
        Assert.True(all.IsComplete);
        Assert.Equal("[1,2] [3] [3] [4,5] [6] [6] [7,8] [9] [9] [10,11] [] []", Locks(all));
        Assert.Equal("next@0 next@1", string.Join(' ', all.Jobs.Skip(10).Select(job => $"{job.Path}@{job.Part}")));
        Assert.Equal([10u, 11u], all.Results.ToArray());
        Assert.Equal(Locks(all), Locks(Compile(artifact, 2, true, true, true)));
        Assert.Equal(Locks(PlanCompiler.CompileNextRound(second, false)), Locks(Compile(artifact, 2, true, false)));
        Assert.Equal("[1,2] [3] [3] [4,5] [6] [6] [7,8] [] []", Locks(Compile(artifact, 2, true, false)));
    }

    [Fact]
    public void The_condition_of_an_iteration_runs_on_the_scheduler_after_each_round()
    {
        var artifact = Of(S(K.Iterate, "loop", "", S(K.Parallel, "train", "Arrange")), S(K.Finalize, "f"));
        artifact.Steps[0].Rounds = 5;
        artifact.Steps[0].Until.Add(new Operation { Name = "enough" });
        var plan = Compile(artifact, 2, true);
        Assert.Equal("loop[0]/train@0 loop[0]/train@1 loop[0]/until@s loop[1]/train@0 loop[1]/train@1 loop[1]/until@s", Jobs(plan));
        Assert.Equal("[2,3,4] [2,3,4] [] [5] [5] []", Locks(plan));
        Assert.Equal(5u, plan.Decider);
        Assert.Equal([-1, 0, 1], plan.Jobs[0].Readers.ToArray());
        Assert.Equal("f@s", Jobs(PlanCompiler.CompileNextRound(plan, false)).Split(' ')[^1]);
        Assert.Equal([3u, 4u], PlanCompiler.CompileNextRound(plan, false).Jobs[6].Requires.ToArray());
    }

    [Fact]
    public void Iterations_nest()
    {
        var artifact = Of(S(K.Iterate, "outer", "", S(K.Initialize, "a"), S(K.Iterate, "inner", "", S(K.Parallel, "b", "Stay")), S(K.Finalize, "c")));
        artifact.Steps[0].Rounds = 2;
        artifact.Steps[0].Steps[1].Rounds = 2;
        var plan = Compile(artifact, 2, true, true, true, true, true, true);
        Assert.True(plan.IsComplete);
        Assert.Equal(
            "outer[0]/a@s outer[0]/inner[0]/b@0 outer[0]/inner[0]/b@1 outer[0]/inner[1]/b@0 outer[0]/inner[1]/b@1 outer[0]/c@s "
            + "outer[1]/a@s outer[1]/inner[0]/b@0 outer[1]/inner[0]/b@1 outer[1]/inner[1]/b@0 outer[1]/inner[1]/b@1 outer[1]/c@s", Jobs(plan));
        Assert.Equal("[1,2] [3] [4] [5] [5] [6] [7,8] [9] [10] [11] [11] []", Locks(plan));
    }

    [Fact]
    public void The_condition_of_an_inner_iteration_decides_nothing_of_the_outer_one()
    {
        var artifact = Of(S(K.Iterate, "outer", "", S(K.Iterate, "inner", "", S(K.Parallel, "a"))));
        artifact.Steps[0].Rounds = artifact.Steps[0].Steps[0].Rounds = 2;
        artifact.Steps[0].Steps[0].Until.Add(new Operation { Name = "enough" });
        var plan = Compile(artifact, 1);
        Assert.Equal(1u, plan.Decider);
        var open = PlanCompiler.CompileNextRound(plan, false); // the inner iteration ends, and with it a round of the outer one
        Assert.Equal(2, open.Jobs.Length);
        Assert.Null(open.Decider);
        Assert.Equal("outer[1]/inner[0]/a@0 outer[1]/inner[0]/until@s", string.Join(' ', Jobs(PlanCompiler.CompileNextRound(open, true)).Split(' ')[2..]));
    }

    [Fact]
    public void Steps_may_want_products_of_earlier_steps_too()
    {
        var artifact = Of(S(K.Initialize, "offsets"), S(K.Parallel, "count"), S(K.Finalize, "end"));
        artifact.Steps[2].Requires.Add("offsets");
        artifact.Steps[2].Requires.Add("count");
        var plan = Compile(artifact, 2);
        Assert.Equal("[1,2,3] [3] [3] []", Locks(plan));
        Assert.Equal(["count: 1,2", "offsets: 0"], plan.Jobs[3].Inputs.Select(input => $"{input.Step}: {string.Join(',', input.Jobs)}"));
        Assert.Equal([-1, 0, 1], plan.Jobs[0].Readers.ToArray());
    }

    [Fact]
    public void A_product_with_a_dot_is_waited_for_but_not_handed_on()
    {
        var artifact = Of(S(K.Parallel, "load"), S(K.Parallel, "count"), S(K.Finalize, "end"));
        artifact.Steps[0].Product = ".table";
        var plan = Compile(artifact, 2);
        Assert.Equal("[2] [3] [4] [4] []", Locks(plan));
        Assert.Empty(plan.Jobs[2].Inputs);
        Assert.Empty(plan.Jobs[0].Readers);
    }

    [Fact]
    public void A_users_own_distribution_links_as_it_says()
    {
        var distributions = Distributions.BuiltIn.Add("Backwards", new Backwards());
        var plan = PlanCompiler.Compile(Of(S(K.Parallel, "a", "backwards"), S(K.Parallel, "b")), 3, distributions);
        Assert.Equal("[5] [4] [3] [] [] []", Locks(plan));
    }

    [Theory]
    [InlineData("Distribute", 1, 3, "0-0 0-1 0-2")]
    [InlineData("Collect", 3, 1, "0-0 1-0 2-0")]
    [InlineData("Arrange", 2, 2, "0-0 0-1 1-0 1-1")]
    [InlineData("DirectToNext", 3, 3, "0-1 1-2")]
    [InlineData("Sequential", 2, 3, "0-1 1-2")]
    [InlineData("RoundRobin", 3, 3, "0-1 1-2 2-0")]
    [InlineData("Stay", 2, 2, "0-0 1-1")]
    public void Distributions_link(string name, int sources, int sinks, string expected)
    {
        var distribution = Distributions.BuiltIn[name];
        Assert.Null(distribution.FaultOf(sources, sinks));
        Assert.Equal(expected, string.Join(' ', distribution.Links(sources, sinks).Select(link => $"{link.Source}-{link.Sink}")));
    }

    [Theory]
    [InlineData("Distribute", 2, 3)]
    [InlineData("Collect", 3, 2)]
    [InlineData("DirectToNext", 3, 1)]
    [InlineData("RoundRobin", 3, 2)]
    [InlineData("Stay", 1, 2)]
    public void Distributions_say_what_does_not_fit(string name, int sources, int sinks) =>
        Assert.Contains(name, Distributions.BuiltIn[name].FaultOf(sources, sinks));

    private sealed class Backwards : IDistribution
    {
        public string? FaultOf(int sources, int sinks) => null;

        public IEnumerable<(int Source, int Sink)> Links(int sources, int sinks) => Enumerable.Range(0, sources).Select(i => (i, sinks - 1 - i));
    }
}
