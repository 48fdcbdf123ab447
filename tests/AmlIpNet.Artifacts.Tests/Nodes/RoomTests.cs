using AmlIpNet.TestKit;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>Stores that are full: what ended first goes, by itself or by hand.</summary>
public sealed class RoomTests
{
    private const int Most = 256 << 10;

    [Fact]
    public async Task A_scheduler_without_room_forgets_what_ended_first_and_goes_on_answering()
    {
        await using var lab = new Lab();
        Start();
        var bench = lab.Workbench();
        var ids = new List<string>();
        for (int i = 0; i < 12; i++) // of 40 KiB each
        {
            ids.Add(await Wait.For(bench.SubmitAsync(Workflows.Of(Workflows.Step(Kind.Initialize, "big", Workflows.Call("big")))), "the submission"));
            await Wait.For(bench.WaitAsync(ids[^1]), $"the end of number {i}");
        }

        Assert.Equal(40 << 10, (await Wait.For(bench.DownloadAsync(ids[^1]), "the last result")).Bytes.Length);
        var left = await Wait.For(bench.ListAsync(), "the list");
        Assert.DoesNotContain(left, one => one.Id == ids[0]);
        Assert.Contains(left, one => one.Id == ids[^1]);
        await Assert.ThrowsAsync<UnknownArtifactException>(() => Wait.For(bench.GetStatusAsync(ids[0]), "the first one's status"));

        SchedulerNode Start() => lab.Scheduler(change: options => options with
        {
            AllowDownload = true,
            MemoryBytes = Most,
            SpillBytes = 0,
            Operations = options.Operations.Add("big", (call, _) =>
            {
                call.SetProduct(new DataValue(new byte[40 << 10]));
                return default;
            }),
        });
    }

    [Fact]
    public async Task A_scheduler_that_starts_with_too_little_room_has_the_newest_results()
    {
        await using var lab = new Lab();
        var first = Start(Most);
        var bench = lab.Workbench();
        var ids = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            ids.Add(await Wait.For(bench.SubmitAsync(Workflows.Of(Workflows.Step(Kind.Initialize, "big", Workflows.Call("big")))), "the submission"));
            await Wait.For(bench.WaitAsync(ids[^1]), $"the end of number {i}");
        }

        await lab.EndAsync(first);
        await Wait.For(Start(100 << 10).Ready, "the scheduler with room for two");
        Assert.Equal(40 << 10, (await Wait.For(bench.DownloadAsync(ids[^1]), "the last result")).Bytes.Length);

        SchedulerNode Start(int room) => lab.Scheduler(change: options => options with
        {
            AllowDownload = true,
            MemoryBytes = room,
            SpillBytes = 0,
            Operations = options.Operations.Add("big", (call, _) =>
            {
                call.SetProduct(new DataValue(new byte[40 << 10]));
                return default;
            }),
        });
    }

    [Fact]
    public async Task An_artifact_that_has_ended_is_forgotten_with_all_that_it_made()
    {
        await using var lab = new Lab();
        var (gate, arrived) = (new TaskCompletionSource(), new TaskCompletionSource());
        var scheduler = lab.Scheduler();
        var alice = lab.Worker("alice", [1], options => options with
        {
            Operations = options.Operations.Add("work", async (call, cancel) =>
            {
                arrived.TrySetResult();
                await gate.Task.WaitAsync(cancel);
                await Lab.Operations["add"](call, cancel);
            }),
        });
        await Lab.KnowsAsync(scheduler, 1);
        int before = alice.Keys;
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(1, "work")), "the submission");
        await Wait.For(arrived.Task, "the job");
        Assert.Contains("cancel it first", (await Assert.ThrowsAsync<SchedulerException>(() => Wait.For(bench.ForgetAsync(id), "a refusal"))).Message, StringComparison.Ordinal);
        gate.SetResult();
        await Wait.For(bench.WaitAsync(id), "the end");
        Assert.True(alice.Keys > before);
        Assert.Equal(ArtifactState.ArtifactCompleted, (await Wait.For(bench.ForgetAsync(id), "the forgetting")).State);
        await Assert.ThrowsAsync<UnknownArtifactException>(() => Wait.For(bench.GetStatusAsync(id), "its status"));
        await Wait.Until(() => alice.Keys == before, "alice to have nothing of it", seen: () => $"{alice.Keys} keys");
        await Wait.Until(() => scheduler.Owes(alice.Id) == 0, "alice to have heard all");
    }
}
