using AmlIpNet.Interop.Tests.Nodes;
using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>The rows of RTI Connext, where somebody asks for them: its defaults but for the loopback, the acknowledgements' delay included.</summary>
[Collection(MatrixCollection.Name)]
public sealed class ConnextMatrix(MatrixResults results)
{
    private const int Many = 300;

    [Theory, OnConnext]
    public async Task Jobs_of_both_sizes_in_both_directions(string peer)
    {
        foreach (var (bytes, weAsk, itAsks) in new[] { (64, Scenario.WeAskSmall, Scenario.ItAsksSmall), (64 << 10, Scenario.WeAskMiddle, Scenario.ItAsksMiddle) })
        {
            await Of(peer, bytes).WeAsk(2);
            results.Passed(peer, weAsk);
            await Of(peer, bytes).ItAsks(2);
            results.Passed(peer, itAsks);
        }
    }

    [Theory, OnConnext]
    public async Task Jobs_with_type_information(string peer)
    {
        await Of(peer, 64, "--type-information").WeAsk(2);
        results.Passed(peer, Scenario.WeAskTyped);
        await Of(peer, 64, "--type-information").ItAsks(2);
        results.Passed(peer, Scenario.ItAsksTyped);
    }

    [Theory, OnConnext]
    public async Task Many_jobs_whatever_the_delay_of_its_acknowledgements(string peer)
    {
        await Of(peer, 64).WeAsk(Many);
        results.Passed(peer, Scenario.WeAskDelayed);
        await Of(peer, 64, "--prompt").WeAsk(Many);
        results.Passed(peer, Scenario.WeAskPrompt);
        await Of(peer, 64).ItAsks(Many);
        results.Passed(peer, Scenario.ItAsksDelayed);
        await Of(peer, 64, "--prompt").ItAsks(Many);
        results.Passed(peer, Scenario.ItAsksPrompt);
    }

    [Theory, OnConnext]
    public async Task Late_restarted_and_killed(string peer)
    {
        await Of(peer, 64).WeAskLateAndAgain();
        results.Passed(peer, Scenario.WeAskLate);
        results.Passed(peer, Scenario.WeAskRestarted);
        await Of(peer, 64).ItAsksLateAndAgain();
        results.Passed(peer, Scenario.ItAsksLate);
        results.Passed(peer, Scenario.ItAsksRestarted);
        await Of(peer, 64).WeAskOneThatIsKilled();
        results.Passed(peer, Scenario.WeAskKilled);
        await Of(peer, 64).ItAsksAndIsKilled();
        results.Passed(peer, Scenario.ItAsksKilled);
    }

    private static ConnextJobs Of(string peer, int bytes, params string[] settings) => new(MatrixResults.Find(peer), bytes, settings);
}

/// <summary>The peer for RTI Connext on what stands in for RTI's connector: its nodes and its XML are right. Tells nothing of RTI Connext.</summary>
public sealed class ConnextStandInTests
{
    private static readonly PeerProgram s_peer = PeerProgram.ConnextStandIn;

    [Theory, OnConnextStandIn]
    public async Task We_ask(string peer)
    {
        Assert.Equal(s_peer.Name, peer);
        await new ConnextJobs(s_peer, 64 << 10, "--type-information").WeAsk(2);
        await new ConnextJobs(s_peer, 64).WeAskLateAndAgain();
        await new ConnextJobs(s_peer, 64, "--prompt").WeAskOneThatIsKilled();
    }

    [Theory, OnConnextStandIn]
    public async Task It_watches(string peer)
    {
        Assert.Equal(s_peer.Name, peer);
        using var domain = TestDomain.Lease();
        await using var reader = await AmlIpPeer.Start(s_peer, domain, "status", "status-reader");
        string main;
        await using (var node = NodeKit.NewMain(domain))
        {
            main = node.Id.ToString();
            await reader.Expect("status", e => e.Text("id") == main && e.Text("kind") == "main" && e.State == "running");
        }

        await reader.Expect("status", e => e.Text("id") == main && e.State == "dropped");
    }

    [Theory, OnConnextStandIn]
    public async Task It_asks(string peer)
    {
        Assert.Equal(s_peer.Name, peer);
        await new ConnextJobs(s_peer, 64 << 10).ItAsks(2);
        await new ConnextJobs(s_peer, 64).ItAsksLateAndAgain();
        await new ConnextJobs(s_peer, 64).ItAsksAndIsKilled();
    }
}
