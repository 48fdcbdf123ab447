using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>The bound in memory, and the disk behind it.</summary>
public sealed class MemoryTests
{
    private const int Size = 40_000;

    [Fact]
    public async Task What_does_not_fit_into_memory_goes_to_disk_and_comes_back()
    {
        string folder = Directory.CreateTempSubdirectory("amlipnet-spill-test-").FullName;
        try
        {
            await using var space = new Space("in-process");
            space.Center();
            var alice = space.Worker("alice", options => options with { MemoryBytes = 100_000, TransferBytes = 64 << 10, SpillFolder = folder });
            var client = space.Client("client", options => options with { PartBytes = 16_384 });
            await Space.KnowsAsync(client, 1);
            var values = Enumerable.Range(0, 10).ToDictionary(i => $"x{i}", Value);
            await Wait.For(client.ScatterAsync(values), "a scatter");
            await Wait.Until(() => alice.ResidentBytes <= 100_000 && alice.ResidentBytes + alice.SpilledBytes == 10 * Size, "the rest to go to disk");
            Assert.InRange(alice.PeakResidentBytes, 1, 100_000 + (64 << 10)); // however slow the disk is
            Assert.All(await Wait.For(client.GatherAsync(values.Keys), "a gather"), value => Assert.True(value.Value.Bytes.Span.SequenceEqual(values[value.Key].Bytes.Span), $"{value.Key} has other bytes"));
            var place = await Wait.For(client.ComputeAsync("join", "all", default, values.Keys), "a computation with values from disk");
            Assert.Equal(10 * Size, place.Size);
            Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories)); // the files have no names: nothing stays behind however it ends
            await Wait.For(client.DeleteAsync([.. values.Keys, "all"]), "a deletion");
            await Wait.Until(() => alice.ResidentBytes + alice.SpilledBytes == 0, "nothing left");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task When_the_disk_is_full_too_new_values_are_refused()
    {
        await using var space = new Space("in-process");
        space.Center();
        var alice = space.Worker("alice", options => options with { MemoryBytes = 100_000, SpillBytes = 50_000 });
        var client = space.Client();
        await Space.KnowsAsync(client, 1);
        for (int i = 0; i < 3; i++) await Wait.For(client.PutAsync($"x{i}", Value(i)), "a value that fits");
        Assert.Equal(DataCode.NoRoom, (await Assert.ThrowsAsync<WorkerRefusedException>(() => Wait.For(client.PutAsync("y", Value(9)), "one too many"))).Code);
        Assert.Equal(3, alice.Keys);
        var bob = space.Worker("bob");
        await Space.KnowsAsync(client, 2);
        Assert.Equal(bob.Id, await Wait.For(client.PutAsync("y", Value(9)), "the same with a worker that has room"));
        await Wait.For(client.PutAsync("x1", DataValue.FromString("small")), "a value in the place of a larger one");
        Assert.Equal("small", (await Wait.For(client.GetAsync("x1"), "x1")).ToString());
    }

    [Fact]
    public async Task A_key_that_is_being_computed_is_copied_when_it_is_there_and_one_that_failed_is_named()
    {
        await using var space = new Space("in-process");
        var center = space.Center();
        var go = new TaskCompletionSource();
        foreach (string name in new[] { "alice", "bob" })
        {
            space.Worker(name, options => options with
            {
                Functions = options.Functions.Add("wait", async (_, cancel) =>
                {
                    await go.Task.WaitAsync(cancel);
                    return DataValue.FromString("done");
                }),
            });
        }

        var client = space.Client();
        await Space.KnowsAsync(client, 2);
        var computation = client.ComputeAsync("wait", "z");
        await Wait.Until(() => center.Keys == 1, "the computation at the Center");
        var copies = client.ReplicateAsync(["z"], 2);
        for (int i = 0; i < 5; i++)
        {
            long heard = center.ReceivedBytes;
            await Wait.Until(() => center.ReceivedBytes > heard, "the Center to be asked");
        }

        Assert.False(copies.IsCompleted);
        go.SetResult();
        await Wait.For(computation, "the computation");
        Assert.Equal(2, (await Wait.For(copies, "the copies"))["z"].Holders.Count);

        await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.ComputeAsync("throw", "t"), "a computation that fails"));
        var failed = await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.ReplicateAsync(["z", "t"], 2), "copies of what failed"));
        Assert.Equal("t", failed.Key);
        Assert.Contains("no luck", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_are_made_and_values_move_to_lighter_workers()
    {
        await using var space = new Space("in-process");
        space.Center();
        WorkerNode[] workers = [.. Enumerable.Range(0, 4).Select(i => space.Worker($"w{i}"))];
        var client = space.Client();
        await Space.KnowsAsync(client, 4);
        await Wait.For(client.Worker(workers[0].Id).UpdateDataAsync(Enumerable.Range(0, 12).Select(i => KeyValuePair.Create($"x{i}", Value(i)))), "all at one worker");

        var moves = await Wait.For(client.RebalanceAsync(), "a rebalance");
        Assert.Equal(9, moves.Count);
        await Wait.Until(() => workers.All(worker => worker.Keys == 3), "three at each");
        var facts = await Wait.For(client.WhoHasAsync(), "who has what");
        Assert.All(facts.Values, key => Assert.Single(key.Holders));

        var copied = await Wait.For(client.ReplicateAsync(["x0", "x5"], 3), "copies");
        Assert.All(copied.Values, key => Assert.Equal(3, key.Holders.Count));
        Assert.All((await Wait.For(client.BroadcastAsync([new("b", Value(1))]), "a broadcast")).Values, key => Assert.Equal(4, key.Holders.Count));
        Assert.Equal(4, (await Wait.For(client.NCoresAsync(), "ncores")).Values.Sum());
    }

    [Fact]
    public async Task What_a_guard_keeps_stays_where_it_is_and_the_rest_moves()
    {
        await using var space = new Space("in-process");
        space.Center();
        WorkerNode alice = space.Worker("alice", options => options with { Guard = new Keeper() }), bob = space.Worker("bob");
        var client = space.Client();
        await Space.KnowsAsync(client, 2);
        await Wait.For(alice.PutLocalAsync("kept", new DataValue(new byte[Size + 1])), "what alice keeps");
        await Wait.For(client.Worker(alice.Id).UpdateDataAsync(Enumerable.Range(0, 6).Select(i => KeyValuePair.Create($"x{i}", Value(i)))), "the rest");
        var moves = await Wait.For(client.RebalanceAsync(), "a rebalance");
        Assert.NotEmpty(moves);
        Assert.DoesNotContain(moves, move => move.Key == "kept");
        var facts = await Wait.For(client.WhoHasAsync(), "who has what");
        Assert.Equal([alice.Id], facts["kept"].Holders);
        Assert.All(moves, move => Assert.Equal([bob.Id], facts[move.Key].Holders));
        await Wait.Until(() => bob.Keys == moves.Count && alice.Keys == 7 - moves.Count, "alice to have forgotten what moved");
    }

    private sealed class Keeper : IDataGuard
    {
        public ValueTask<string?> RefuseReadAsync(DataRead read) => new(read.Key == "kept" ? "it stays here" : null);

        public string? RefuseUse(DataUse use) => null;
    }

    private static DataValue Value(int i)
    {
        byte[] bytes = new byte[Size];
        new Random(i).NextBytes(bytes);
        return new DataValue(bytes);
    }
}
