using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>Our Computing node among AML-IP's main nodes.</summary>
public sealed class ComputingNodeTests
{
    [PeerTheory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(1024)]
    [InlineData(65_536)]
    [InlineData(1 << 20)]
    [InlineData(16 << 20)]
    public async Task A_job_of_any_size_of_an_AML_IP_client_is_solved(int size)
    {
        using var domain = TestDomain.Lease();
        await using var node = new Serving(domain);
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await client.Send($"jobs 3 {size} 7");
        await client.Expect("idle");
        AssertSolvedOnce(client, tasks: 3);
        Assert.All(client.All("solution"), s => Assert.Equal((node.Id, true), (s.Server, s.Is("sameServer"))));
    }

    [PeerFact]
    public async Task Slots_serve_several_AML_IP_clients_side_by_side()
    {
        const int Jobs = 25;
        using var domain = TestDomain.Lease();
        await using var node = new Serving(domain, slots: 3);
        await using var sync = await AmlIpPeer.Start(domain, "main1", "client");
        await using var async = await AmlIpPeer.Start(domain, "main2", "client", "--async");
        await using var rival = await AmlIpPeer.Start(domain, "rival", "server");
        await sync.Send($"jobs {Jobs} 1000 1");
        await async.Send($"jobs {Jobs} 1000 100");
        await sync.Expect("idle", e => e.Number("tasks") == Jobs);
        await async.Expect("idle", e => e.Number("tasks") == Jobs);
        AssertSolvedOnce(sync, Jobs);
        AssertSolvedOnce(async, Jobs);
    }

    [PeerFact]
    public async Task A_node_that_starts_after_the_request_solves_it()
    {
        using var domain = TestDomain.Lease();
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await client.Send("job 64 1");
        await client.Expect("request-written");
        await using var node = new Serving(domain);
        await client.Expect("idle");
        AssertSolvedOnce(client, tasks: 1);
    }

    [PeerFact]
    public async Task A_node_that_joins_after_hundreds_of_jobs_does_only_the_new_one()
    {
        const int Old = 300;
        using var domain = TestDomain.Lease();
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await using (var early = await AmlIpPeer.Start(domain, "early", "server", "--async"))
        {
            await client.Send($"jobs {Old} 64 1");
            await client.Expect("idle");
            await early.Quit();
        }

        await using var node = new Serving(domain);
        await client.Send("job 64 9999");
        await client.Expect("solution", s => s.Task == Old && s.Server == node.Id);
        AssertSolvedOnce(client, Old + 1);
        Assert.Equal(1, node.Jobs);
    }

    [PeerFact]
    public async Task Data_that_is_late_early_or_repeated_gives_one_right_solution_each()
    {
        using var domain = TestDomain.Lease();
        await using var node = new Serving(domain);
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        string[] manners = ["late-data 1000", "late-data 0", "data-first on", "data-first off", "dup-target on", "dup-target off", "dup-data on", "dup-data off"];
        for (int task = 0; task < manners.Length; task++)
        {
            await client.Send(manners[task]);
            await client.Send($"job 1000 {task}");
            await client.Expect("solution", s => s.Task == task);
        }

        await client.Send("jobs 3 64 50");
        await client.Expect("idle", e => e.Number("tasks") == manners.Length + 3);
        AssertSolvedOnce(client, manners.Length + 3);
    }

    [PeerFact]
    public async Task A_request_that_is_never_closed_holds_the_node_only_until_its_client_closes_it_or_is_gone()
    {
        using var domain = TestDomain.Lease();
        await using var node = new Serving(domain);
        await using var guilty = await AmlIpPeer.Start(domain, "guilty", "client", "--lease", "1");
        await using var innocent = await AmlIpPeer.Start(domain, "innocent", "client");
        await guilty.Send("request-only");
        await guilty.Expect("reply", r => r.Server == node.Id);
        await innocent.Send("job 64 1");
        await guilty.Send("target-undefined 0");
        await innocent.Expect("solution", s => s.Is("ok"));

        await guilty.Send("request-only");
        await guilty.Expect("reply", r => r.Server == node.Id && r.Task == 1);
        await innocent.Send("job 64 2");
        guilty.Kill();
        await innocent.Expect("solution", s => s.Is("ok") && s.Task == 1);
        AssertSolvedOnce(innocent, tasks: 2);
    }

    [PeerFact]
    public async Task A_handler_hears_that_its_AML_IP_client_was_killed()
    {
        using var domain = TestDomain.Lease();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool first = true;
        await using var node = new Serving(domain, handler: async (job, token) =>
        {
            if (!first) return await NodeKit.SolveAsync(job, token);
            first = false;
            token.Register(() => cancelled.SetResult());
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("An endless wait has ended.");
        });
        await using var client = await AmlIpPeer.Start(domain, "main", "client", "--lease", "1");
        await client.Send("job 64 1");
        await Wait.For(started.Task, "the handler's start");
        client.Kill();
        await Wait.For(cancelled.Task, "the cancellation of the handler whose client was killed");

        await using var next = await AmlIpPeer.Start(domain, "next", "client");
        await next.Send("job 64 2");
        await next.Expect("solution", s => s.Is("ok"));
    }

    [PeerFact]
    public async Task Unreadable_samples_change_nothing()
    {
        using var domain = TestDomain.Lease();
        await using var node = new Serving(domain);
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        foreach (string topic in new[] { Topics.Request, Topics.Target, Topics.Data(node.Id) })
        {
            await client.Send($"truncated {topic}");
            await client.Send($"garbage {topic} 00010000ffffff7f");
            await client.Send($"garbage {topic} 0007000001020304");
            await client.Expect("truncated-written", e => e.Topic == topic);
        }

        await client.Send("jobs 3 64 1");
        await client.Expect("idle");
        AssertSolvedOnce(client, tasks: 3);
    }

    // A later task's solution was received, so a repeated one of an earlier task would have been, too: a writer keeps its order.
    private static void AssertSolvedOnce(AmlIpPeer client, int tasks)
    {
        var solutions = client.All("solution");
        Assert.All(solutions, s => Assert.True(s.Is("ok") && s.Number("copy") == 1, s.ToString()));
        Assert.Equal(Enumerable.Range(0, tasks).Select(task => (long)task), solutions.Select(s => s.Task).Order());
        Assert.Empty(client.All("stray-solution"));
        Assert.Empty(client.All("malformed"));
    }
}
