using AmlIpNet.TestKit;
using Google.Protobuf;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Nodes;

/// <summary>Nobody puts a resource, or deletes one; an order is for one task over named resources, and ends with its artifact.</summary>
public sealed class ChangeTests
{
    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task What_others_put_or_delete_changes_no_artifact(string engine)
    {
        await using var lab = new Lab(engine);
        var (gate, waits) = (new TaskCompletionSource(), new TaskCompletionSource());
        var scheduler = lab.Scheduler(change: options => options with
        {
            AllowDownload = true,
            Operations = options.Operations.Add("slow", async (call, cancel) =>
            {
                waits.TrySetResult();
                await gate.Task.WaitAsync(cancel);
                await Lab.Operations["start"](call, cancel);
            }),
        });
        var alice = lab.Worker("alice", [1]);
        await Lab.KnowsAsync(scheduler, 1);
        var bench = lab.Workbench();
        var artifact = Workflows.Sum(10);
        artifact.Steps[0] = Workflows.Step(Kind.Initialize, "begin", Workflows.Call("slow", ("from", Google.Protobuf.WellKnownTypes.Value.ForNumber(10))));
        string id = await Wait.For(bench.SubmitAsync(artifact), "the submission");
        await Wait.For(waits.Task, "the first job");

        // Before alice's job begins: a product of hers is put there, or made to be fetched there.
        string hers = ResourceKeys.Of(id, 1, 1);
        var (client, forged) = (lab.Client(), DataValue.FromString("666"));
        await using var mallory = WorkerNode.Create(lab.Engine, new WorkerNodeOptions { Name = "mallory", Network = lab.Network });
        await Wait.Until(() => client.WorkersAsync().GetAwaiter().GetResult().Count == 3, "the workers");
        await Lab.SeesAsync(client, "scheduler", "alice", "mallory");
        await DoorTests.DeniedAsync(() => client.Worker(alice.Id).UpdateDataAsync([new(hers, forged)]), "a product");
        await Wait.For(mallory.PutLocalAsync(hers, forged), "a product elsewhere");
        await DoorTests.DeniedAsync(() => client.ReplicateAsync([hers], 3), "copies of it");
        await Wait.For(mallory.DeleteLocalAsync(_ => true), "its end");
        foreach (var (node, key) in new[] { (alice.Id, $"{ArtifactNames.Worker}{alice.Id}"), (scheduler.Id, $"{ArtifactNames.Scheduler}{scheduler.Id}"), (scheduler.Id, ArtifactNames.Letter(bench.Id, 7)) })
        {
            await DoorTests.DeniedAsync(() => client.Worker(node).UpdateDataAsync([new(key, forged)]), $"another {key}");
            await DoorTests.DeniedAsync(() => client.Worker(node).DeleteDataAsync([key]), $"the end of {key}");
        }

        gate.SetResult();
        var status = await Wait.For(bench.WaitAsync(id), "the end");
        Assert.All(status.Jobs, job => Assert.Equal(1u, job.Attempts));
        foreach (var (node, key) in new[] { (alice.Id, hers), (scheduler.Id, status.Result.Id) })
        {
            await DoorTests.DeniedAsync(() => client.Worker(node).DeleteDataAsync([key]), "a deletion");
            await Wait.For(client.DeleteAsync([key]), "a deletion by the Center");
        }

        await Wait.Until(() => client.WhoHasAsync([hers, status.Result.Id]).GetAwaiter().GetResult().Values.All(one => one.IsHeld), "the Center to know them again");
        Assert.Equal("11", $"{await Wait.For(bench.DownloadAsync(id), "the result")}");
        Assert.True(alice.Refused > 0 && scheduler.Refused > 0);
    }

