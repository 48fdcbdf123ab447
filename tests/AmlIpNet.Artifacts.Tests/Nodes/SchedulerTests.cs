using System.Collections.Concurrent;
using System.Collections.Immutable;
using AmlIpNet.TestKit;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>What a scheduler keeps, and how workbenches find it.</summary>
public sealed class SchedulerTests
{
    [Fact]
    public async Task A_scheduler_that_starts_anew_has_what_has_ended_and_workbenches_find_it_again()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true });
        lab.Worker("alice", [1, 2]);
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(10)), "the submission");
        var before = await Wait.For(bench.WaitAsync(id), "the end");
        var resources = await Wait.For(bench.GetResourcesAsync(id), "the resources");
        await lab.EndAsync(scheduler);

        var again = lab.Scheduler(change: options => options with { AllowDownload = true });
        await Wait.For(again.Ready, "the scheduler");
        Assert.Equal(before, await Wait.For(bench.GetStatusAsync(id), "the status"));
        Assert.Equal(resources, await Wait.For(bench.GetResourcesAsync(id), "the resources"));
        Assert.Equal("13", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString());
        Assert.Equal(0, again.Attempts);
        Assert.Equal(before, await Wait.For(bench.GetStatusAsync(id[..^17]), "the status by the short id"));
    }

    [Fact]
    public async Task A_distribution_of_ones_own_must_be_there_when_the_scheduler_starts_anew()
    {
        await using var lab = new Lab();
        var own = ImmutableDictionary<string, IDistribution>.Empty.Add("to-the-first", new ToTheFirst());
        var scheduler = lab.Scheduler(change: options => options with { Distributions = own });
        lab.Worker("alice", [1]);
        lab.Worker("bob", [2]);
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        var artifact = Workflows.Sum(10);
        artifact.Steps[0].Distribution = "to-the-first";
        string id = await Wait.For(bench.SubmitAsync(artifact), "the submission");
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal([1u], status.Jobs[0].Locks);
        await lab.EndAsync(scheduler);
        var without = lab.Scheduler();
        var failed = await Wait.For(bench.GetStatusAsync(id), "the status at a scheduler without it");
        Assert.Equal(ArtifactState.ArtifactError, failed.State);
        Assert.Contains("to-the-first", failed.Error, StringComparison.Ordinal);
        await lab.EndAsync(without);
        await Wait.For(lab.Scheduler(change: options => options with { Distributions = own }).Ready, "the scheduler with it");
        Assert.Equal(status.Jobs.Count, (await Wait.For(bench.GetStatusAsync(id), "the status at a scheduler with it")).Jobs.Count);
    }

    [Fact]
    public async Task The_artifact_that_ended_first_makes_room_and_none_is_lost_that_runs()
    {
        await using var lab = new Lab();
        var gate = new TaskCompletionSource();
        var scheduler = lab.Scheduler(change: options => options with { MaxArtifacts = 2, AllowDownload = true });
        var alice = lab.Worker("alice", [1], options => options with
        {
            Slots = 2,
            Operations = options.Operations.Add("work", async (call, cancel) =>
            {
                await gate.Task.WaitAsync(cancel);
                await Lab.Operations["add"](call, cancel);
            }),
        });
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        string first = await Wait.For(bench.SubmitAsync(Workflows.Sum(1)), "the first");
        await Wait.For(bench.WaitAsync(first), "its end");
        string second = await Wait.For(bench.SubmitAsync(Workflows.Sum(2, "work")), "the second");
        int keys = alice.Keys;
        string third = await Wait.For(bench.SubmitAsync(Workflows.Sum(3, "work")), "the third, in the place of the first");
        await Assert.ThrowsAsync<UnknownArtifactException>(() => Wait.For(bench.GetStatusAsync(first), "the status of the first"));
        var full = await Assert.ThrowsAsync<SchedulerException>(() => Wait.For(bench.SubmitAsync(Workflows.Sum(4)), "the fourth"));
        Assert.Contains("MaxArtifacts", full.Message, StringComparison.Ordinal);
        Assert.Equal([third, second], (await Wait.For(bench.ListAsync(), "the list")).Select(one => one.Id));
        gate.SetResult();
        foreach (string id in new[] { second, third }) await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("4", (await Wait.For(bench.DownloadAsync(third), "the result")).ToString());
        var client = lab.Client();
        await Wait.Until(() => client.WhoHasAsync().GetAwaiter().GetResult().Keys.All(key => !key.Contains(first, StringComparison.Ordinal)), "what the first made to be deleted");
        var same = Workflows.Sum(5);
        same.Id = first;
        await Wait.For(bench.WaitAsync(await Wait.For(bench.SubmitAsync(same), "another one of the first's id")), "its end");
        Assert.Equal("6", (await Wait.For(bench.DownloadAsync(first), "its result")).ToString());
    }

    [Fact]
    public async Task A_watch_shows_each_state_and_the_same_artifact_is_taken_once()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler();
        lab.Worker("alice", [1]);
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        var artifact = Workflows.Sum(1);
        artifact.Id = "mine";
        artifact.Steps[1].Operations[0].Parameters = new() { Fields = { ["long"] = Google.Protobuf.WellKnownTypes.Value.ForString(new string('x', 20_000)) } };
        for (int i = 0; i < 4; i++) artifact.Steps.Insert(1, artifact.Steps[1].Clone()); // more than goes beside a question
        for (int i = 0; i < artifact.Steps.Count; i++) artifact.Steps[i].Name = $"step{i}";
        string id = await Wait.For(bench.SubmitAsync(artifact), "the submission");
        Assert.Equal(id, await Wait.For(bench.SubmitAsync(artifact), "the same again"));
        var other = artifact.Clone();
        other.Seed++;
        await Assert.ThrowsAsync<InvalidArtifactException>(() => Wait.For(bench.SubmitAsync(other), "another one of the same id"));
        var seen = new List<ArtifactStatus>();
        await Wait.For(Task.Run(async () =>
        {
            await foreach (var status in bench.WatchAsync("mine")) seen.Add(status);
        }), "the end of the watch");
        Assert.Equal(ArtifactState.ArtifactCompleted, seen[^1].State);
        Assert.Equal(seen.Select(one => one.JobsCompleted).Order(), seen.Select(one => one.JobsCompleted)); // never back
    }

    [Fact]
    public async Task Two_schedulers_do_not_share_a_database_and_a_workbench_names_the_one_that_it_means()
    {
        await using var lab = new Lab();
        var one = lab.Scheduler();
        Assert.Contains("in use", Assert.Throws<ArtifactStoreException>(() => lab.Scheduler()).Message, StringComparison.Ordinal);
        var another = lab.Scheduler("another");
        await Wait.For(Task.WhenAll(one.Ready, another.Ready), "both schedulers");
        string fault = "";
        await Wait.Until(() => IsLost(out fault), "a workbench that sees both", seen: () => fault);
        Assert.Contains("Name the one that is meant", fault, StringComparison.Ordinal);
        Assert.Empty(await Wait.For(lab.Workbench("sure", options => options with { Scheduler = "another" }).ListAsync(), "the other one's list"));

        bool IsLost(out string fault)
        {
            try
            {
                fault = $"{lab.Workbench("lost", options => options with { PeerTimeout = TimeSpan.FromSeconds(2) }).ListAsync().GetAwaiter().GetResult().Count} artifacts";
                return false; // it saw one of them only
            }
            catch (NoPeerException error)
            {
                fault = error.Message;
                return true;
            }
        }
    }

    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task Other_schedulers_that_start_and_end_disturb_no_artifact(string engine)
    {
        await using var lab = new Lab(engine);
        var (gate, arrived) = (new TaskCompletionSource(), new CountdownEvent(2));
        var scheduler = lab.Scheduler();
        foreach (string name in new[] { "alice", "bob" })
        {
            lab.Worker(name, [name.Length], options => options with
            {
                Operations = options.Operations.Add("work", async (call, cancel) =>
                {
                    arrived.Signal();
                    await gate.Task.WaitAsync(cancel);
                    await Lab.Operations["add"](call, cancel);
                }),
            });
        }

        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench(change: options => options with { Scheduler = "scheduler" });
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(1, "work")), "the submission");
        await Wait.Until(() => arrived.IsSet, "both jobs");
        for (int i = 0; i < 3; i++)
        {
            var other = lab.Scheduler($"other-{i}"); // whose Center may be the one that is asked from now on
            await Lab.KnowsAsync(other, 2);
            if (i == 1) await lab.EndAsync(other);
        }

        Assert.Equal(2, scheduler.Workers.Count);
        gate.SetResult();
        Assert.All((await Wait.For(bench.WaitAsync(id), "the end")).Jobs, job => Assert.Equal(1u, job.Attempts));
    }

    [Fact]
    public async Task What_stays_on_a_worker_is_forgotten_for_want_of_room_and_made_again()
    {
        await using var lab = new Lab();
        var reads = new ConcurrentQueue<uint>();
        var (gate, waits) = (new TaskCompletionSource(), new TaskCompletionSource());
        var scheduler = lab.Scheduler(change: options => options with
        {
            AllowDownload = true,
            Operations = options.Operations.Add("wait", async (call, cancel) =>
            {
                if (waits.TrySetResult()) await gate.Task.WaitAsync(cancel);
                await Lab.Operations["start"](call, cancel);
            }),
        });
        var alice = lab.Worker("alice", [1, 2], options => options with
        {
            MaxLocalJobs = 1,
            Operations = options.Operations.SetItem("read", (call, cancel) =>
            {
                reads.Enqueue(call.Task.Job);
                return Lab.Operations["read"](call, cancel);
            }),
        });
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        var artifact = Workflows.Of(Workflows.Step(Kind.Parallel, "load", Workflows.Read(), Workflows.Call("add")), Workflows.Step(Kind.Initialize, "begin", Workflows.Call("wait")), Workflows.Step(Kind.Parallel, "sums", Workflows.Call("add")), Workflows.Step(Kind.Finalize, "end", Workflows.Call("total")));
        string id = await Wait.For(bench.SubmitAsync(artifact), "the submission");
        await Wait.For(waits.Task, "the middle of it");
        var other = Workflows.Of(Workflows.Step(Kind.Parallel, "load", Workflows.Read(), Workflows.Call("add")));
        await Wait.For(bench.WaitAsync(await Wait.For(bench.SubmitAsync(other), "another artifact")), "its end"); // takes the room
        Assert.Equal(1, alice.ForgottenVariables);
        gate.SetResult();
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("3", (await Wait.For(bench.DownloadAsync(id), "the result")).ToString());
        Assert.Equal(2u, status.Jobs[0].Attempts); // loaded once more
        Assert.Equal(3, reads.Count);
    }

    private sealed class ToTheFirst : IDistribution
    {
        public string? FaultOf(int sources, int sinks) => null;

        public IEnumerable<(int Source, int Sink)> Links(int sources, int sinks) => [(0, 0)];
    }
}
