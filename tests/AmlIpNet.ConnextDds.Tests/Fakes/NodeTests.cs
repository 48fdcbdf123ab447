using AmlIpNet.TestKit;

namespace AmlIpNet.ConnextDds.Tests.Fakes;

/// <summary>Nodes on this engine: jobs and status on the native plane, and a clear error where the options ask for more.</summary>
public sealed class NodeTests
{
    [Fact]
    public async Task Jobs_are_solved_and_seen_on_the_native_plane()
    {
        using var domain = TestDomain.Lease();
        var engine = new ConnextEngine(new FakeNetwork().Entry);
        await using var main = MainNode.Create(engine, new MainNodeOptions { Name = "main", Network = domain.Options, AmlIpPlane = false });
        await using var worker = ComputingNode.Create(engine, new ComputingNodeOptions { Name = "worker", Network = domain.Options, AmlIpPlane = false });
        await using var status = StatusNode.Create(engine, new StatusNodeOptions { Name = "status", Network = domain.Options });
        using var stop = new CancellationTokenSource();
        var running = worker.RunAsync((job, _) => ValueTask.FromResult(Solution.FromString(job.ToString().ToUpperInvariant())), stop.Token);
        for (int i = 0; i < 20; i++)
        {
            var solution = await Wait.For(main.RequestJobSolutionAsync(Job.FromString($"job {i}")).AsTask(), $"the solution {i}");
            Assert.Equal(($"JOB {i}", worker.Id), (solution.ToString(), solution.SolvedBy));
        }

        await Wait.Until(() => status.Nodes.Count(node => node.Id == worker.Id || node.Id == main.Id) == 2, "both nodes at the Status node");
        await stop.CancelAsync();
        await Wait.For(running, "the worker's end");
    }

    [Fact]
    public void A_node_that_is_to_take_part_in_auctions_says_why_it_cannot()
    {
        using var domain = TestDomain.Lease();
        var error = Assert.Throws<DdsException>(() => MainNode.Create(new ConnextEngine(new FakeNetwork().Entry), new MainNodeOptions { Name = "main", Network = domain.Options }));
        Assert.Contains("amlip/job_task_solution_main", error.Message);
        Assert.Contains(nameof(NodeOptions.AmlIpPlane), error.Message);
    }

    [Fact]
    public void Engines_are_chosen_by_name()
    {
        Assert.Equal("connext", DdsEngines.Create("connext").Name);
        Assert.Equal("cyclone", DdsEngines.Create("cyclone").Name);
        Assert.Contains("in-process", Assert.Throws<InvalidOptionsException>(() => DdsEngines.Create("opensplice")).Message);
    }
}
