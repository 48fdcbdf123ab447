using AmlIpNet.Artifacts;
using AmlIpNet.TestKit;

namespace AmlIpNet.Examples.Tests.Artifacts;

/// <summary>Schedulers that are killed as <c>kill -9</c> does, in the middle of an artifact.</summary>
public sealed class RestartTests : IAsyncDisposable
{
    private readonly SlowFleet _slow = new();
    private readonly Fleet _fleet;

    public RestartTests() => _fleet = _slow.Fleet;

    public ValueTask DisposeAsync() => _slow.DisposeAsync();

    [Fact]
    public async Task A_scheduler_that_is_killed_and_started_again_repeats_no_completed_job()
    {
        _fleet.StartScheduler();
        _fleet.StartWorkers(_slow.Operation);
        await _fleet.KnowsAsync(3);
        string id = await _fleet.Workbench.SubmitAsync(SlowFleet.Read("sequential"));
        await _slow.StartedAsync(id, 1);
        await _fleet.KillAsync("scheduler");
        _slow.LetGo(id);
        _fleet.StartScheduler();
        var status = await Wait.For(_fleet.Workbench.WaitAsync(id), "the end of the artifact", Fleet.Patience, _fleet.Errors);
        Assert.Equal(["0", "1", "2"], _slow.StartsOf(id)); // each once, also the one that ran meanwhile
        Assert.All(status.Jobs, job => Assert.Equal(JobState.JobCompleted, job.State));
        Assert.Equal(4, status.Jobs.Count);

        var (code, output, errors) = await _fleet.RunAsync("download", id);
        Assert.Equal((1, ""), (code, output)); // it was not allowed
        Assert.Contains("may not be downloaded", errors);
        Assert.Contains(id, (await Fleet.AuditAsync(_fleet.PathOf("artifacts.db.audit.jsonl"))).Output);
    }
}
