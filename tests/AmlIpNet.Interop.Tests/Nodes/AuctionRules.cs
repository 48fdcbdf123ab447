using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>What an AML-IP server may expect of a client, checked on what servers have received.</summary>
internal static class AuctionRules
{
    /// <summary>Waits until every request of the client that a server received has its target, then checks: each request is closed by
    /// exactly one target, in the order of the requests, and each target that names a server is followed by exactly one data sample.</summary>
    public static async Task AssertKept(string client, int tasks, params AmlIpPeer[] servers)
    {
        foreach (var server in servers)
        {
            await server.Expect("request", e => e.Client == client, tasks).ConfigureAwait(false);
            await server.Expect("target", e => e.Client == client, tasks).ConfigureAwait(false);
            long[] requests = [.. Of(server, "request").Select(e => e.Task)];
            var targets = Of(server, "target");
            Assert.Equal(requests, targets.Select(e => e.Task));
            Assert.Equal(tasks, requests.Distinct().Count());

            long[] won = [.. targets.Where(e => e.Is("mine")).Select(e => e.Task)];
            if (won.Length > 0) await server.Expect("data", e => e.Client == client, won.Length).ConfigureAwait(false);
            Assert.Equal(won, Of(server, "data").Select(e => e.Task));
            Assert.All(Of(server, "data"), e => Assert.Equal(server.Id, e.Server));
            Assert.All(Of(server, "taken"), e => Assert.True(e.Is("matches"), e.ToString()));
        }

        PeerEvent[] Of(AmlIpPeer server, string name) => [.. server.All(name).Where(e => e.Client == client)];
    }
}
