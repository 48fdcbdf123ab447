using AmlIpNet.Interop.Tests.Nodes;
using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>Jobs between our nodes and each peer's, in both directions.</summary>
[Collection(MatrixCollection.Name)]
public sealed class JobMatrix(MatrixResults results)
{
    private const int Old = 300;

    private static readonly (int Bytes, Scenario WeAsk, Scenario ItAsks)[] s_sizes =
    [
        (64, Scenario.WeAskSmall, Scenario.ItAsksSmall),
        (64 << 10, Scenario.WeAskMiddle, Scenario.ItAsksMiddle),
        (1 << 20, Scenario.WeAskLarge, Scenario.ItAsksLarge),
    ];

    [Theory, OnFastDds, OnCyclone]
    public async Task We_ask_in_every_size_and_across_a_restart(string peer)
    {
        using var domain = TestDomain.Lease();
        await using var main = NodeKit.NewMain(domain);
        var early = NodeKit.SolveOne(main, 64, seed: 1);
        await using (var server = await StartPeer(peer, domain, "cp", "server"))
        {
            Assert.Equal(server.Id, (await early).SolvedBy.ToString());
            results.Passed(peer, Scenario.WeAskLate);
            int task = 1;
            foreach (var (bytes, scenario, _) in s_sizes)
            {
                for (int job = 0; job < 2; job++, task++) Assert.Equal(server.Id, (await NodeKit.SolveOne(main, bytes, seed: task)).SolvedBy.ToString());
                await server.Expect("data", e => e.Number("size") == bytes, count: 2);
                results.Passed(peer, scenario);
            }

            await AuctionRules.AssertKept(main.Id.ToString(), task, server);
            await server.Quit();
        }

        await using var again = await StartPeer(peer, domain, "cp", "server");
        Assert.Equal(again.Id, (await NodeKit.SolveOne(main, 1000, seed: 99)).SolvedBy.ToString());
        results.Passed(peer, Scenario.WeAskRestarted);
    }

    [Theory, OnFastDds, OnCyclone]
    public async Task It_asks_in_every_size_and_across_a_restart(string peer)
    {
        using var domain = TestDomain.Lease();
        await using var client = await StartPeer(peer, domain, "main", "client");
        await client.Send("job 64 1");
        await client.Expect("request-written");
        await using var node = new Serving(domain);
        await client.Expect("idle", e => e.Number("tasks") == 1);
        int tasks = 1;
        foreach (var (bytes, _, _) in s_sizes)
        {
            await client.Send($"jobs 2 {bytes} {tasks}");
            tasks += 2;
            await client.Expect("idle", e => e.Number("tasks") == tasks);
        }

        AssertSolved(client, tasks);
        results.Passed(peer, Scenario.ItAsksLate);
        foreach (var (_, _, scenario) in s_sizes) results.Passed(peer, scenario);
        await client.Quit();
        await using var again = await StartPeer(peer, domain, "main", "client");
        await again.Send("jobs 2 1000 99");
        await again.Expect("idle", e => e.Number("tasks") == 2);
        AssertSolved(again, 2);
        results.Passed(peer, Scenario.ItAsksRestarted);
    }

    [Theory, OnFastDds, OnCyclone]
    public async Task Its_server_that_joins_after_many_jobs_does_only_the_new_one(string peer)
    {
        using var domain = TestDomain.Lease();
        await using var main = NodeKit.NewMain(domain);
        await using (var early = await StartPeer(peer, domain, "early", "server"))
        {
            await Task.WhenAll(Enumerable.Range(0, Old).Select(job => NodeKit.SolveOne(main, 64, seed: job)));
            await early.Quit();
        }

        await using var late = await StartPeer(peer, domain, "late", "server");
        Assert.Equal(late.Id, (await NodeKit.SolveOne(main, 64, seed: Old)).SolvedBy.ToString());
        await late.Quit(); // it has told all that it did
        Assert.Single(late.All("data"));
        results.Passed(peer, Scenario.WeAskVeryLate);
    }

    [Theory, OnFastDds, OnCyclone]
    public async Task Our_server_that_joins_after_many_jobs_does_only_the_new_one(string peer)
    {
        using var domain = TestDomain.Lease();
        await using var client = await StartPeer(peer, domain, "main", "client");
        await using (new Serving(domain))
        {
            await client.Send($"jobs {Old} 64 1");
            await client.Expect("idle", e => e.Number("tasks") == Old);
        }

        await using var node = new Serving(domain);
        await client.Send("job 64 9999");
        await client.Expect("solution", e => e.Task == Old && e.Server == node.Id);
        AssertSolved(client, Old + 1);
        Assert.Equal(1, node.Jobs);
        results.Passed(peer, Scenario.ItAsksVeryLate);
    }

    [Theory, OnFastDds, OnCyclone]
    public async Task A_killed_server_loses_no_job_of_ours(string peer)
    {
        using var domain = TestDomain.Lease();
        await using var victim = await StartPeer(peer, domain, "victim", "server", "--lease", "1");
        await victim.Send("hold data");
        await using var main = NodeKit.NewMain(domain);
        var job = NodeKit.SolveOne(main, 1000, seed: 1);
        await victim.Expect("held");
        await using var heir = await StartPeer(peer, domain, "heir", "server");
        victim.Kill();
        Assert.Equal(heir.Id, (await job).SolvedBy.ToString());
        results.Passed(peer, Scenario.WeAskKilled);
    }

    [Theory, OnFastDds, OnCyclone]
    public async Task A_killed_client_does_not_hold_our_server(string peer)
    {
        using var domain = TestDomain.Lease();
        await using var node = new Serving(domain);
        await using var victim = await StartPeer(peer, domain, "victim", "client", "--lease", "1");
        await victim.Send("request-only");
        await victim.Expect("reply", e => e.Server == node.Id);
        await using var next = await StartPeer(peer, domain, "next", "client");
        await next.Send("job 64 1");
        victim.Kill();
        await next.Expect("idle");
        AssertSolved(next, 1);
        results.Passed(peer, Scenario.ItAsksKilled);
    }

    private static Task<AmlIpPeer> StartPeer(string peer, TestDomain domain, string name, string mode, params string[] options) =>
        AmlIpPeer.Start(MatrixResults.Find(peer), domain, name, mode, options);

    private static void AssertSolved(AmlIpPeer client, int tasks)
    {
        Assert.All(client.All("solution"), e => Assert.True(e.Is("ok") && e.Number("copy") == 1 && e.Is("sameServer"), e.ToString()));
        Assert.Equal(tasks, client.All("solution").Length);
        Assert.Empty(client.All("stray-solution"));
    }
}
