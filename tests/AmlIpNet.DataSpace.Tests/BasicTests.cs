using AmlIpNet.Protocol;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>What a data space is for, on two engines.</summary>
public sealed class BasicTests(ITestOutputHelper output)
{
    public static TheoryData<string> Engines => ["in-process", "cyclone"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Values_are_put_found_got_and_deleted(string engine)
    {
        await using var space = new Space(engine);
        space.Center();
        WorkerNode alice = space.Worker("alice"), bob = space.Worker("bob");
        var client = space.Client();
        await Space.KnowsAsync(client, 2);

        var places = await Wait.For(client.ScatterAsync(Enumerable.Range(0, 10).Select(i => KeyValuePair.Create($"x{i}", DataValue.FromString($"value {i}")))), "a scatter");
        Assert.Equal(5, places.Count(place => place.Value == alice.Id));
        Assert.Equal(5, places.Count(place => place.Value == bob.Id));

        var facts = await Wait.For(client.WhoHasAsync(), "who has what");
        Assert.Equal(10, facts.Count);
        Assert.All(facts.Values, key => Assert.Equal([places[key.Key]], key.Holders));
        Assert.Equal(KeyState.None, (await Wait.For(client.WhoHasAsync(["y"]), "who has y"))["y"].State);
        var what = await Wait.For(client.HasWhatAsync(), "has what");
        foreach (var worker in new[] { alice, bob }) Assert.Equal(places.Where(place => place.Value == worker.Id).Select(place => place.Key).Order(), what[worker.Id].Select(key => key.Key).Order());

        var values = await Wait.For(client.GatherAsync(places.Keys), "a gather");
        Assert.All(values, value => Assert.Equal($"value {value.Key[1..]}", value.Value.ToString()));
        Assert.All(values, value => Assert.Equal(DataValue.Text, value.Value.ContentType));

        await Wait.For(client.DeleteAsync(["x0", "x1", "nothing"]), "a deletion");
        Assert.Equal(8, (await Wait.For(client.WhoHasAsync(), "who has what")).Count);
        await Wait.Until(() => alice.Keys + bob.Keys == 8, "the deletion at the workers");
        var lost = await Assert.ThrowsAsync<KeysLostException>(() => Wait.For(client.GatherAsync(["x0", "x2"]), "a gather of what is deleted"));
        Assert.Equal(["x0"], lost.Keys.Select(key => key.Key));
    }

    [Fact]
    public async Task Many_clients_with_one_value_each_fill_more_than_one_worker()
    {
        await using var space = new Space("in-process");
        space.Center();
        foreach (string name in new[] { "alice", "bob", "carol" }) space.Worker(name);
        var places = new HashSet<NodeId>();
        for (int i = 0; i < 40; i++)
        {
            var client = space.Client($"client{i}");
            await Space.KnowsAsync(client, 3);
            places.Add(await Wait.For(client.PutAsync($"x{i}", DataValue.FromString("1")), "a put"));
        }

        Assert.Equal(3, places.Count); // not so by chance alone once in three million runs
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task One_worker_is_spoken_to_without_a_Center(string engine)
    {
        await using var space = new Space(engine);
        var node = space.Worker("alice");
        var client = space.Client();
        var alice = await Wait.For(client.FindWorkerAsync("alice"), "alice");
        Assert.Equal(node.Id, alice.Id);
        var sizes = await Wait.For(alice.UpdateDataAsync([new("a", DataValue.FromString("1")), new("b", DataValue.FromString(""))]), "an update");
        Assert.Equal((1, 0), (sizes["a"], sizes["b"]));
        await Wait.For(alice.UpdateDataAsync([new("a", DataValue.FromString("22"))]), "a second update");
        var values = await Wait.For(alice.GetDataAsync(["a", "b"]), "the values");
        Assert.Equal(("22", ""), (values["a"].ToString(), values["b"].ToString()));
        var place = await Wait.For(alice.ComputeAsync("add", "c", "5"u8.ToArray(), ["a"]), "a computation");
        Assert.Equal((alice.Id, 2), (place.Worker, place.Size));
        Assert.Equal("27", (await Wait.For(alice.GetDataAsync(["c"]), "c"))["c"].ToString());
        Assert.Equal(["a", "b", "c"], (await Wait.For(alice.ListAsync(), "the keys")).Select(key => key.Key));
        await Wait.For(alice.DeleteDataAsync(["a", "z"]), "a deletion");
        var lost = await Assert.ThrowsAsync<KeysLostException>(() => Wait.For(alice.GetDataAsync(["a"]), "a deleted key"));
        Assert.Equal("a", lost.Keys.Single().Key);
        Assert.Equal(2, node.Keys);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_computation_gets_what_it_needs_from_peers_and_no_value_passes_the_Center(string engine)
    {
        await using var space = new Space(engine);
        var center = space.Center();
        WorkerNode alice = space.Worker("alice"), bob = space.Worker("bob");
        var client = space.Client();
        await Space.KnowsAsync(client, 2);
        long before = center.ReceivedBytes;
        byte[] large = new byte[5_000_000];
        new Random(1).NextBytes(large);
        await Wait.For(client.Worker(bob.Id).UpdateDataAsync([new("a", new DataValue(large))]), "a at bob");
        await Wait.For(client.Worker(alice.Id).UpdateDataAsync([new("b", DataValue.FromBytes([1, 2, 3]))]), "b at alice");

        var place = await Wait.For(client.Worker(alice.Id).ComputeAsync("join", "z", default, ["a", "b"]), "z");
        Assert.Equal((alice.Id, 5_000_003), (place.Worker, place.Size));
        Assert.Equal(5_000_000, bob.SentBytes);
        Assert.Equal(5_000_003, alice.ReceivedBytes);
        var facts = await Wait.For(client.WhoHasAsync(), "who has what");
        Assert.Equal([alice.Id], facts["z"].Holders);
        Assert.Equal(new[] { alice.Id, bob.Id }.Order(), facts["a"].Holders.Order());

        Assert.True((await Wait.For(client.GetAsync("z"), "z's value")).Bytes.Span.SequenceEqual((byte[])[.. large, 1, 2, 3]), "z has other bytes");
        Assert.True(client.ReceivedBytes >= 5_000_003 && client.SentBytes == 5_000_003);
        output.WriteLine($"{center.ReceivedBytes - before:N0} bytes of metadata came to the Center, {alice.ReceivedBytes + bob.ReceivedBytes + client.ReceivedBytes:N0} bytes of values went from peer to peer");
        Assert.True(center.ReceivedBytes - before < 100_000, $"{center.ReceivedBytes - before} bytes came to the Center, while 15,000,009 went from peer to peer");
        Assert.Equal(0, alice.MalformedSamples + bob.MalformedSamples + client.MalformedSamples + center.MalformedSamples);

        // By itself it computes where most of what is needed lies.
        var other = await Wait.For(client.ComputeAsync("join", "y", default, ["b"]), "y");
        Assert.Equal(alice.Id, other.Worker);
    }

    [Fact]
    public void A_content_type_that_nobody_could_read_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new DataValue(default, new string('x', DataBounds.MaxContentTypeBytes + 1)));
        Assert.Throws<ArgumentException>(() => new DataValue(default, "text/\0"));
        Assert.Equal(DataBounds.MaxContentTypeBytes, new DataValue(default, new string('x', DataBounds.MaxContentTypeBytes)).ContentType.Length);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_error_is_an_answer_and_not_a_value(string engine)
    {
        await using var space = new Space(engine);
        space.Center();
        space.Worker("alice");
        var client = space.Client();
        await Space.KnowsAsync(client, 1);
        var failed = await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.ComputeAsync("throw", "e"), "a computation that throws"));
        Assert.Equal(DataCode.Failed, failed.Code);
        Assert.Contains("no luck", failed.Message, StringComparison.Ordinal);
        Assert.Equal(DataCode.NoFunction, (await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.ComputeAsync("no such", "f"), "an unknown function"))).Code);
        Assert.Equal(DataCode.Lost, (await Assert.ThrowsAsync<ComputationFailedException>(() => Wait.For(client.ComputeAsync("add", "g", default, ["nowhere"]), "a key that is nowhere"))).Code);
        Assert.DoesNotContain(await Wait.For(client.WhoHasAsync(), "who has what"), key => key.Value.IsHeld);
        Assert.Equal("3", (await Wait.For(GetAsync(), "the same key with a function that works")).ToString());

        async Task<DataValue> GetAsync()
        {
            await client.ComputeAsync("add", "e", "3"u8.ToArray());
            return await client.GetAsync("e");
        }
    }
}
