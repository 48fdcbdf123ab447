using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>Our Main node among AML-IP's computing nodes.</summary>
public sealed class MainNodeTests
{
    [PeerTheory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(1024)]
    [InlineData(65_536)]
    [InlineData(1 << 20)]
    [InlineData(16 << 20)]
    public async Task A_job_of_any_size_is_solved_by_an_AML_IP_server(int size)
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var main = NodeKit.NewMain(domain);
        for (int job = 0; job < 3; job++)
        {
            var solution = await NodeKit.SolveOne(main, size, seed: job);
            Assert.Equal(server.Id, solution.SolvedBy.ToString());
            Assert.Equal((uint)job, solution.TaskId);
        }

        await server.Expect("data", d => d.Number("size") == size, count: 3);
        await AuctionRules.AssertKept(main.Id.ToString(), tasks: 3, server);
    }

    [PeerFact]
    public async Task Many_jobs_in_flight_are_shared_by_AML_IP_servers_by_the_rules()
    {
        const int Jobs = 100;
        using var domain = TestDomain.Lease();
        await using var sync = await AmlIpPeer.Start(domain, "cp1", "server");
        await using var async = await AmlIpPeer.Start(domain, "cp2", "server", "--async");
        await using var slow = await AmlIpPeer.Start(domain, "cp3", "server", "--work-ms", "5", "--late-reply-ms", "3");
        await using var main = NodeKit.NewMain(domain);
        var solutions = await Task.WhenAll(Enumerable.Range(0, Jobs).Select(job => NodeKit.SolveOne(main, 1000 + job, seed: job)));
        Assert.Equal(Jobs, solutions.Select(s => s.TaskId).Distinct().Count());
        await AuctionRules.AssertKept(main.Id.ToString(), Jobs, sync, async, slow);
    }

    [PeerFact]
    public async Task An_AML_IP_server_that_starts_after_the_request_solves_it()
    {
        using var domain = TestDomain.Lease();
        await using var main = NodeKit.NewMain(domain);
        var job = NodeKit.SolveOne(main, 64, seed: 1);
        await using var server = await AmlIpPeer.Start(domain, "late", "server");
        Assert.Equal(server.Id, (await job).SolvedBy.ToString());
        await AuctionRules.AssertKept(main.Id.ToString(), tasks: 1, server);
    }

    [PeerFact]
    public async Task An_AML_IP_server_that_joins_after_hundreds_of_jobs_is_not_trapped_by_the_old_ones()
    {
        const int Old = 600; // more than the history of requests and targets holds
        using var domain = TestDomain.Lease();
        await using var main = NodeKit.NewMain(domain);
        await using (var early = await AmlIpPeer.Start(domain, "early", "server", "--async"))
        {
            await Task.WhenAll(Enumerable.Range(0, Old).Select(job => NodeKit.SolveOne(main, 64, seed: job)));
            await early.Quit();
        }

        await using var late = await AmlIpPeer.Start(domain, "late", "server");
        Assert.Equal(late.Id, (await NodeKit.SolveOne(main, 64, seed: Old)).SolvedBy.ToString());
        await late.Quit(); // it has told all that it did
        Assert.Single(late.All("data"));
        Assert.InRange(late.All("request").Length, 1, Old - 1);
        var targets = late.All("target").Select(e => e.Task).ToHashSet();
        Assert.All(late.All("request"), e => Assert.Contains(e.Task, targets));
    }

    [PeerFact]
    public async Task A_reply_to_a_task_whose_target_left_the_history_gets_the_identical_target_again()
    {
        const int Old = 600;
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server", "--async");
        await using var main = NodeKit.NewMain(domain);
        await Task.WhenAll(Enumerable.Range(0, Old).Select(job => NodeKit.SolveOne(main, 64, seed: job)));
        await server.Expect("target", count: Old);

        await using var other = await AmlIpPeer.Start(domain, "other", "server");
        await other.Expect("target", e => e.Task == Old - 1); // it has the whole history: what a repeat pushes out is not missed by it
        await other.Send($"reply-old {main.Id} 3");
        await other.Send($"reply-old {main.Id} {Old - 1}"); // its target is in the history: nothing is repeated
        var again = await other.Expect("target", e => e.Task == 3);
        Assert.Equal(server.Id, again.Server);
        await NodeKit.SolveOne(main, 64, seed: Old);
        await server.Expect("target", e => e.Task == Old);
        Assert.Equal(2, server.All("target").Count(e => e.Task == 3));
        Assert.Single(server.All("target"), e => e.Task == Old - 1);
    }

    [PeerFact]
    public async Task A_job_given_up_before_a_server_is_chosen_closes_its_request_with_the_undefined_server()
    {
        using var domain = TestDomain.Lease();
        await using var silent = await AmlIpPeer.Start(domain, "silent", "server");
        await silent.Send("no-reply on");
        await using var main = NodeKit.NewMain(domain);
        using var giveUp = new CancellationTokenSource();
        var job = main.RequestJobSolutionAsync(Job.FromString("never"), giveUp.Token).AsTask();
        await silent.Expect("not-replied");
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(job, "the cancelled job's end"));
        Assert.Equal(NodeKit.UndefinedServer, (await silent.Expect("target")).Server);

        await silent.Send("no-reply off");
        await NodeKit.SolveOne(main, 64, seed: 1);
        await AuctionRules.AssertKept(main.Id.ToString(), tasks: 2, silent);
    }

    [PeerFact]
    public async Task A_job_given_up_after_its_server_was_chosen_still_sends_one_data_sample()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await server.Send("hold target");
        await using var main = NodeKit.NewMain(domain);
        using var giveUp = new CancellationTokenSource();
        var job = main.RequestJobSolutionAsync(Job.FromString("given up"), giveUp.Token).AsTask();
        await server.Expect("held");
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(job, "the cancelled job's end"));
        await server.Send("resume");
        await server.Expect("solution-written");

        // Not shifted by one: the next job gets its own solution.
        await NodeKit.SolveOne(main, 64, seed: 2);
        await AuctionRules.AssertKept(main.Id.ToString(), tasks: 2, server);
    }

    [PeerTheory]
    [InlineData("target")]
    [InlineData("data")]
    public async Task A_job_whose_AML_IP_server_is_killed_is_solved_by_another(string step)
    {
        using var domain = TestDomain.Lease();
        await using var victim = await AmlIpPeer.Start(domain, "victim", "server", "--lease", "1");
        await victim.Send($"hold {step}");
        await using var main = NodeKit.NewMain(domain);
        var job = NodeKit.SolveOne(main, 1000, seed: 1);
        await victim.Expect("held");
        await using var heir = await AmlIpPeer.Start(domain, "heir", "server");
        victim.Kill();
        Assert.Equal(heir.Id, (await job).SolvedBy.ToString());
        await AuctionRules.AssertKept(main.Id.ToString(), tasks: 2, heir);
    }

    [PeerFact]
    public async Task Repeated_unasked_and_unreadable_samples_change_nothing()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var main = NodeKit.NewMain(domain);
        await server.Send("dup-solution on");
        await NodeKit.SolveOne(main, 64, seed: 1);
        string id = main.Id.ToString();
        await server.Send($"solution {id} 1 c0ffee"); // the next task's, before it exists
        await server.Send($"solution {id} 4000000000 c0ffee");
        await server.Send($"reply-old {id} 0");
        await server.Send($"reply-old {id} 4000000000");
        foreach (string topic in new[] { Topics.Reply(id), Topics.Solution(id) })
        {
            await server.Send($"truncated {topic}");
            await server.Send($"garbage {topic} 00010000ffffff7f");
            await server.Send($"garbage {topic} 0007000001020304");
            await server.Expect("truncated-written", e => e.Topic == topic);
        }

        for (int job = 2; job < 6; job++) await NodeKit.SolveOne(main, 64, seed: job);
        await AuctionRules.AssertKept(id, tasks: 5, server);
    }

    [PeerFact]
    public async Task A_main_node_that_leaves_with_open_requests_leaves_no_server_waiting()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await server.Send("hold data");
        var main = NodeKit.NewMain(domain);
        var jobs = Enumerable.Range(0, 3).Select(job => main.RequestJobSolutionAsync(Job.FromString($"job {job}")).AsTask()).ToArray();
        await server.Expect("held");
        await server.Expect("request", count: 3);
        await main.DisposeAsync();
        foreach (var job in jobs) await Assert.ThrowsAsync<NodeClosedException>(() => Wait.For(job, "the end of a job of a closed node"));

        await server.Send("resume");
        await using var heir = await AmlIpPeer.Start(domain, "heir", "client");
        await heir.Send("job 64 1");
        Assert.True((await heir.Expect("solution")).Is("ok"));
        await AuctionRules.AssertKept(main.Id.ToString(), tasks: 3, server);
    }
}