    [Fact]
    public async Task An_order_is_for_the_resources_that_it_names_and_ends_with_its_artifact()
    {
        await using var lab = new Lab();
        using SchedulerKey key = SchedulerKey.Create(), other = SchedulerKey.Create();
        lab.Scheduler(); // for its Center
        var alice = lab.Worker("alice", [1], options => options with { Schedulers = [key.Fingerprint] });
        var client = lab.Client(other.Fingerprint); // a name that looks like a fingerprint proves nothing
        await Wait.Until(() => client.WorkersAsync().GetAwaiter().GetResult().Any(worker => worker.Id == alice.Id), "alice");
        var bob = lab.Worker("bob", [1], options => options with { Schedulers = [other.Fingerprint] });
        await Wait.Until(() => client.WorkersAsync().GetAwaiter().GetResult().Any(worker => worker.Id == bob.Id), "bob");
        await Lab.SeesAsync(client, "alice", "bob");
        string id = key.IdOf("own"), first = ResourceKeys.Of(id, 0, 1), second = ResourceKeys.Of(id, 1, 1), joined = ResourceKeys.Of(id, 2, 1);

        await Wait.For(GiveAsync(alice.Id, Order(0, Workflows.Call("start", ("from", Google.Protobuf.WellKnownTypes.Value.ForNumber(1))))), "the first");
        await Wait.For(GiveAsync(alice.Id, Order(1, Workflows.Call("start", ("from", Google.Protobuf.WellKnownTypes.Value.ForNumber(2))))), "the second");
        await DoorTests.DeniedAsync(() => GiveAsync(bob.Id, Order(0, Workflows.Call("start"))), "an order by a key that bob does not take");
        await DoorTests.DeniedAsync(() => Signed(alice.Id, Order(0, Workflows.Call("start")), other, []), "an order by a key that alice does not take");

        var order = Order(2, Workflows.Call("total"));
        order.Task.Received.Add(new ReceivedGroup { Name = "before", Count = 1 });
        order.Needed.Add(new NeededResource { Id = first, Digest = SourceFiles.DigestOf("1"u8) });
        await DoorTests.DeniedAsync(() => GiveAsync(alice.Id, order, second), "another resource than the order names");
        await DoorTests.DeniedAsync(() => GiveAsync(alice.Id, order, first, second), "one more");
        await DoorTests.DeniedAsync(() => GiveAsync(alice.Id, order), "none");
        await Wait.For(GiveAsync(alice.Id, order, first), "the order itself");

        await Wait.For(TellAsync(new Order { Forget = joined }), "that it is forgotten");
        Assert.DoesNotContain(joined, (await Wait.For(client.Worker(alice.Id).ListAsync(), "the list")).Select(one => one.Key));
        await DoorTests.DeniedAsync(() => GiveAsync(alice.Id, order, first), "the same order again");
        await Wait.For(TellAsync(new Order { End = id }), "the artifact's end");
        order.Task.Attempt = 2;
        await DoorTests.DeniedAsync(() => GiveAsync(alice.Id, order, first), "a task of an artifact that has ended");
        Assert.Contains(first, (await Wait.For(client.Worker(alice.Id).ListAsync(), "the list")).Select(one => one.Key));
        await Wait.For(TellAsync(new Order { Forget = $"{ResourceKeys.Prefix}{id}" }), "that all is forgotten");
        Assert.DoesNotContain((await Wait.For(client.Worker(alice.Id).ListAsync(), "the list")).Select(one => one.Key), one => one.StartsWith(ResourceKeys.Prefix, StringComparison.Ordinal));
        await Wait.For(GiveAsync(alice.Id, Order(0, Workflows.Call("start"))), "a task of another artifact of the same id");
        await DoorTests.DeniedAsync(() => TellAsync(new Order { Forget = "artifact-worker" }), "to forget what is no resource");

        Order Order(uint job, Operation operation)
        {
            var task = new JobTask { Artifact = id, Job = job, Attempt = 1, Step = "step", Product = "product" };
            task.Operations.Add(operation);
            return new Order { Task = task };
        }

        Task GiveAsync(NodeId worker, Order what, params string[] needed) => Signed(worker, what, key, needed);

        Task Signed(NodeId worker, Order what, SchedulerKey by, string[] needed)
        {
            what.Node = worker.ToByteString();
            return client.Worker(worker).ComputeAsync(ArtifactNames.Task, ResourceKeys.Of(id, what.Task.Job, what.Task.Attempt), by.Sign(what).ToByteArray(), needed);
        }

        Task TellAsync(Order what)
        {
            what.Node = alice.Id.ToByteString();
            return client.Worker(alice.Id).ComputeAsync(ArtifactNames.Tell, ArtifactNames.Letter(client.Id, (ulong)Random.Shared.NextInt64()), key.Sign(what).ToByteArray(), []);
        }
    }
}
