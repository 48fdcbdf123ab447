using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>Our Computing node frees an AML-IP server that waits for a client that was killed.</summary>
public sealed class HealingTests
{
    [PeerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_AML_IP_server_whose_client_was_killed_before_it_chose_is_freed_only_where_somebody_heals(bool heals)
    {
        using var domain = TestDomain.Lease();
        using var stop = new CancellationTokenSource();
        await using var node = ComputingNode.Create(NodeKit.Engine, new ComputingNodeOptions
        {
            Name = "node",
            Network = domain.Options,
            NativePlane = heals,
            HealGrace = TimeSpan.FromMilliseconds(200),
        });
        var run = node.RunAsync(NodeKit.SolveAsync, stop.Token);
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var client = await AmlIpPeer.Start(domain, "guilty", "client", "--lease", "1");
        await client.Send("request-only");
        foreach (string id in new[] { server.Id, node.Id.ToString() }) await client.Expect("reply", e => e.Server == id);
        client.Kill();
        await server.Expect("participant", e => e.State == "lost" && e.Text("name") == "guilty");

        await using var heir = await AmlIpPeer.Start(domain, "heir", "client");
        if (heals)
        {
            await server.Expect("passed-over", e => e.Client == client.Id);
            var target = Assert.Single(server.All("target"), e => e.Client == client.Id);
            Assert.Equal((0L, NodeKit.UndefinedServer), (target.Task, target.Server));
        }
        else
        {
            await heir.Send("job 64 1");
            await heir.Expect("solution", e => e.Server == node.Id.ToString()); // our node has freed itself
            await server.Expect("request", e => e.Client == heir.Id);
            Assert.Single(server.All("replied"));
            Assert.Empty(server.All("passed-over"));

            // Nobody but the client itself, started again under its old id, frees the other one.
            await using var again = await AmlIpPeer.StartAs(domain, client.Id, "client");
            await again.Send("target-undefined 0");
            await server.Expect("passed-over", e => e.Client == client.Id);
        }

        await stop.CancelAsync();
        await Wait.For(run, "the end of our node");
        await heir.Send("job 64 2");
        Assert.True((await heir.Expect("solution", e => e.Server == server.Id)).Is("ok"));
    }
}
