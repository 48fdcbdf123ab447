using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>Statuses between our nodes and AML-IP's, in both directions.</summary>
public sealed class StatusTests
{
    [PeerFact]
    public async Task A_status_node_sees_AML_IP_nodes_come_work_leave_and_die()
    {
        using var domain = TestDomain.Lease();
        await using var watch = new Watching(domain);
        await using var server = await AmlIpPeer.Start(domain, "cp", "server", "--lease", "1");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await watch.Expect(client.Id, NodeState.Stopped);
        await client.Send("job 64 1");
        await client.Expect("idle");
        await client.Quit();
        var left = await watch.Expect(client.Id, NodeState.Dropped);
        Assert.Equal((NodeKind.Main, false), (left.Kind, left.IsLost));
        await watch.Expect(server.Id, NodeState.Stopped); // one that was never seen cannot be missed
        server.Kill();
        var died = await watch.Expect(server.Id, NodeState.Dropped);
        Assert.Equal((NodeKind.Computing, true), (died.Kind, died.IsLost));
        Assert.Equal([NodeState.Stopped, NodeState.Running, NodeState.Stopped, NodeState.Dropped], watch.States(client.Id));
    }

    [PeerFact]
    public async Task Unknown_kinds_and_states_and_unreadable_statuses_do_no_harm()
    {
        using var domain = TestDomain.Lease();
        await using var watch = new Watching(domain);
        await using var odd = await AmlIpPeer.Start(domain, "odd", "status-writer", "--kind", "77");
        await odd.ExpectMatch(Topics.Status, "writer");
        await odd.Send("status 4000000000");
        var status = await watch.Expect(odd.Id, (NodeState)4_000_000_000);
        Assert.Equal((NodeKind)77, status.Kind);
        await odd.Send($"truncated {Topics.Status}");
        await odd.Send($"garbage {Topics.Status} 00010000ffffff7f");
        await odd.Send("status running");
        await watch.Expect(odd.Id, NodeState.Running);
    }

    [PeerFact]
    public async Task An_AML_IP_status_node_reads_the_statuses_of_our_nodes()
    {
        using var domain = TestDomain.Lease();
        await using var reader = await AmlIpPeer.Start(domain, "status", "status-reader");
        string main, computing;
        await using (var mainNode = NodeKit.NewMain(domain))
        await using (var computingNode = NodeKit.NewComputing(domain))
        {
            (main, computing) = (mainNode.Id.ToString(), computingNode.Id.ToString());
            await reader.Expect("status", s => s.Text("id") == main && s.State == "running");
            await reader.Expect("status", s => s.Text("id") == computing && s.State == "stopped");
            var processed = computingNode.ProcessJobAsync(NodeKit.SolveAsync);
            await NodeKit.SolveOne(mainNode, 64, seed: 1);
            await Wait.For(processed, "the processed job");
        }

        await reader.Expect("status", s => s.Text("id") == main && s.State == "dropped");
        await reader.Expect("status", s => s.Text("id") == computing && s.State == "dropped");
        Assert.Equal(["running", "dropped"], States(main, "main"));
        Assert.Equal(["stopped", "running", "stopped", "dropped"], States(computing, "computing"));

        string[] States(string id, string kind)
        {
            var own = reader.All("status").Where(s => s.Text("id") == id).ToArray();
            Assert.All(own, s => Assert.Equal(kind, s.Text("kind")));
            return [.. own.Select(s => s.State)];
        }
    }
}
