using AmlIpNet.Artifacts;
using AmlIpNet.TestKit;

namespace AmlIpNet.Examples.Tests.Artifacts;

/// <summary>Workers and schedulers that are killed as <c>kill -9</c> does, in the middle of an artifact.</summary>
public sealed class FailureTests : IAsyncDisposable
{
    private readonly Fleet _fleet = new();

    // Writes down that it runs, with its index, and waits until the test lets it end.
    private string Slow => $"slow=echo $AMLIP_INDEX >> {_fleet.PathOf("started")}; while ! test -f {_fleet.PathOf("go")}; do sleep 0.05; done; wc -l < \"$AMLIP_LOAD_data\"";

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task The_job_of_a_killed_worker_is_done_by_one_that_has_a_copy_of_its_data()
    {
        _fleet.StartScheduler();
        _fleet.StartWorkers("--exec", Slow);
        _fleet.StartWorker("dave", "--exec", Slow, "--replica", $"measurements={Fleet.File("data/bob.csv")}");
        await _fleet.KnowsAsync(3); // the one with a copy takes no part
        string id = await _fleet.Workbench.SubmitAsync(Slowly("parallel"));
        await StartedAsync(3);
        await _fleet.KillAsync("bob");
        await StartedAsync(4);
        await File.WriteAllTextAsync(_fleet.PathOf("go"), "");
        var status = await Wait.For(_fleet.Workbench.WaitAsync(id), "the end of the artifact", Fleet.Patience, _fleet.Errors);
        Assert.Equal(["alice", "carol", "dave"], status.Jobs.Where(job => job.Step == "slow").Select(job => job.Worker).Order());
        Assert.Equal(2u, status.Jobs.Single(job => job.Worker == "dave").Attempts);
        Assert.All(status.Jobs.Where(job => job.Worker is "alice" or "carol"), job => Assert.Equal(1u, job.Attempts));
    }

    [Fact]
    public async Task Data_that_is_nowhere_else_ends_the_artifact_with_an_account_and_it_is_resumed_when_the_data_is_back()
    {
        _fleet.StartScheduler("--worker-wait", "1");
        _fleet.StartWorkers("--exec", Slow);
        await _fleet.KnowsAsync(3);
        await File.WriteAllTextAsync(Path.Combine(_fleet.Folder, "slow.json"), ArtifactText.ToJson(Slowly("parallel")));
        await using var submit = _fleet.StartCommand("submit", _fleet.PathOf("slow.json"), "--watch");
        await StartedAsync(3);
        await _fleet.KillAsync("bob");
        await submit.WaitForLineAsync(line => line.Contains("measurements", StringComparison.Ordinal) && line.Contains("bob", StringComparison.Ordinal), "the account of the lost data", Fleet.Patience);
        Assert.Equal(1, await submit.WaitForExitAsync(Fleet.Patience));
        string id = (await _fleet.Workbench.ListAsync()).Single(one => one.State == ArtifactState.ArtifactError).Id;

        await File.WriteAllTextAsync(_fleet.PathOf("go"), "");
        _fleet.StartWorker("bob", "--exec", Slow, "--source", $"measurements={Fleet.File("data/bob.csv")}");
        await _fleet.KnowsAsync(3);
        await _fleet.Workbench.ResumeAsync(id);
        var status = await Wait.For(_fleet.Workbench.WaitAsync(id), "the end of the resumed artifact", Fleet.Patience, _fleet.Errors);
        Assert.Equal(ArtifactState.ArtifactCompleted, status.State);
    }

    [Fact]
    public async Task A_scheduler_that_is_killed_and_started_again_repeats_no_completed_job()
    {
        _fleet.StartScheduler();
        _fleet.StartWorkers("--exec", Slow);
        await _fleet.KnowsAsync(3);
        string id = await _fleet.Workbench.SubmitAsync(Slowly("sequential"));
        await StartedAsync(1);
        await _fleet.KillAsync("scheduler");
        await File.WriteAllTextAsync(_fleet.PathOf("go"), "");
        _fleet.StartScheduler();
        var status = await Wait.For(_fleet.Workbench.WaitAsync(id), "the end of the artifact", Fleet.Patience, _fleet.Errors);
        Assert.Equal(["0", "1", "2"], await File.ReadAllLinesAsync(_fleet.PathOf("started"))); // each once, also the one that ran meanwhile
        Assert.All(status.Jobs, job => Assert.Equal(JobState.JobCompleted, job.State));
        Assert.Equal(4, status.Jobs.Count);

        var (code, output, errors) = await _fleet.RunAsync("download", id);
        Assert.Equal((1, ""), (code, output)); // it was not allowed
        Assert.Contains("may not be downloaded", errors);
        Assert.Contains(id, (await Fleet.AuditAsync(_fleet.PathOf("artifacts.db.audit.jsonl"))).Output);
    }

    private static Artifact Slowly(string kind) => ArtifactText.Read($$"""
        project: slow
        steps:
          - name: slow
            kind: {{kind}}
            operations:
              - name: slow
                load: { data: measurements }
          - name: all
            kind: finalize
            operations:
              - name: list
        """);

    private Task StartedAsync(int jobs) => Wait.Until(() => File.Exists(_fleet.PathOf("started")) && File.ReadAllLines(_fleet.PathOf("started")).Length >= jobs, $"{jobs} jobs that have started", Fleet.Patience, _fleet.Errors);
}
