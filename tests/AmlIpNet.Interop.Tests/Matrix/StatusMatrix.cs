using AmlIpNet.Interop.Tests.Nodes;
using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>Statuses between our nodes and each peer's, in both directions.</summary>
[Collection(MatrixCollection.Name)]
public sealed class StatusMatrix(MatrixResults results)
{
    [Theory, OnFastDds, OnCyclone, OnConnext]
    public async Task We_watch_its_nodes(string peer)
    {
        var program = MatrixResults.Find(peer);
        using var domain = TestDomain.Lease();
        await using var watch = new Watching(domain);
        await using var client = await AmlIpPeer.Start(program, domain, "main", "client");
        await watch.Expect(client.Id, NodeState.Stopped);
        await using var server = await AmlIpPeer.Start(program, domain, "cp", "server", "--lease", "1");
        await client.Send("job 64 1");
        await client.Expect("idle");
        await watch.Expect(client.Id, NodeState.Running);
        await client.Quit();
        var left = await watch.Expect(client.Id, NodeState.Dropped);
        Assert.Equal((NodeKind.Main, false), (left.Kind, left.IsLost));
        Assert.Equal([NodeState.Stopped, NodeState.Running, NodeState.Stopped, NodeState.Dropped], watch.States(client.Id));
        results.Passed(peer, Scenario.WeWatchStates);

        await watch.Expect(server.Id, NodeState.Running); // one that was never seen cannot be missed
        server.Kill();
        var died = await watch.Expect(server.Id, NodeState.Dropped);
        Assert.Equal((NodeKind.Computing, true), (died.Kind, died.IsLost));
        results.Passed(peer, Scenario.WeWatchKilled);
    }

    [Theory, OnFastDds, OnCyclone, OnConnext]
    public async Task It_watches_our_nodes(string peer)
    {
        using var domain = TestDomain.Lease();
        await using var reader = await AmlIpPeer.Start(MatrixResults.Find(peer), domain, "status", "status-reader");
        string main, computing;
        await using (var mainNode = NodeKit.NewMain(domain))
        await using (var node = NodeKit.NewComputing(domain))
        {
            (main, computing) = (mainNode.Id.ToString(), node.Id.ToString());
            await reader.Expect("status", e => e.Text("id") == main && e.State == "running");
            await reader.Expect("status", e => e.Text("id") == computing && e.State == "stopped");
            await Wait.For(Task.WhenAll(node.ProcessJobAsync(NodeKit.SolveAsync), NodeKit.SolveOne(mainNode, 64, seed: 1)), "a solved job");
        }

        await reader.Expect("status", e => e.Text("id") == main && e.State == "dropped");
        await reader.Expect("status", e => e.Text("id") == computing && e.State == "dropped");
        Assert.Equal(["main running", "main dropped"], States(main));
        Assert.Equal(["computing stopped", "computing running", "computing stopped", "computing dropped"], States(computing));
        results.Passed(peer, Scenario.ItWatchesStates);

        string[] States(string id) => [.. reader.All("status").Where(e => e.Text("id") == id).Select(e => $"{e.Text("kind")} {e.State}")];
    }
}
