using AmlIpNet.Artifacts;
using AmlIpNet.TestKit;

namespace AmlIpNet.Examples.Tests.Artifacts;

/// <summary>Workers that are killed as <c>kill -9</c> does, in the middle of an artifact.</summary>
public sealed class KilledWorkerTests : IAsyncDisposable
{
    private readonly SlowFleet _slow = new();
    private readonly Fleet _fleet;

    public KilledWorkerTests() => _fleet = _slow.Fleet;

    public ValueTask DisposeAsync() => _slow.DisposeAsync();

    [Fact]
    public async Task The_job_of_a_killed_worker_goes_to_one_that_has_a_copy_of_its_data_and_without_one_the_artifact_ends_with_an_account()
    {
        _fleet.StartScheduler("--worker-wait", "1");
        _fleet.StartWorkers(_slow.Operation);
        _fleet.StartWorker("dave", [.. _slow.Operation, "--replica", $"measurements={Fleet.File("data/bob.csv")}"]);
        await _fleet.KnowsAsync(3); // the one with a copy takes no part
        string id = await _fleet.Workbench.SubmitAsync(SlowFleet.Read("parallel"));
        await _slow.StartedAsync(id, 3);
        await _fleet.KillAsync("bob");
        await _slow.StartedAsync(id, 4);
        _slow.LetGo(id);
        var status = await Wait.For(_fleet.Workbench.WaitAsync(id), "the end of the artifact", Fleet.Patience, _fleet.Errors);
        Assert.Equal(["alice", "carol", "dave"], status.Jobs.Where(job => job.Step == "slow").Select(job => job.Worker).Order());
        Assert.Equal(2u, status.Jobs.Single(job => job.Worker == "dave").Attempts);
        Assert.All(status.Jobs.Where(job => job.Worker is "alice" or "carol"), job => Assert.Equal(1u, job.Attempts));

        var artifact = SlowFleet.Read("parallel");
        artifact.Id = "second";
        await File.WriteAllTextAsync(_fleet.PathOf("slow.json"), ArtifactText.ToJson(artifact));
        await using var submit = _fleet.StartCommand("submit", _fleet.PathOf("slow.json"), "--watch");
        string headline = await submit.WaitForLineAsync(line => line.Contains(": running, 0 of 3 jobs", StringComparison.Ordinal), "the headline of the second artifact", Fleet.Patience);
        string second = headline.Split(' ').Single(word => word.StartsWith("second-", StringComparison.Ordinal));
        await _slow.StartedAsync(second, 2);
        await _fleet.KillAsync("carol");
        await submit.WaitForLineAsync(line => line.Contains("measurements", StringComparison.Ordinal) && line.Contains("carol", StringComparison.Ordinal), "the account of the lost data", Fleet.Patience);
        Assert.Equal(1, await submit.WaitForExitAsync(Fleet.Patience));

        _slow.LetGo(second);
        _fleet.StartWorker("erin", [.. _slow.Operation, "--source", $"measurements={Fleet.File("data/carol.csv")}"]);
        await _fleet.KnowsAsync(2);
        await _fleet.Workbench.ResumeAsync(second);
        status = await Wait.For(_fleet.Workbench.WaitAsync(second), "the end of the resumed artifact", Fleet.Patience, _fleet.Errors);
        Assert.Equal(["alice", "erin"], status.Jobs.Where(job => job.Step == "slow").Select(job => job.Worker).Order());
    }
}
