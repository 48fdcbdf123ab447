using static AmlIpNet.Artifacts.Tests.Compiling.Plans;
using K = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Validating;

public sealed class ValidatorTests
{
    private static readonly ArtifactLimits s_limits = new();

    internal static WorkerDescription Worker(string name, string[] operations, params string[] sources)
    {
        var worker = new WorkerDescription { Node = NodeId.Create(name, 7).ToByteString(), Name = name, Slots = 1 };
        worker.Operations.Add(operations);
        worker.Sources.Add(sources.Select(source => new SourceDescription { Name = source.TrimStart('~'), Digest = $"{name}/{source}", Replica = source.StartsWith('~') }));
        return worker;
    }

    private static SchedulerContext Admit(Artifact artifact, params WorkerDescription[] workers) =>
        ArtifactValidator.Admit(artifact, Worker("boss", ["start", "add"]), workers, Distributions.BuiltIn, s_limits);

    private static IReadOnlyList<string> Faults(Artifact artifact, params WorkerDescription[] workers) => Assert.Throws<InvalidArtifactException>(() => Admit(artifact, workers)).Faults;

    private static Step Loading(K kind, string operation, string source)
    {
        var step = S(kind, operation);
        step.Operations[0].Load["table"] = source;
        return step;
    }

    [Fact]
    public void Workers_take_part_that_have_a_part_of_their_own_and_the_operations()
    {
        var context = Admit(
            Of(Loading(K.Parallel, "count", "rows"), S(K.Finalize, "add")),
            Worker("c", ["count"], "rows"), Worker("a", ["count", "x"], "rows", "more"), Worker("copy", ["count"], "~rows"), Worker("other", ["count"], "more"), Worker("lazy", ["x"], "rows"), Worker("a", ["count"], "rows"));
        Assert.Equal(["a", "c"], context.Workers.Select(worker => worker.Name));
        Assert.Equal("boss", context.Scheduler.Name);
    }

    [Fact]
    public void The_selection_names_orders_and_chooses()
    {
        var all = Enumerable.Range(0, 6).Select(i => Worker($"w{i}", ["count"])).ToArray();
        for (int i = 0; i < all.Length; i++) all[i].Attributes["memory"] = $"{i}";
        var artifact = Of(S(K.Parallel, "count"));
        artifact.Workers = new Selection { Names = { "w4", "w1", "w3" } };
        Assert.Equal(["w4", "w1", "w3"], Admit(artifact, all).Workers.Select(worker => worker.Name));

        artifact.Workers = new Selection { Best = 2, Criteria = { new Criterion { Attribute = "memory", Least = 3 } } };
        var best = Admit(artifact, all).Workers.Select(worker => worker.Name).ToArray();
        Assert.Equal(2, best.Length);
        Assert.All(best, name => Assert.Contains(name, (string[])["w3", "w4", "w5"]));
        Assert.Equal(best, Admit(artifact, [.. all.Reverse()]).Workers.Select(worker => worker.Name));

        artifact.Workers = new Selection { Criteria = { new Criterion { Attribute = "memory", Least = 4.5, Required = true } } };
        Assert.Equal(["w5"], Admit(artifact, all).Workers.Select(worker => worker.Name));
        artifact.Workers.Criteria[0].Least = 10;
        Assert.Contains("meets the required criteria", Assert.Single(Faults(artifact, all)));
    }

    [Fact]
    public void All_faults_come_at_once()
    {
        var artifact = Of(
            S(K.Initialize, "begin"), S(K.Parallel, "a", "Collect"), S(K.Parallel, "b", "Spread"), S(K.Parallel, "a"), S(K.Iterate, "loop"), new Step { Kind = K.Finalize, Name = "end" });
        artifact.Steps[1].Requires.Add(["nobody", "a", "b"]);
        var faults = Faults(artifact, Worker("w1", ["a"]), Worker("w2", ["a"]));
        string[] expected =
        [
            "Two steps are called 'a'",
            "names the distribution 'Spread', which is not there: there are Arrange, Collect,",
            "'loop' has no rounds",
            "'loop' has no steps",
            "'end' has no operations",
            "requires 'nobody', but no step is called so",
            "requires itself: a → a is a circle",
            "requires 'b', which comes after it: a → b → a is a circle",
            "needs the operation 'begin' on the scheduler boss, which does not know it: it knows add, start",
            "No worker knows the operation 'b': they know a",
            "From 'a' to 'b': Collect brings products to 1 job, not to 2",
        ];
        foreach (string one in expected) Assert.Contains(faults, fault => fault.Contains(one));
        Assert.Equal(expected.Length, faults.Count);
        Assert.Contains("for 11 reasons", Assert.Throws<InvalidArtifactException>(() => Admit(artifact, Worker("w1", ["a"]), Worker("w2", ["a"]))).Message);
    }

    [Fact]
    public void Circles_through_iterations_are_told()
    {
        var loop = S(K.Iterate, "loop", "", S(K.Parallel, "x"), S(K.Finalize, "add"));
        loop.Rounds = 2;
        loop.Steps[0].Requires.Add("loop");
        loop.Steps[0].Requires.Add("add");
        var faults = Faults(Of(loop), Worker("w", ["x"]));
        Assert.Equal(2, faults.Count);
        Assert.Contains("the iteration 'loop' that it is a part of: x → loop → x is a circle", faults[0]);
        Assert.Contains("x → add → x is a circle", faults[1]);
    }

