using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.PeerAlone;

/// <summary>The peer against itself: what a test of our nodes relies on must be right before.</summary>
public sealed class JobTests
{
    [PeerTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65_536)]
    [InlineData(1 << 20)]
    [InlineData(16 << 20)]
    public async Task A_job_of_any_size_is_solved(int size)
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await client.Send($"jobs 2 {size} 7");
        await client.Expect("idle");

        Assert.All(client.All("solution"), s => Assert.True(s.Is("ok"), s.ToString()));
        Assert.Equal([0L, 1L], client.All("solution").Select(s => s.Task));
        await server.Expect("data", d => d.Number("size") == size, count: 2);
        await client.Quit();
        await server.Quit();
    }

    [PeerFact]
    public async Task Several_servers_share_jobs_of_two_clients_and_every_task_is_closed_once()
    {
        const int Jobs = 20;
        using var domain = TestDomain.Lease();
        await using var first = await AmlIpPeer.Start(domain, "cp1", "server");
        await using var second = await AmlIpPeer.Start(domain, "cp2", "server", "--async");
        await using var sync = await AmlIpPeer.Start(domain, "main1", "client");
        await using var async = await AmlIpPeer.Start(domain, "main2", "client", "--async");
        await Task.WhenAll(sync.Send($"jobs {Jobs} 1000 1"), async.Send($"jobs {Jobs} 1000 2"));
        await Task.WhenAll(sync.Expect("idle", e => e.Number("tasks") == Jobs), async.Expect("idle", e => e.Number("tasks") == Jobs));

        string[] asked = [.. Tasks(sync.Id).Concat(Tasks(async.Id)).Order(StringComparer.Ordinal)];
        foreach (var server in new[] { first, second })
        {
            await server.Expect("target", count: 2 * Jobs);
            Assert.Equal(asked, Keys(server.All("target")));
            await server.Quit(); // it has told all that it did
        }

        Assert.Equal(asked, Keys([.. first.All("data"), .. second.All("data")]));
        Assert.Equal(asked, Keys([.. first.All("solution-written"), .. second.All("solution-written")]));
        Assert.All(sync.All("solution").Concat(async.All("solution")), s => Assert.True(s.Is("ok") && s.Number("copy") == 1, s.ToString()));

        static IEnumerable<string> Tasks(string client) => Enumerable.Range(0, Jobs).Select(task => $"{client}#{task}");

        static string[] Keys(IEnumerable<PeerEvent> events) => [.. events.Select(e => $"{e.Client}#{e.Task}").Order(StringComparer.Ordinal)];
    }

    [PeerFact]
    public async Task A_server_that_starts_after_the_request_answers_it()
    {
        using var domain = TestDomain.Lease();
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await client.Send("job 64 3");
        await client.Expect("request-written");
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        var solution = await client.Expect("solution");
        Assert.True(solution.Is("ok"));
        Assert.Equal(server.Id, solution.Server);
    }

    [PeerFact]
    public async Task A_late_server_wades_through_the_old_jobs_and_then_serves()
    {
        const int Old = 30;
        using var domain = TestDomain.Lease();
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await using (var early = await AmlIpPeer.Start(domain, "early", "server"))
        {
            await client.Send($"jobs {Old} 64 1");
            await client.Expect("idle");
            await early.Quit();
        }

        await using var late = await AmlIpPeer.Start(domain, "late", "server");
        await late.Expect("request", count: Old);
        await late.Expect("target", count: Old);
        await client.Send("job 64 99");
        var solution = await client.Expect("solution", s => s.Task == Old);
        Assert.True(solution.Is("ok"));
        Assert.Equal(late.Id, solution.Server);
        await late.Quit();
        Assert.Single(late.All("data"));
        Assert.Equal(Old, late.All("passed-over").Length + late.All("skipped").Length);
    }

    [PeerFact]
    public async Task A_restarted_client_and_a_restarted_server_go_on_with_the_others()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        for (int life = 1; life <= 2; life++)
        {
            await using var client = await AmlIpPeer.Start(domain, "main", "client");
            await client.Send($"jobs 3 64 {life}");
            await client.Expect("idle");
            await client.Quit();
            await server.Expect("participant", e => e.State == "left", count: life);
        }

        await server.Quit();
        await using var reborn = await AmlIpPeer.Start(domain, "cp", "server");
        await using var last = await AmlIpPeer.Start(domain, "main", "client");
        await last.Send("job 64 9");
        Assert.Equal(reborn.Id, (await last.Expect("solution", s => s.Is("ok"))).Server);
    }

    [PeerFact]
    public async Task The_inference_service_has_its_own_topics_and_kinds()
    {
        using var domain = TestDomain.Lease();
        await using var reader = await AmlIpPeer.Start(domain, "status", "status-reader");
        await using var inference = await AmlIpPeer.Start(domain, "inference", "server", "--service", "inference");
        await using var computing = await AmlIpPeer.Start(domain, "computing", "server");
        await using var edge = await AmlIpPeer.Start(domain, "edge", "client", "--service", "inference");
        await edge.Send("jobs 3 64 1");
        await edge.Expect("idle");
        Assert.All(edge.All("solution"), s => Assert.Equal((inference.Id, true), (s.Server, s.Is("ok"))));
        await computing.Quit();
        Assert.Empty(computing.All("request"));
        await reader.Expect("status", s => s.Text("id") == edge.Id && s.Text("kind") == "edge");
        await reader.Expect("status", s => s.Text("id") == inference.Id && s.Text("kind") == "inference");
    }
}
