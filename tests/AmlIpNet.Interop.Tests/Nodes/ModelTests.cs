using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>Our model sender and receiver with peers on Fast DDS that misbehave; what goes right stands in the matrix.</summary>
public sealed class ModelTests
{
    [PeerFact]
    public async Task Unreadable_samples_and_repeated_models_change_nothing()
    {
        using var domain = TestDomain.Lease();
        using var stop = new CancellationTokenSource();
        await using var sender = NodeKit.NewModelSender(domain);
        await using var receiver = NodeKit.NewModelReceiver(domain);
        var run = sender.RunAsync((request, _) => new(Model.FromMemory(NodeKit.Solve(request.Payload.Span))), stop.Token);

        await using var asker = await AmlIpPeer.Start(domain, "asker", "model-receiver");
        string requests = $"amlip/rpc_request_model_{sender.Id}";
        await asker.Send($"truncated {requests}");
        await asker.Send($"garbage {requests} 00010000ffffff7f");
        await asker.Send($"model {sender.Id} 64 1");
        Assert.True((await asker.Expect("model")).Is("ok"));

        await using var teller = await AmlIpPeer.Start(domain, "teller", "model-sender");
        await teller.Send("dup-reply on");
        foreach (string topic in new[] { "amlip/model_statistics", $"amlip/rpc_reply_model_{receiver.Id}" })
        {
            await teller.Send($"truncated {topic}");
            await teller.Send($"garbage {topic} 00010000ffffff7f");
        }

        await teller.Send("statistics good 10 1");
        await Wait.Until(() => receiver.Statistics.Any(one => one.Name == "good"), "the statistics after the garbage");
        var from = receiver.Statistics.Single(one => one.Name == "good").Sender;
        for (int i = 1; i <= 3; i++)
        {
            byte[] request = NodeKit.Payload(100, seed: i);
            var model = await Wait.For(receiver.RequestModelAsync(from, request), "a model that is sent twice");
            Assert.Equal(NodeKit.Solve(request), model.ToArray());
        }

        await Wait.Until(() => receiver.DroppedReplies >= 1, "the repeated models to be counted"); // the peer keeps the last sample: it may send one of two
        await stop.CancelAsync();
        await Wait.For(run, "the model sender's end");
    }
}
