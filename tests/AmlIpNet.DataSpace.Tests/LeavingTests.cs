using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>Clients that leave while something is under way, and what others throw.</summary>
public sealed class LeavingTests
{
    [Fact]
    public async Task Calls_that_run_end_with_their_client()
    {
        await using var space = new Space("in-process");
        var center = space.Center();
        var gate = new Gate();
        var alice = space.Worker("alice", options => options with { Guard = gate });
        var client = space.Client();
        await Space.KnowsAsync(client, 1);
        await Wait.For(client.Worker(alice.Id).UpdateDataAsync([new("x", DataValue.FromString("1"))]), "x at alice");
        var computation = client.ComputeAsync("forever", "z");
        await Wait.Until(() => alice.Running == 1, "the computation");
        Task[] calls = [computation, client.GatherAsync(["z"]), client.GetAsync("x"), client.Worker(alice.Id).GetDataAsync(["x"])];
        await Wait.For(gate.Asked.Task, "somebody at the gate");
        await space.EndAsync(client);
        foreach (var call in calls) await Assert.ThrowsAsync<NodeClosedException>(() => Wait.For(call, "the end of a call"));
        gate.Open.SetResult();
        Assert.True(center.Keys > 0);
    }

    [Fact]
    public async Task Nobody_writes_to_a_client_that_is_gone()
    {
        await using var space = new Space("in-process");
        space.Center();
        var gate = new Gate();
        var go = new TaskCompletionSource();
        var alice = space.Worker("alice", options => options with
        {
            Guard = gate,
            Functions = options.Functions.Add("wait", async (_, cancel) =>
            {
                await go.Task.WaitAsync(cancel);
                return DataValue.FromString("done");
            }),
        });
        DataSpaceClient client = space.Client(), other = space.Client("other");
        await Space.KnowsAsync(client, 1);
        await Wait.For(alice.PutLocalAsync("x", DataValue.FromString("1")), "x");
        var call = client.Worker(alice.Id).ComputeAsync("wait", "z", default, []);
        await Wait.Until(() => alice.Running == 1, "the function");
        var get = client.GetAsync("x");
        await Wait.For(gate.Asked.Task, "the client at the gate");
        Assert.True(await alice.HasWriterAsync(client.Id) || alice.SentBytes == 0);
        await space.EndAsync(client);
        await Assert.ThrowsAsync<NodeClosedException>(() => Wait.For(call, "the end of the computation's call"));
        await Assert.ThrowsAsync<NodeClosedException>(() => Wait.For(get, "the end of the get"));
        await Wait.For(GoneAsync(), "alice to miss the client");
        gate.Open.SetResult(); // only now is there something to answer
        go.SetResult();
        Assert.Equal("done", (await Wait.For(other.GetAsync("z"), "z")).ToString());
        Assert.Equal("1", (await Wait.For(other.GetAsync("x"), "x")).ToString());
        Assert.False(await alice.HasWriterAsync(client.Id));

        async Task GoneAsync()
        {
            while (await alice.SeesAsync(client.Id)) await Task.Yield();
        }
    }

    [Fact]
    public async Task A_store_that_throws_stops_no_Center()
    {
        await using var space = new Space("in-process");
        var store = new Broken();
        space.Center("center", options => options with { Store = store });
        space.Worker("alice");
        var client = space.Client();
        await Space.KnowsAsync(client, 1);
        for (int i = 1; i <= 3; i++)
        {
            await Wait.For(client.ComputeAsync("add", $"z{i}", "2"u8.ToArray()), "a computation");
            Assert.Equal(2, await Wait.For(client.GetAsync<int>($"z{i}"), "its value"));
        }

        Assert.Equal(1, store.Thrown);
        Assert.Equal(["z2", "z3"], store.Kept.Load().Select(entry => entry.Key).Order());
    }

    [Fact]
    public async Task A_worker_that_is_not_there_is_not_waited_for()
    {
        await using var space = new Space("in-process");
        var client = space.Client();
        var worker = client.Worker(NodeId.Create("nobody", 1));
        await Assert.ThrowsAsync<NoPeerException>(() => Wait.For(worker.GetDataAsync(["x"]), "a get"));
        await Assert.ThrowsAsync<NoPeerException>(() => Wait.For(worker.ComputeAsync("add", "z", default, []), "a computation"));
    }

    // Everybody waits here until it is opened.
    private sealed class Gate : IDataGuard
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<string?> RefuseReadAsync(DataRead read)
        {
            Asked.TrySetResult();
            await Open.Task;
            return null;
        }

        public string? RefuseUse(DataUse use) => null;
    }

    private sealed class Broken : ICenterStore
    {
        public MemoryCenterStore Kept { get; } = new();

        public int Thrown { get; private set; }

        public IEnumerable<DataEntry> Load() => Kept.Load();

        public void Save(DataEntry entry)
        {
            if (Thrown++ == 0) throw new IOException("No space left on device");
            Thrown = 1;
            Kept.Save(entry);
        }

        public void Forget(string key) => Kept.Forget(key);
    }
}
