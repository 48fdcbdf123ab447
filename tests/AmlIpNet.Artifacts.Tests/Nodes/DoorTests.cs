using System.Collections.Immutable;
using System.Text.Json;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;
using Google.Protobuf;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>What may not be downloaded leaves by no door, and what may is written down first.</summary>
public sealed class DoorTests
{
    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task A_resource_leaves_by_no_door_when_downloads_are_off(string engine)
    {
        await using var lab = new Lab(engine);
        var scheduler = lab.Scheduler();
        string audit = Path.Combine(lab.Folder, "alice.audit");
        var alice = lab.Worker("alice", [1], options => options with { AuditFile = audit });
        var bob = lab.Worker("bob", [2]);
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(10)), "the submission");
        await Wait.For(bench.WaitAsync(id), "the end");
        var resources = await Wait.For(bench.GetResourcesAsync(id), "the resources");
        string result = resources[^1].Id, hers = resources.Single(one => one.Holder == "alice").Id;

        await Assert.ThrowsAsync<DownloadRefusedException>(() => Wait.For(bench.DownloadAsync(id), "a download of the result"));
        await Assert.ThrowsAsync<DownloadRefusedException>(() => Wait.For(bench.DownloadAsync(id, hers), "a download of what a worker has"));

        var client = lab.Client();
        var mallory = WorkerNode.Create(lab.Engine, new WorkerNodeOptions
        {
            Name = "mallory",
            Network = lab.Network,
            Functions = ImmutableDictionary<string, DataFunction>.Empty.Add("copy", (call, _) => new(call.Needed[0])).Add(ArtifactNames.Task, (call, _) => new(call.Needed[0])),
        });
        await using var leave = mallory;
        await Wait.Until(() => client.WorkersAsync().GetAwaiter().GetResult().Any(worker => worker.Id == mallory.Id), "mallory");
        await Lab.SeesAsync(client, "scheduler", "alice", "mallory");
        foreach (var (key, holder) in new[] { (result, scheduler.Id), (hers, alice.Id) })
        {
            await DeniedAsync(() => client.GetAsync(key), "a get");
            await DeniedAsync(() => client.GatherAsync([key]), "a gather");
            await DeniedAsync(() => client.Worker(holder).GetDataAsync([key]), "a get from the holder");
            await DeniedAsync(() => client.ReplicateAsync([key], 4), "copies");
            await DeniedAsync(() => client.Worker(mallory.Id).ComputeAsync("copy", $"mine-{key.Length}", default, [key]), "a computation elsewhere");
            await DeniedAsync(() => client.Worker(mallory.Id).ComputeAsync(ArtifactNames.Task, $"mine-too-{key.Length}", default, [key]), "a task of a worker of one's own");
            await DeniedAsync(() => client.Worker(holder).ComputeAsync(ArtifactNames.Task, "artifact/x-0/1/1", default, [key]), "a task without an order");
            await DeniedAsync(() => client.ComputeAsync("copy", $"mine-three-{key.Length}", default, [key]), "a computation by the Center");
        }

        Assert.Equal(0, client.ReceivedBytes + mallory.ReceivedBytes);
        Assert.True(scheduler.Refused > 0 && alice.Refused > 0);
        Assert.Equal(0, scheduler.Downloads + alice.Downloads + bob.Downloads);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(lab.Folder, "scheduler.db.audit.jsonl"));
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal("refused", JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
        Assert.Contains(await File.ReadAllLinesAsync(audit), line => line.Contains($"{client.Id}", StringComparison.Ordinal) && line.Contains(hers, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_but_its_scheduler_gives_tasks_over_a_resource_or_says_who_reads_it()
    {
        await using var lab = new Lab();
        var scheduler = lab.Scheduler();
        var alice = lab.Worker("alice", [1]);
        var bob = lab.Worker("bob", [2], options => options with { Schedulers = ["another"] });
        await Lab.KnowsAsync(scheduler, 2);
        var bench = lab.Workbench();
        var artifact = Workflows.Sum(10);
        artifact.Workers = new Selection();
        artifact.Workers.Names.Add("alice");
        string id = await Wait.For(bench.SubmitAsync(artifact), "the submission");
        await Wait.For(bench.WaitAsync(id), "the end");
        string hers = (await Wait.For(bench.GetResourcesAsync(id), "the resources")).Single(one => one.Holder == "alice").Id;

        var client = lab.Client("scheduler"); // the name proves nothing
        await Wait.Until(() => client.WorkersAsync().GetAwaiter().GetResult().Count == 3, "the workers");
        await Lab.SeesAsync(client, "alice", "bob");
        using var key = SchedulerKey.Create();
        var task = new JobTask { Artifact = id, Job = 900, Attempt = 1, Step = "steal", Product = "product" };
        task.Operations.Add(Workflows.Call("total"));
        task.Received.Add(new ReceivedGroup { Name = "sums", Count = 1 });
        task.Next.Add(client.Id.ToByteString());

        // Under the artifact's id, by another key; under an id of one's own; permission by another key; an order for another node.
        await DeniedAsync(() => Give(alice.Id, key.Sign(new Order { Node = alice.Id.ToByteString(), Task = task }), ResourceKeys.Of(id, 900, 1), [hers]), "a task under the artifact's id");
        var own = task.Clone();
        own.Artifact = key.IdOf("own");
        await DeniedAsync(() => Give(alice.Id, key.Sign(new Order { Node = alice.Id.ToByteString(), Task = own }), ResourceKeys.Of(own.Artifact, 900, 1), [hers]), "a task under another id");
        await DeniedAsync(() => Tell(alice.Id, key.Sign(new Order { Node = alice.Id.ToByteString(), Permit = new Permission { Resource = hers, Reader = client.Id.ToByteString() } })), "a permission");
        await DeniedAsync(() => Tell(alice.Id, key.Sign(new Order { Node = alice.Id.ToByteString(), End = id })), "an end");
        var signed = key.Sign(new Order { Node = bob.Id.ToByteString(), Task = own });
        await DeniedAsync(() => Give(alice.Id, signed, ResourceKeys.Of(own.Artifact, 900, 1), []), "an order for somebody else");
        var forged = signed.Clone();
        forged.Order = new Order { Node = alice.Id.ToByteString(), Task = own }.ToByteString();
        await DeniedAsync(() => Give(alice.Id, forged, ResourceKeys.Of(own.Artifact, 900, 1), []), "an order that was not signed");
        await DeniedAsync(() => Give(bob.Id, signed, ResourceKeys.Of(own.Artifact, 900, 1), []), "an order to a worker that takes those of others only");
        await DeniedAsync(() => client.GetAsync(hers), "a get after all that");
        Assert.Equal(0, client.ReceivedBytes);

        Task Give(NodeId worker, SignedOrder order, string product, string[] needed) => client.Worker(worker).ComputeAsync(ArtifactNames.Task, product, order.ToByteArray(), needed);

        Task Tell(NodeId worker, SignedOrder order) => client.Worker(worker).ComputeAsync(ArtifactNames.Tell, ArtifactNames.Letter(client.Id, 1), order.ToByteArray(), []);
    }

    [Fact]
    public async Task A_download_that_is_allowed_is_written_down_once()
    {
        await using var lab = new Lab();
        string audit = Path.Combine(lab.Folder, "downloads.jsonl");
        var scheduler = lab.Scheduler(change: options => options with { AllowDownload = true, AuditFile = audit });
        lab.Worker("alice", [1]);
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        string id = await Wait.For(bench.SubmitAsync(Workflows.Sum(10)), "the submission");
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.Equal("11", (await Wait.For(bench.DownloadAsync(id), "the download")).ToString());
        var line = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(audit))).RootElement;
        Assert.Equal(("download", status.Result.Id, $"{bench.Id}", $"{scheduler.Id}", status.Result.Digest, 2), (
            line.GetProperty("event").GetString(), line.GetProperty("resource").GetString(), line.GetProperty("reader").GetString(), line.GetProperty("node").GetString(),
            line.GetProperty("digest").GetString(), line.GetProperty("size").GetInt32()));
        Assert.Equal(1, scheduler.Downloads);

        // Its answers are a workbench's own.
        var client = lab.Client();
        await Lab.SeesAsync(client, "scheduler");
        byte[] question = new ControlRequest { Status = id }.ToByteArray();
        foreach (string key in new[] { ArtifactNames.Letter(bench.Id, 99), $"{ArtifactNames.Worker}{bench.Id}", "anything" })
            await DeniedAsync(() => client.Worker(scheduler.Id).ComputeAsync(ArtifactNames.Control, key, question, []), "an answer under another one's key");
        await Wait.For(client.Worker(scheduler.Id).ComputeAsync(ArtifactNames.Control, ArtifactNames.Letter(client.Id, 1), question, []), "an answer of its own");
        var third = lab.Client("third");
        await Lab.SeesAsync(third, "scheduler");
        await DeniedAsync(() => third.Worker(scheduler.Id).GetDataAsync([ArtifactNames.Letter(client.Id, 1)]), "another one's letter");
    }

    internal static async Task DeniedAsync(Func<Task> open, string what)
    {
        var error = await Record.ExceptionAsync(() => Wait.For(open(), what));
        var code = error switch { WorkerRefusedException refused => refused.Code, ComputationFailedException failed => failed.Code, _ => throw new InvalidOperationException($"{what} was not refused.", error) };
        Assert.True(code is DataCode.Denied or DataCode.NoFunction, $"{what}: {error.Message}");
    }
}
