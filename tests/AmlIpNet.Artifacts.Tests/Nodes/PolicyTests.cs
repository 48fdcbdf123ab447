using System.Text.Json;
using AmlIpNet.TestKit;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>Who made a resource decides whether it may be downloaded, whoever holds a copy.</summary>
public sealed class PolicyTests
{
    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task Downloads_follow_the_policy_of_the_node_that_made_the_resource(string engine)
    {
        await using var lab = new Lab(engine);
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true });
        lab.Worker("alice", [1], options => options with { AllowDownload = true, AuditFile = Path.Combine(lab.Folder, "alice.audit") });
        var bob = lab.Worker("bob", [2]);
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(10)), "the submission");
        await Wait.For(bench.WaitAsync(id), "the end");
        var resources = await Wait.For(bench.GetResourcesAsync(id), "the resources");
        string begin = resources.Single(one => one.Step == "begin").Id, alices = resources.Single(one => one.Holder == "alice").Id, bobs = resources.Single(one => one.Holder == "bob").Id;
        var client = lab.Client();
        await Lab.SeesAsync(client, "scheduler");

        Assert.Equal("23", $"{await Wait.For(bench.DownloadAsync(id), "the result")}"); // 10 for each, 1 and 2
        Assert.Equal("11", $"{await Wait.For(bench.DownloadAsync(id, alices), "what alice lets anybody have")}");
        Assert.Equal("11", $"{(await Wait.For(client.Worker(scheduler.Id).GetDataAsync([alices]), "the scheduler's copy of it"))[alices]}");
        foreach (string closed in new[] { begin, bobs })
        {
            await Assert.ThrowsAsync<DownloadRefusedException>(() => Wait.For(bench.DownloadAsync(id, closed), "what is no result of the scheduler's, or made by bob"));
            await DoorTests.DeniedAsync(() => client.Worker(scheduler.Id).GetDataAsync([closed]), "the scheduler's copy");
        }

        Assert.Equal(0, bob.Downloads);
        var lines = (await File.ReadAllLinesAsync(Path.Combine(lab.Folder, "scheduler.db.audit.jsonl"))).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Contains(lines, line => Is(line, "download", alices));
        Assert.DoesNotContain(lines, line => Is(line, "download", bobs) || Is(line, "download", begin));
        Assert.Contains(lines, line => Is(line, "refused", bobs));

        bool Is(JsonElement line, string what, string resource) => line.GetProperty("event").GetString() == what && line.GetProperty("resource").GetString() == resource;
    }

    [Fact]
    public async Task Results_can_be_downloaded_from_a_scheduler_that_starts_anew_and_the_offsets_of_the_secure_mean_never()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler(change: options => options with { Operations = BuiltInOperations.All });
        foreach (var (name, rows) in new[] { ("alice", "x\n1\n2\n"), ("bob", "x\n9\n") })
        {
            string file = Path.Combine(lab.Folder, $"{name}.csv");
            await File.WriteAllTextAsync(file, rows);
            lab.Worker(name, [], options => options with { Operations = BuiltInOperations.All, Sources = [new DataSource("rows", file)] });
        }

        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        var load = Workflows.Call("csv.load");
        load.Load["table"] = "rows";
        var mean = Workflows.Step(Kind.Sequential, "mean", load, Workflows.Call("mean.step", ("column", Google.Protobuf.WellKnownTypes.Value.ForString("x"))));
        mean.First.Add(Workflows.Call("mean.start"));
        mean.Last.Add(Workflows.Call("mean.end"));
        string id = await Wait.For(bench.SubmitAsync(Workflows.Of(mean)), "the submission");
        await Wait.For(bench.WaitAsync(id), "the end");
        await Assert.ThrowsAsync<DownloadRefusedException>(() => Wait.For(bench.DownloadAsync(id), "a download that is not allowed"));
        await lab.EndAsync(scheduler);

        scheduler = lab.Scheduler(change: options => options with { Operations = BuiltInOperations.All, AllowDownload = true });
        await Wait.For(scheduler.Ready, "the scheduler");
        Assert.Contains("\"mean\":4", $"{await Wait.For(bench.DownloadAsync(id), "the mean")}", StringComparison.Ordinal);
        foreach (var resource in (await Wait.For(bench.GetResourcesAsync(id), "the resources")).SkipLast(1))
            await Assert.ThrowsAsync<DownloadRefusedException>(() => Wait.For(bench.DownloadAsync(id, resource.Id), $"the offsets, or a masked sum: {resource.Id}"));
    }

    [Fact]
    public async Task A_resource_that_comes_in_many_parts_is_written_down_once()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler(change: options => options with
        {
            AllowDownload = true,
            Operations = options.Operations.Add("big", (call, _) =>
            {
                call.SetProduct(new DataValue(new byte[5 << 20]));
                return default;
            }),
        });
        lab.Worker("alice", [1]);
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Of(Workflows.Step(Kind.Parallel, "sums", Workflows.Read(), Workflows.Call("add")), Workflows.Step(Kind.Finalize, "end", Workflows.Call("big")))), "the submission");
        await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal(5 << 20, (await Wait.For(bench.DownloadAsync(id), "the download")).Bytes.Length);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(lab.Folder, "scheduler.db.audit.jsonl")));
        Assert.Equal(1, scheduler.Downloads);
    }

    [Fact]
    public async Task Those_whom_the_plan_names_are_neither_refused_nor_written_down_by_those_who_hold_copies()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler();
        ArtifactWorkerNode[] workers = [.. new[] { "alice", "bob", "carol", "dave" }.Select(name => lab.Worker(name, [1], options => options with { AllowDownload = true, AuditFile = Path.Combine(lab.Folder, $"{name}.audit") }))];
        await Lab.KnowsAsync(scheduler, 4);
        var bench = lab.Workbench();
        Step[] steps = [.. Enumerable.Range(0, 6).Select(i => Workflows.Step(Kind.Parallel, $"all{i}", Workflows.Read(), Workflows.Call("add")))];
        foreach (var step in steps[..^1]) step.Distribution = "Arrange";
        string id = await Wait.For(bench.SubmitAsync(Workflows.Of([Workflows.Step(Kind.Initialize, "begin", Workflows.Call("start")), .. steps])), "the submission");
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.All(status.Jobs, job => Assert.Equal(1u, job.Attempts));
        Assert.Equal(0, scheduler.Refused + workers.Sum(worker => worker.Refused + worker.Downloads));
        foreach (string file in Directory.EnumerateFiles(lab.Folder, "*audit*")) Assert.Empty(await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_product_that_only_the_scheduler_still_has_is_read_by_the_workers_that_need_it()
    {
        await using var lab = new Lab();
        var (gate, waits) = (new TaskCompletionSource(), new TaskCompletionSource());
        var scheduler = lab.Scheduler(change: options => options with
        {
            Operations = options.Operations.Add("slow", async (call, cancel) =>
            {
                waits.TrySetResult();
                await gate.Task.WaitAsync(cancel);
                await Lab.Operations["total"](call, cancel);
            }),
        });
        var alice = lab.Worker("alice", [1]);
        var bob = lab.Worker("bob", [2]);
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        var last = Workflows.Step(Kind.Parallel, "last", Workflows.Call("total"));
        last.Requires.Add("sums");
        string id = await Wait.For(bench.SubmitAsync(Workflows.Of(
            Workflows.Step(Kind.Parallel, "sums", Workflows.Call("start", ("from", Google.Protobuf.WellKnownTypes.Value.ForNumber(1)))), Workflows.Step(Kind.Initialize, "pause", Workflows.Call("slow")), last)), "the submission");
        await Wait.For(waits.Task, "the pause, for which the scheduler has fetched the sums");
        await lab.EndAsync(alice);
        await Wait.Until(() => scheduler.Workers.Count == 1, "alice to be missed");
        gate.SetResult();
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.All(status.Jobs, job => Assert.Equal((job.Step, 1u), (job.Step, job.Attempts)));
        Assert.All(status.Jobs.Where(job => job.Step == "last"), job => Assert.Equal(SourceFiles.DigestOf("4"u8), job.Product.Digest)); // 2 of the pause, 1 and 1; bob stands in for alice
        Assert.Equal(0, bob.Refused + scheduler.Refused);
    }
}
