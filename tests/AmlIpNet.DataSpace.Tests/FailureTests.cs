using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>Workers and Centers that leave; on an engine in this process, where leaving is noticed at once.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_gather_goes_on_at_another_holder_and_names_what_is_lost()
    {
        await using var space = new Space("in-process");
        space.Center();
        WorkerNode alice = space.Worker("alice"), bob = space.Worker("bob");
        var client = space.Client("client", options => options with { PartBytes = 1_024 });
        await Space.KnowsAsync(client, 2);
        byte[] large = new byte[3_000_000];
        new Random(2).NextBytes(large);
        await Wait.For(client.Worker(alice.Id).UpdateDataAsync([new("both", new DataValue(large)), new("only", DataValue.FromString("alice's"))]), "values at alice");
        await Wait.For(client.ReplicateAsync(["both"], 2), "a copy at bob");

        var gather = client.GetAsync("both");
        await Wait.Until(() => client.ReceivedBytes > 10_000, "the first parts");
        await space.EndAsync(alice);
        Assert.True((await Wait.For(gather, "the value")).Bytes.Span.SequenceEqual(large));

        var lost = await Assert.ThrowsAsync<KeysLostException>(() => Wait.For(client.GatherAsync(["both", "only"]), "a gather of a lost key"));
        var only = Assert.Single(lost.Keys);
        Assert.Equal(("only", KeyState.Error), (only.Key, only.State));
        Assert.Equal([alice.Id], only.Holders);
        Assert.Contains($"only (was at {alice.Id})", lost.Message, StringComparison.Ordinal);
        Assert.Equal([bob.Id], (await Wait.For(client.HasWhatAsync(), "has what")).Keys);
    }

    [Fact]
    public async Task A_computed_key_is_computed_again_when_its_worker_dies()
    {
        await using var space = new Space("in-process");
        space.Center();
        WorkerNode alice = space.Worker("alice"), bob = space.Worker("bob");
        var client = space.Client();
        await Space.KnowsAsync(client, 2);
        await Wait.For(client.Worker(bob.Id).UpdateDataAsync([new("x", DataValue.FromString("1"))]), "x at bob");
        await Wait.For(client.Worker(alice.Id).ComputeAsync("add", "z", "2"u8.ToArray(), ["x"]), "z at alice");
        await space.EndAsync(alice);
        Assert.Equal("3", (await Wait.For(client.GetAsync("z"), "z")).ToString());
        Assert.Equal([bob.Id], (await Wait.For(client.WhoHasAsync(["z"]), "who has z"))["z"].Holders);
    }

    [Fact]
    public async Task A_Center_that_starts_anew_learns_all_from_the_workers()
    {
        await using var space = new Space("in-process");
        var first = space.Center("first");
        WorkerNode alice = space.Worker("alice"), bob = space.Worker("bob");
        var client = space.Client();
        await Space.KnowsAsync(client, 2);
        var places = await Wait.For(client.ScatterAsync(Enumerable.Range(0, 40).Select(i => KeyValuePair.Create($"x{i}", DataValue.FromString($"{i}")))), "a scatter");
        await Wait.For(client.ComputeAsync("add", "z", default, ["x1", "x2"]), "z");
        await space.EndAsync(first);

        var gather = client.GatherAsync(places.Keys); // while there is none
        space.Center("second");
        Assert.All(await Wait.For(gather, "a gather"), value => Assert.Equal(value.Key[1..], value.Value.ToString()));
        await Space.KnowsAsync(client, 2);
        var facts = await Wait.For(client.WhoHasAsync(), "who has what");
        Assert.All(places, place => Assert.Contains(place.Value, facts[place.Key].Holders));

        // It knows how z is computed too.
        var holder = Assert.Single(facts["z"].Holders);
        await space.EndAsync(holder == alice.Id ? alice : bob);
        var error = await Record.ExceptionAsync(async () => Assert.Equal("3", (await Wait.For(client.GetAsync("z"), "z")).ToString()));
        Assert.True(error is null || (error is KeysLostException && error.Message.Contains("it needs x", StringComparison.Ordinal)), $"{error}"); // what it needs may have died with it
    }

    [Fact]
    public async Task Two_Centers_know_the_same_and_one_may_go()
    {
        await using var space = new Space("in-process");
        CenterNode[] centers = [space.Center("one"), space.Center("two")];
        var alice = space.Worker("alice");
        var client = space.Client();
        await Space.KnowsAsync(client, 1);
        await Wait.For(client.PutAsync("x", 7), "x");
        await Wait.Until(() => centers.All(center => center.Keys == 1), "both Centers to know of x");
        await space.EndAsync(centers.MinBy(center => center.Id)!);
        Assert.Equal(7, await Wait.For(client.GetAsync<int>("x"), "x by the other Center"));
        Assert.Equal([alice.Id], (await Wait.For(client.WhoHasAsync(["x"]), "who has x"))["x"].Holders);
    }

    [Fact]
    public async Task A_gather_does_not_wait_for_ever_for_a_Center_that_is_gone()
    {
        await using var space = new Space("in-process");
        var center = space.Center();
        space.Worker("alice");
        var client = space.Client("client", options => options with { PeerTimeout = TimeSpan.FromSeconds(1) });
        await Space.KnowsAsync(client, 1);
        var computation = client.ComputeAsync("forever", "z");
        await Wait.Until(() => center.Keys == 1, "the computation at the Center");
        var gather = client.GatherAsync(["z"]);
        long heard = center.ReceivedBytes;
        await Wait.Until(() => center.ReceivedBytes > heard, "the gather to ask");
        await space.EndAsync(center);
        await Assert.ThrowsAsync<NoPeerException>(() => Wait.For(computation, "a computation without a Center"));
        await Assert.ThrowsAsync<NoPeerException>(() => Wait.For(gather, "a gather without a Center"));
    }

    [Fact]
    public async Task Without_a_Center_or_a_worker_a_call_says_so()
    {
        await using var space = new Space("in-process");
        var client = space.Client("client", options => options with { PeerTimeout = TimeSpan.FromMilliseconds(50) });
        await Assert.ThrowsAsync<NoPeerException>(() => Wait.For(client.GetAsync("x"), "a call without a Center"));
        await Assert.ThrowsAsync<NoPeerException>(() => Wait.For(client.WhoHasAsync(), "a question without a Center"));
        await Assert.ThrowsAsync<NoPeerException>(() => Wait.For(client.FindWorkerAsync("alice"), "a worker that is not there"));
        var patient = space.Client("patient");
        space.Center();
        await Wait.For(patient.WorkersAsync(), "the Center");
        await Assert.ThrowsAsync<NoPeerException>(() => Wait.For(client.PutAsync("x", 1), "a put without a worker"));
    }
}
