using AmlIpNet.TestKit;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>Artifacts that nothing gets in the way of.</summary>
public sealed class HappyTests
{
    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task An_artifact_runs_and_its_result_is_downloaded(string engine)
    {
        await using var lab = new Lab(engine);
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true });
        lab.Worker("alice", [1, 2]);
        lab.Worker("bob", [10]);
        lab.Worker("carol", [100, 200, 300]);
        await Lab.KnowsAsync(scheduler, 3);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(1_000)), "the submission");
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal((ArtifactState.ArtifactCompleted, 5u, 5u), (status.State, status.JobsTotal, status.JobsCompleted));
        Assert.Equal(["alice", "bob", "carol"], status.Workers.Order());
        Assert.All(status.Jobs, job => Assert.Equal((JobState.JobCompleted, 1u), (job.State, job.Attempts)));
        Assert.Equal([1u, 2u, 3u], status.Jobs[0].Locks);
        Assert.Equal("3613", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString());

        var resources = await Wait.For(bench.GetResourcesAsync(id), "the resources");
        Assert.Equal(5, resources.Count);
        Assert.Equal(resources.Skip(1).Take(3).Select(one => one.Id), resources[^1].From);
        Assert.All(resources, one => Assert.Equal(32, one.Digest.Length));
        Assert.Equal([id], (await Wait.For(bench.ListAsync(), "the list")).Select(one => one.Id));
    }

    [Fact]
    public async Task A_resource_goes_from_worker_to_worker_and_rounds_repeat()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true });
        lab.Worker("alice", [1]);
        lab.Worker("bob", [2]);
        lab.Worker("carol", [3]);
        await Lab.KnowsAsync(scheduler, 3);
        var bench = lab.Workbench();
        var chain = Workflows.Step(Kind.Sequential, "chain", Workflows.Read(), Workflows.Call("add"));
        chain.First.Add(Workflows.Call("start", ("from", Google.Protobuf.WellKnownTypes.Value.ForNumber(10))));
        chain.Last.Add(Workflows.Call("total"));
        var loop = Workflows.Step(Kind.Iterate, "loop");
        loop.Rounds = 4;
        loop.Steps.Add(Workflows.Step(Kind.Parallel, "spread", Workflows.Call("total")));
        loop.Steps.Add(Workflows.Step(Kind.Finalize, "gather", Workflows.Call("total")));
        string id = await Wait.For(bench.SubmitAsync(Workflows.Of(chain, loop)), "the submission");
        await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal($"{16 * 3 * 3 * 3 * 3}", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString());
    }
}