    [Fact]
    public void Sources_are_looked_for()
    {
        var artifact = Of(Loading(K.Initialize, "start", "plan"), Loading(K.Parallel, "count", "rows"), S(K.Finalize, "add"));
        var faults = Faults(artifact, Worker("w1", ["count"], "~rows"), Worker("w2", ["count"], "lines"));
        Assert.Equal(2, faults.Count);
        Assert.Contains("loads 'plan' on the scheduler boss, which has no such source: it has none", faults[0]);
        Assert.Contains("No worker has a part of its own of the source 'rows': they have lines, rows", faults[1]);
        Assert.Contains("has all at once", Faults(Of(Loading(K.Parallel, "count", "rows")), Worker("w1", ["count"]), Worker("w2", ["x"], "rows"))[0]);
        Assert.Contains("no worker is there", Faults(Of(S(K.Parallel, "count")))[0]);
    }

    [Fact]
    public void Products_with_a_dot_may_not_be_sent()
    {
        var artifact = Of(S(K.Parallel, "a"), S(K.Finalize, "add"));
        artifact.Steps[0].Product = ".secret";
        WorkerDescription[] two = [Worker("w1", ["a", "b"]), Worker("w2", ["a", "b"])];
        Assert.Contains("From 'a' to 'add': the product '.secret' would leave its node", Assert.Single(Faults(artifact, two)));

        artifact = Of(S(K.Parallel, "a"), S(K.Parallel, "b", "Collect"), S(K.Finalize, "add"));
        artifact.Steps[0].Product = ".secret";
        Assert.Equal(2, Admit(artifact, two).Workers.Count); // each stays where it is
        artifact.Steps[2].Requires.Add("a");
        Assert.Contains("requires 'a', whose product '.secret' stays on its nodes", Assert.Single(Faults(artifact, two)));

        artifact = Of(S(K.RoundRobin, "a"));
        artifact.Steps[0].Product = ".secret";
        Assert.Contains("hands its product '.secret' from worker to worker", Assert.Single(Faults(artifact, two)));
    }

    [Fact]
    public void Bounds_are_kept()
    {
        var many = Enumerable.Range(0, 300).Select(i => Worker($"w{i:000}", ["x"])).ToArray();
        Assert.Contains("would need 300 resources: at most 256", Assert.Single(Faults(Of(S(K.Parallel, "x"), S(K.Finalize, "add")), many)));
        Assert.Contains("There would be up to 90000 jobs with 300 workers: at most 10000", Assert.Single(Faults(Of(S(K.RoundRobin, "x")), many)));

        var loop = S(K.Iterate, "loop", "", S(K.Parallel, "x"));
        loop.Rounds = uint.MaxValue;
        Assert.Contains("There would be up to 4294967295 jobs", Assert.Single(Faults(Of(loop), many[0])));

        var deep = S(K.Initialize, "start");
        for (int i = 0; i < 6; i++)
        {
            deep = S(K.Iterate, $"i{i}", "", deep);
            deep.Rounds = 1;
        }

        Assert.Contains(Faults(Of(deep)), fault => fault.Contains("more than 4 deep"));

        var large = S(K.Initialize, "start");
        large.Operations[0].Parameters = new() { Fields = { ["x"] = Google.Protobuf.WellKnownTypes.Value.ForString(new string('x', 70_000)) } };
        Assert.Contains("at most 65536 are possible", Assert.Single(Faults(Of(large))));
    }

    [Fact]
    public void A_distribution_that_misbehaves_is_a_fault()
    {
        var artifact = Of(S(K.Parallel, "a", "Wild"), S(K.Parallel, "b"));
        foreach (var (links, expected) in new (Func<IEnumerable<(int, int)>>, string)[] { (() => [(0, 7)], "links to jobs that are not there"), (() => throw new FormatException("oh"), "fails (oh)") })
        {
            var faults = ArtifactValidator.FaultsOf(artifact, 2, Distributions.BuiltIn.Add("Wild", new Wild(links)), s_limits);
            Assert.Contains(expected, Assert.Single(faults));
        }
    }

    [Fact]
    public void A_check_without_a_network_finds_what_is_wrong_with_the_steps()
    {
        var artifact = Of(S(K.Parallel, "a", "Distribute"), S(K.Parallel, "b"));
        Assert.Empty(ArtifactCheck.FindFaults(artifact, workers: 1));
        Assert.Single(ArtifactCheck.FindFaults(artifact, workers: 2));
    }

    private sealed class Wild(Func<IEnumerable<(int, int)>> links) : IDistribution
    {
        public string? FaultOf(int sources, int sinks) => null;

        public IEnumerable<(int Source, int Sink)> Links(int sources, int sinks) => links();
    }

    [Fact]
    public void A_timeout_is_a_number_of_seconds_and_holds_for_the_jobs_of_its_step()
    {
        var artifact = Compiling.Plans.Of(Compiling.Plans.S(Step.Types.Kind.Parallel, "f"), Compiling.Plans.S(Step.Types.Kind.Finalize, "f"));
        (artifact.Steps[0].Name, artifact.Steps[1].Name) = ("one", "two");
        artifact.Steps[0].Timeout = 1.5;
        Assert.Empty(Faults());
        Assert.Equal([1_500d, 1_500d, 0d], PlanCompiler.Compile(artifact, 2, Distributions.BuiltIn).Jobs.Select(job => job.Timeout.TotalMilliseconds));
        foreach (double wrong in new[] { -1, double.NaN, double.PositiveInfinity, 1e9 })
        {
            artifact.Steps[0].Timeout = wrong;
            Assert.Contains(Faults(), fault => fault.Contains("timeout", StringComparison.Ordinal) && fault.Contains("'one'", StringComparison.Ordinal));
        }

        IReadOnlyList<string> Faults() => ArtifactValidator.FaultsOf(artifact, 2, Distributions.BuiltIn, new ArtifactLimits());
    }
}
