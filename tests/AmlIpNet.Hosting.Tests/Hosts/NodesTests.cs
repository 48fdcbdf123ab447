using AmlIpNet.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AmlIpNet.Hosting.Tests.Hosts;

/// <summary>Nodes of a host work together and are injected.</summary>
public sealed class NodesTests
{
    [Fact]
    public async Task Nodes_of_one_process_solve_a_job()
    {
        await using var host = await HostUnderTest.StartAsync(nodes => nodes
            .AddMainNode("trainer").AddComputingNode<Adder>("worker").AddStatusNode("monitor"));
        var solution = await Wait.For(host.Get<MainNode>().RequestJobSolutionAsync<int[], int>([1, 2, 3]), "the solution");
        Assert.Equal(6, solution.Value);
        Assert.Equal("worker", solution.SolvedBy.Name);
        await Wait.Until(() => host.Get<StatusNode>().Nodes.Select(node => node.Id.Name).Order().SequenceEqual(["monitor", "trainer", "worker"]), "three nodes at the Status node");
    }

    [Fact]
    public async Task Each_job_has_a_handler_and_a_scope_of_its_own()
    {
        var scopes = new Recorder<string>();
        await using var host = await HostUnderTest.StartAsync(
            nodes => nodes.AddMainNode("trainer").AddComputingNode<Scoped>("worker"),
            services => services.AddSingleton(scopes).AddScoped<Part>());
        for (int i = 0; i < 3; i++) await Wait.For(host.Get<MainNode>().RequestJobSolutionAsync(Job.FromString($"{i}")), "a solution");
        var seen = await scopes.WaitForCount(7, "three jobs and the ends of their scopes, and that of the check at the start");
        Assert.Equal(3, seen.Where(one => one.StartsWith("solve", StringComparison.Ordinal)).Distinct().Count());
        foreach (string solve in seen.Where(one => one.StartsWith("solve", StringComparison.Ordinal)))
            Assert.True(Array.IndexOf(seen, solve) < Array.IndexOf(seen, solve.Replace("solve", "dispose", StringComparison.Ordinal)), string.Join(", ", seen));
    }

    [Fact]
    public async Task A_handler_may_be_a_function_and_the_serializer_is_chosen_for_all()
    {
        var serializer = new JsonPayloadSerializer(new() { WriteIndented = true });
        await using var host = await HostUnderTest.StartAsync(nodes => nodes.UseSerializer(serializer)
            .AddMainNode("trainer").AddComputingNode("worker", (job, _) => ValueTask.FromResult(Solution.FromMemory(job.Payload))));
        var solution = await Wait.For(host.Get<MainNode>().RequestJobSolutionAsync<int[], int[]>([1]), "the solution");
        Assert.Contains('\n', solution.Message.ToString());
    }

    [Fact]
    public async Task Nodes_are_injected_by_name_where_there_are_several()
    {
        await using var host = await HostUnderTest.StartAsync(
            nodes => nodes.AddMainNode("one").AddMainNode("two").AddStatusNode("monitor"), services => services.AddSingleton<Consumer>());
        var consumer = host.Get<Consumer>();
        Assert.Equal(("two", "monitor"), (consumer.Main.Id.Name, consumer.Status.Id.Name));
        Assert.NotSame(host.Get<MainNode>("one"), consumer.Main);
        var error = Assert.Throws<InvalidOptionsException>(host.Get<MainNode>);
        Assert.Contains("one, two", error.Message);
        Assert.Contains("[FromKeyedServices(\"one\")]", error.Message);
    }

