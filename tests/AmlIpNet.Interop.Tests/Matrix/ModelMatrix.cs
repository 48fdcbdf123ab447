using System.Globalization;
using AmlIpNet.Interop.Tests.Nodes;
using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>Statistics and models between our nodes and each peer's, in both directions.</summary>
[Collection(MatrixCollection.Name)]
public sealed class ModelMatrix(MatrixResults results)
{
    private static readonly (int Bytes, Scenario WeReceive, Scenario ItReceives)[] s_sizes =
    [
        (64, Scenario.WeReceiveSmall, Scenario.ItReceivesSmall),
        (64 << 10, Scenario.WeReceiveMiddle, Scenario.ItReceivesMiddle),
        (1 << 20, Scenario.WeReceiveLarge, Scenario.ItReceivesLarge),
    ];

    [Theory, OnFastDds, OnCyclone]
    public async Task We_receive_in_every_size_and_across_a_restart(string peer)
    {
        using var domain = TestDomain.Lease();
        await using var sender = await StartPeer(peer, domain, "sender", "model-sender");
        await sender.Send("statistics early 200 1");
        await using var receiver = NodeKit.NewModelReceiver(domain);
        await Hear(receiver, sender, "early");
        results.Passed(peer, Scenario.WeReceiveLate);
        int requests = 0;
        foreach (var (bytes, scenario, _) in s_sizes)
        {
            await sender.Send($"statistics of-{bytes} 250 {bytes}");
            var statistics = await Hear(receiver, sender, $"of-{bytes}");
            for (int model = 0; model < 2; model++) await Get(receiver, statistics.Sender, bytes, seed: requests++);
            await sender.Expect("model-request", e => e.Number("size") == bytes && e.Is("mine") && e.Client == receiver.Id.ToString(), count: 2);
            results.Passed(peer, scenario);
        }

        await sender.Quit();
        Assert.Equal(requests, sender.All("model-request").Length);
        await Wait.Until(() => receiver.Statistics.Count == 0, "the end of the statistics of a sender that left", TimeSpan.FromSeconds(60));
        await using var again = await StartPeer(peer, domain, "sender", "model-sender");
        await again.Send("statistics again 10 2");
        await Get(receiver, (await Hear(receiver, again, "again")).Sender, 1000, seed: 99);
        results.Passed(peer, Scenario.WeReceiveRestarted);
        Assert.Equal((0, 0), (receiver.DroppedReplies, receiver.MalformedSamples));
    }

    [Theory, OnFastDds, OnCyclone]
    public async Task It_receives_in_every_size_and_across_a_restart(string peer)
    {
        using var domain = TestDomain.Lease();
        using var stop = new CancellationTokenSource();
        await using var sender = NodeKit.NewModelSender(domain);
        var run = sender.RunAsync(Solve, stop.Token);
        byte[] early = NodeKit.Payload(200, seed: 1);
        await sender.PublishStatisticsAsync("early", early);
        await using var receiver = await StartPeer(peer, domain, "receiver", "model-receiver");
        await Hear(receiver, sender, "early", early);
        results.Passed(peer, Scenario.ItReceivesLate);
        int requests = 0;
        foreach (var (bytes, _, scenario) in s_sizes)
        {
            byte[] payload = NodeKit.Payload(190, seed: bytes);
            await sender.PublishStatisticsAsync($"of-{bytes}", payload);
            await Hear(receiver, sender, $"of-{bytes}", payload);
            for (int model = 0; model < 2; model++) await Ask(receiver, sender, bytes, task: requests++);
            results.Passed(peer, scenario);
        }

        await receiver.Quit();
        Assert.Equal(requests, receiver.All("model").Length);
        Assert.Empty(receiver.All("stray-model"));
        await using var again = await StartPeer(peer, domain, "receiver", "model-receiver");
        await Hear(again, sender, $"of-{s_sizes[^1].Bytes}", NodeKit.Payload(190, seed: s_sizes[^1].Bytes));
        await Ask(again, sender, 1000, task: 0);
        results.Passed(peer, Scenario.ItReceivesRestarted);
        await stop.CancelAsync();
        await Wait.For(run, "the model sender's end");
        Assert.Equal((requests + 1, 0, 0), (sender.AnsweredRequests, sender.RepeatedRequests, sender.MalformedSamples));
    }

