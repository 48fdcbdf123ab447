using System.Collections.Concurrent;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>What a worker's guard refuses cannot be had by any way, and whoever asks hears it at once; values of its own; functions that stay local.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task What_the_guard_refuses_leaves_by_no_door(string engine)
    {
        await using var space = new Space(engine);
        space.Center();
        var guard = new Guard();
        WorkerNode alice = space.Worker("alice", options => options with { Guard = guard }), bob = space.Worker("bob");
        DataSpaceClient client = space.Client("client", options => options with { PartBytes = 1_024 }), friend = space.Client("friend", options => options with { PartBytes = 1_024 });
        await Space.KnowsAsync(client, 2);
        await Wait.For(alice.PutLocalAsync("secret", new DataValue(new byte[3_000])), "a value of alice's own");
        await Wait.For(alice.PutLocalAsync("open", DataValue.FromString("1")), "another one");
        Assert.Equal([alice.Id], (await Wait.For(client.WhoHasAsync(["secret"]), "who has it"))["secret"].Holders);

        Assert.Equal(DataCode.Denied, (await Assert.ThrowsAsync<WorkerRefusedException>(() => Wait.For(client.GetAsync("secret"), "a get"))).Code);
        Assert.Equal(DataCode.Denied, (await Assert.ThrowsAsync<WorkerRefusedException>(() => Wait.For(client.Worker(alice.Id).GetDataAsync(["secret"]), "a get from alice"))).Code);
        Assert.Equal(DataCode.Denied, (await Assert.ThrowsAsync<WorkerRefusedException>(() => Wait.For(client.ReplicateAsync(["secret"], 2), "a copy"))).Code);
        Assert.Equal(DataCode.Denied, (await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.Worker(bob.Id).ComputeAsync("join", "copy", default, ["secret"]), "a computation at bob"))).Code);
        var refused = await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.Worker(alice.Id).ComputeAsync("join", "copy", default, ["secret"]), "a computation at alice"));
        Assert.Equal(DataCode.Denied, refused.Code);
        Assert.Contains("keys of secrets are not joined", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.ComputeAsync("join", "copy", default, ["secret"]), "a computation by the Center"));
        Assert.Equal(DataCode.Denied, refused.Code);
        Assert.Equal(0, client.ReceivedBytes + bob.ReceivedBytes);

        Assert.Equal(1, await Wait.For(client.GetAsync<int>("open"), "what may be had"));
        Assert.Equal(3_000, (await Wait.For(friend.GetAsync("secret"), "what the friend may have")).Bytes.Length);
        Assert.Equal([0, 1_024, 2_048], guard.Reads.Where(read => read.Reader == friend.Id).Select(read => read.Offset).Order()); // it was asked for each part
    }

    [Fact]
    public async Task A_guard_that_throws_refuses()
    {
        await using var space = new Space("in-process");
        space.Center();
        var alice = space.Worker("alice", options => options with { Guard = new Broken() });
        var client = space.Client();
        await Space.KnowsAsync(client, 1);
        await Wait.For(alice.PutLocalAsync("x", DataValue.FromString("1")), "x");
        Assert.Equal(DataCode.Denied, (await Assert.ThrowsAsync<WorkerRefusedException>(() => Wait.For(client.GetAsync("x"), "a get"))).Code);
        Assert.Equal(DataCode.Denied, (await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.ComputeAsync("add", "y", default, ["x"]), "a computation"))).Code);
    }

    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task Another_holder_that_lets_it_be_had_is_found(string engine)
    {
        await using var space = new Space(engine);
        space.Center();
        WorkerNode alice = space.Worker("alice", options => options with { Guard = new Guard() }), bob = space.Worker("bob");
        var client = space.Client();
        await Space.KnowsAsync(client, 2);
        await Wait.For(alice.PutLocalAsync("secret", DataValue.FromString("7")), "alice's");
        await Wait.For(bob.PutLocalAsync("secret", DataValue.FromString("7")), "bob's");
        for (int i = 0; i < 4; i++) Assert.Equal(7, await Wait.For(client.GetAsync<int>("secret"), "bob's copy"));
    }

    [Theory]
    [InlineData("in-process")]
    [InlineData("cyclone")]
    public async Task Others_put_and_delete_only_what_the_guard_lets_them(string engine)
    {
        await using var space = new Space(engine);
        space.Center();
        WorkerNode alice = space.Worker("alice", options => options with { Guard = new Guard() }), mallory = space.Worker("mallory");
        DataSpaceClient client = space.Client(), friend = space.Client("friend");
        await Space.KnowsAsync(client, 2);
        await Space.KnowsAsync(friend, 2);
        await Wait.For(alice.PutLocalAsync("secret", DataValue.FromString("7")), "a value of alice's own");

        await DeniedAsync(() => client.Worker(alice.Id).UpdateDataAsync([new("open", DataValue.FromString("1")), new("secret", DataValue.FromString("8"))]), "a newer value");
        await DeniedAsync(() => client.Worker(alice.Id).UpdateDataAsync([new("secret/2", DataValue.FromString("8"))]), "another value");
        await Wait.For(mallory.PutLocalAsync("secret/3", DataValue.FromString("9")), "a value elsewhere");
        await DeniedAsync(() => client.ReplicateAsync(["secret/3"], 2), "a copy of it");
        await DeniedAsync(() => client.Worker(alice.Id).DeleteDataAsync(["secret", "open"]), "a deletion");
        Assert.Equal(["secret"], (await Wait.For(client.Worker(alice.Id).ListAsync(), "the list")).Select(one => one.Key)); // what may be put and deleted was
        await Wait.For(client.DeleteAsync(["secret"]), "a deletion by the Center");
        await Wait.Until(() => client.WhoHasAsync(["secret"]).GetAwaiter().GetResult()["secret"].Holders.SequenceEqual([alice.Id]), "the Center to know it again");
        Assert.Equal(7, await Wait.For(friend.GetAsync<int>("secret"), "the value"));

        await Wait.For(friend.Worker(alice.Id).UpdateDataAsync([new("secret/2", DataValue.FromString("8"))]), "what a friend puts");
        await Wait.For(friend.Worker(alice.Id).DeleteDataAsync(["secret/2"]), "what a friend deletes");
        await Wait.For(alice.DeleteLocalAsync(key => key == "secret"), "what alice deletes");
        Assert.Empty(await Wait.For(client.Worker(alice.Id).ListAsync(), "the list"));
        await Wait.Until(() => client.WhoHasAsync(["secret"]).GetAwaiter().GetResult()["secret"].Holders.Count == 0, "the Center to hear of it");

        static async Task DeniedAsync(Func<Task> open, string what) =>
            Assert.Equal(DataCode.Denied, (await Assert.ThrowsAsync<WorkerRefusedException>(() => Wait.For(open(), what))).Code);
    }

    [Fact]
    public async Task The_value_of_a_local_function_is_not_computed_again_elsewhere()
    {
        await using var space = new Space("in-process");
        space.Center();
        WorkerNode alice = space.Worker("alice", options => options with { LocalFunctions = ["add"] }), bob = space.Worker("bob");
        var client = space.Client();
        await Space.KnowsAsync(client, 2);
        await Wait.For(client.Worker(alice.Id).ComputeAsync("add", "z", "2"u8.ToArray(), []), "z at alice");
        Assert.Equal(2, await Wait.For(client.GetAsync<int>("z"), "z"));
        await space.EndAsync(alice);
        var lost = await Assert.ThrowsAsync<KeysLostException>(() => Wait.For(client.GetAsync("z"), "what is lost"));
        Assert.Equal([alice.Id], lost.Keys.Single().Holders);
        Assert.Equal(0, bob.Computed);
    }

    [Fact]
    public async Task A_worker_that_dies_in_a_local_function_leaves_no_computation_behind()
    {
        await using var space = new Space("in-process");
        space.Center();
        var started = new TaskCompletionSource();
        var alice = space.Worker("alice", options => options with
        {
            LocalFunctions = ["wait"],
            Functions = options.Functions.Add("wait", async (_, cancel) =>
            {
                started.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancel);
                return DataValue.FromString("");
            }),
        });
        var bob = space.Worker("bob");
        var client = space.Client();
        await Space.KnowsAsync(client, 2);
        var computation = client.Worker(alice.Id).ComputeAsync("wait", "z", default, []);
        await Wait.For(started.Task, "the function");
        await space.EndAsync(alice);
        await Assert.ThrowsAsync<NoPeerException>(() => Wait.For(computation, "the end of the computation"));
        await Assert.ThrowsAsync<KeysLostException>(() => Wait.For(client.GetAsync("z"), "what nobody computes"));
        Assert.Equal("3", (await Wait.For(Compute(), "what is computed afterwards")).ToString());

        async Task<DataValue> Compute()
        {
            await client.ComputeAsync("add", "y", "3"u8.ToArray(), []);
            return await client.GetAsync("y");
        }
    }

    [Fact]
    public async Task What_a_node_puts_itself_takes_the_place_of_what_it_held()
    {
        await using var space = new Space("in-process");
        var alice = space.Worker("alice", options => options with { MemoryBytes = 64 << 10, SpillBytes = 0 });
        await Wait.For(alice.PutLocalAsync("x", DataValue.FromString("1")), "a value without a Center");
        space.Center();
        var client = space.Client();
        await Space.KnowsAsync(client, 1);
        Assert.Equal(1, await Wait.For(client.GetAsync<int>("x"), "x"));
        await Wait.For(alice.PutLocalAsync("x", DataValue.FromString("2")), "a newer value");
        Assert.Equal(2, await Wait.For(client.GetAsync<int>("x"), "the newer value"));
        Assert.Equal(DataCode.NoRoom, (await Assert.ThrowsAsync<WorkerRefusedException>(() => alice.PutLocalAsync("y", new DataValue(new byte[70_000])))).Code);
        Assert.Equal(2, await Wait.For(client.GetAsync<int>("x"), "what was there"));
        await space.EndAsync(alice);
        await Assert.ThrowsAsync<NodeClosedException>(() => alice.PutLocalAsync("x", DataValue.FromString("3")));
    }

    private sealed class Guard : IDataGuard
    {
        public ConcurrentQueue<DataRead> Reads { get; } = [];

        public async ValueTask<string?> RefuseReadAsync(DataRead read)
        {
            Reads.Enqueue(read);
            if (read.Key != "secret") return null;
            await Task.Delay(1);
            return read.Reader.Name == "friend" ? null : $"{read.Reader} is no friend";
        }

        public string? RefuseUse(DataUse use) => use.Needed.Contains("secret") ? "keys of secrets are not joined" : null;

        public string? RefusePut(string key, NodeId sender) => Refuse(key, sender);

        public string? RefuseDelete(string key, NodeId sender) => Refuse(key, sender);

        private static string? Refuse(string key, NodeId sender) => key.StartsWith("secret", StringComparison.Ordinal) && sender.Name != "friend" ? $"{sender} is no friend" : null;
    }

    private sealed class Broken : IDataGuard
    {
        public ValueTask<string?> RefuseReadAsync(DataRead read) => throw new InvalidOperationException("broken");

        public string? RefuseUse(DataUse use) => throw new InvalidOperationException("broken");
    }
}