    [Fact]
    public async Task A_guardian_is_hosted_too()
    {
        await using var host = await HostUnderTest.StartAsync(nodes => nodes
            .AddMainNode("old", options => options with { NativePlane = false }).AddComputingNode<Adder>("worker").AddGuardianNode("guardian"));
        Assert.Equal(3, (await Wait.For(host.Get<MainNode>().RequestJobSolutionAsync<int[], int>([1, 2]), "the solution by way of the guardian")).Value);
        Assert.NotNull(host.Get<GuardianNode>());
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("WORKER")]
    public void Two_nodes_of_one_name_are_refused(string name)
    {
        var error = Assert.Throws<InvalidOptionsException>(() => HostUnderTest.Create(nodes => nodes.AddComputingNode<Adder>("worker").AddMainNode(name)));
        Assert.Contains("already a ComputingNode named 'worker'", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("a__b")]
    public void A_name_that_is_no_section_is_refused(string name) =>
        Assert.Contains("section", Assert.Throws<InvalidOptionsException>(() => HostUnderTest.Create(nodes => nodes.AddMainNode(name))).Message);

    [Fact]
    public void A_class_that_is_no_handler_is_refused()
    {
        Assert.Contains("no handler", Assert.Throws<InvalidOptionsException>(() => HostUnderTest.Create(nodes => nodes.AddComputingNode<string>("worker"))).Message);
        Assert.Contains("more than one", Assert.Throws<InvalidOptionsException>(() => HostUnderTest.Create(nodes => nodes.AddComputingNode<Both>("worker"))).Message);
    }

    [Fact]
    public async Task A_handler_that_cannot_be_made_stops_the_start_with_the_remedy()
    {
        await using var host = HostUnderTest.Create(nodes => nodes.AddComputingNode<Scoped>("worker"));
        var error = await Assert.ThrowsAsync<InvalidOptionsException>(host.StartAsync);
        Assert.Contains("'worker' cannot have its handler Scoped made", error.Message);
        Assert.Contains("register what its constructor asks for", error.Message);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public async Task A_handler_may_be_an_interface_that_the_application_registers()
    {
        await using (var missing = HostUnderTest.Create(nodes => nodes.AddComputingNode<IJobHandler<int[], int>>("worker")))
            Assert.Contains("with AddScoped", (await Assert.ThrowsAsync<InvalidOptionsException>(missing.StartAsync)).Message);
        await using var host = await HostUnderTest.StartAsync(
            nodes => nodes.AddMainNode("trainer").AddComputingNode<IJobHandler<int[], int>>("worker"), services => services.AddScoped<IJobHandler<int[], int>, Adder>());
        Assert.Equal(3, (await Wait.For(host.Get<MainNode>().RequestJobSolutionAsync<int[], int>([1, 2]), "the solution")).Value);
    }

    private sealed class Consumer([FromKeyedServices("two")] MainNode main, StatusNode status)
    {
        public MainNode Main => main;

        public StatusNode Status => status;
    }

    private sealed class Adder : IJobHandler<int[], int>
    {
        public ValueTask<int> SolveAsync(Job<int[]> job, CancellationToken cancellationToken) => ValueTask.FromResult(job.Value.Sum());
    }

    private sealed class Both : IJobHandler, IJobHandler<int, int>
    {
        public ValueTask<int> SolveAsync(Job<int> job, CancellationToken cancellationToken) => ValueTask.FromResult(job.Value);

        public ValueTask<Solution> SolveAsync(Job job, CancellationToken cancellationToken) => ValueTask.FromResult(Solution.FromMemory(job.Payload));
    }

    private sealed class Scoped(Part part, Recorder<string> scopes) : IJobHandler
    {
        public ValueTask<Solution> SolveAsync(Job job, CancellationToken cancellationToken)
        {
            scopes.Add($"solve {part.Id}");
            return ValueTask.FromResult(Solution.FromMemory(job.Payload));
        }
    }

    private sealed class Part(Recorder<string> scopes) : IAsyncDisposable
    {
        public Guid Id { get; } = Guid.NewGuid();

        public ValueTask DisposeAsync()
        {
            scopes.Add($"dispose {Id}");
            return ValueTask.CompletedTask;
        }
    }
}