    [Theory, OnFastDds, OnCyclone]
    public async Task A_killed_sender_is_told_as_lost_and_another_one_answers(string peer)
    {
        using var domain = TestDomain.Lease();
        await using var victim = await StartPeer(peer, domain, "victim", "model-sender", "--lease", "1");
        await victim.Send("no-reply on");
        await victim.Send("statistics mine 10 1");
        await using var receiver = NodeKit.NewModelReceiver(domain);
        var sender = (await Hear(receiver, victim, "mine")).Sender;
        var request = Get(receiver, sender, 64, seed: 1);
        await victim.Expect("held");
        victim.Kill();
        Assert.Equal(sender, (await Assert.ThrowsAsync<ModelSenderLostException>(() => request)).Sender);
        await using var heir = await StartPeer(peer, domain, "heir", "model-sender");
        await heir.Send("statistics heir 10 1");
        await Get(receiver, (await Hear(receiver, heir, "heir")).Sender, 64, seed: 2);
        results.Passed(peer, Scenario.WeReceiveKilled);
    }

    [Theory, OnFastDds, OnCyclone]
    public async Task A_killed_receiver_does_not_hold_our_sender(string peer)
    {
        using var domain = TestDomain.Lease();
        using var stop = new CancellationTokenSource();
        await using var sender = NodeKit.NewModelSender(domain);
        var asked = new TaskCompletionSource();
        var run = sender.RunAsync(
            async (request, token) =>
            {
                if (!asked.TrySetResult()) return await Solve(request, token);
                await Task.Delay(Timeout.Infinite, token); // until it is told that nobody waits
                throw new InvalidOperationException("It was not told.");
            },
            stop.Token);
        await using var victim = await StartPeer(peer, domain, "victim", "model-receiver", "--lease", "1");
        await victim.Send($"model {sender.Id} 64 1");
        await Wait.For(asked.Task, "the request of the victim");
        await using var next = await StartPeer(peer, domain, "next", "model-receiver");
        victim.Kill();
        await Ask(next, sender, 64, task: 0);
        results.Passed(peer, Scenario.ItReceivesKilled);
        await stop.CancelAsync();
        await Wait.For(run, "the model sender's end");
    }

    private static Task<AmlIpPeer> StartPeer(string peer, TestDomain domain, string name, string mode, params string[] options) =>
        AmlIpPeer.Start(MatrixResults.Find(peer), domain, name, mode, options);

    private static ValueTask<Model> Solve(ModelRequest request, CancellationToken cancellationToken) => new(Model.FromMemory(NodeKit.Solve(request.Payload.Span)));

    private static async Task Get(ModelReceiverNode receiver, NodeId sender, int size, int seed)
    {
        byte[] payload = NodeKit.Payload(size, seed);
        var model = await Wait.For(receiver.RequestModelAsync(sender, payload), $"a model of {size} bytes").ConfigureAwait(false);
        Assert.Equal((true, sender), (NodeKit.Solve(payload).AsSpan().SequenceEqual(model.Payload.Span), model.Sender));
    }

    private static async Task Ask(AmlIpPeer receiver, ModelSenderNode sender, int size, int task)
    {
        await receiver.Send($"model {sender.Id} {size} {task}").ConfigureAwait(false);
        var model = await receiver.Expect("model", e => e.Task == task).ConfigureAwait(false);
        Assert.True(model.Is("ok") && model.Is("sameServer") && model.Number("copy") == 1 && model.Number("size") == size, model.ToString());
    }

    /// <summary>Waits until our receiver knows these statistics of the peer, and compares their bytes.</summary>
    private static async Task<ModelStatistics> Hear(ModelReceiverNode receiver, AmlIpPeer sender, string name)
    {
        var written = await sender.Expect("statistics-written", e => e.Text("name") == name).ConfigureAwait(false);
        await Wait.Until(() => Known() is not null, $"the statistics {name} of {sender.Id}", seen: () => string.Join(", ", receiver.Statistics.Select(one => $"{one.Name} of {one.Sender}"))).ConfigureAwait(false);
        var statistics = Known()!;
        Assert.Equal((written.Number("size"), written.Text("digest")), (statistics.Payload.Length, Digest(statistics.Payload.Span)));
        return statistics;

        ModelStatistics? Known() => receiver.Statistics.FirstOrDefault(one => one.Name == name && one.Sender.ToString() == sender.Id);
    }

    private static async Task Hear(AmlIpPeer receiver, ModelSenderNode sender, string name, byte[] payload)
    {
        var heard = await receiver.Expect("statistics", e => e.Text("name") == name && e.Server == sender.Id.ToString()).ConfigureAwait(false);
        Assert.Equal((payload.Length, Digest(payload)), (heard.Number("size"), heard.Text("digest")));
    }

    // The peers' digest: FNV-1a.
    private static string Digest(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte one in bytes) hash = (hash ^ one) * 0x100000001b3;
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
