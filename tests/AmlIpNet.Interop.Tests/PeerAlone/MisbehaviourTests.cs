using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.PeerAlone;

/// <summary>AML-IP's weaknesses, which the peer has on purpose, and the misbehaviours that it can show.</summary>
public sealed class MisbehaviourTests
{
    [PeerFact]
    public async Task A_request_without_target_blocks_a_server_until_the_undefined_server_is_targeted()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var guilty = await AmlIpPeer.Start(domain, "guilty", "client");
        await using var innocent = await AmlIpPeer.Start(domain, "innocent", "client");
        await guilty.Send("request-only");
        await server.Expect("replied", e => e.Client == guilty.Id);
        await innocent.Send("job 64 1");
        await server.Expect("request", e => e.Client == innocent.Id);
        Assert.DoesNotContain(server.All("replied"), e => e.Client == innocent.Id);

        await guilty.Send("target-undefined 0");
        await server.Expect("passed-over", e => e.Client == guilty.Id);
        Assert.True((await innocent.Expect("solution")).Is("ok"));
    }

    [PeerFact]
    public async Task Late_data_and_data_before_its_target_are_served()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await client.Send("late-data 300");
        await client.Send("job 64 1");
        await server.Expect("chosen");
        Assert.Empty(server.All("data"));
        var late = await client.Expect("solution", s => s.Is("ok"));
        Assert.True(late.Number("us") >= 300_000, late.ToString());

        await client.Send("late-data 0");
        await client.Send("data-first on");
        await client.Send("job 64 2");
        await client.Expect("solution", s => s.Is("ok") && s.Task == 1);
        string[] order = [.. client.Events.Where(e => e.Name is "data-written" or "target-written").Select(e => e.Name)];
        Assert.Equal(["target-written", "data-written", "data-written", "target-written"], order);
    }

    [PeerFact]
    public async Task A_second_data_sample_shifts_every_later_solution_by_one()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await client.Send("dup-data on");
        await client.Send("job 64 1");
        await client.Expect("solution", s => s.Task == 0 && s.Is("ok"));
        await client.Send("dup-data off");
        await client.Send("job 64 2");
        await client.Expect("solution", s => s.Task == 1 && !s.Is("ok"));
        await server.Expect("taken", e => e.Task == 1 && !e.Is("matches") && e.Number("dataTask") == 0);
    }

    [PeerFact]
    public async Task A_second_solution_reaches_the_client_twice()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var client = await AmlIpPeer.Start(domain, "main", "client", "--async");
        await server.Send("dup-solution on");
        await client.Send("job 64 1");
        await client.Expect("solution", s => s.Number("copy") == 2);
        await server.Send($"solution {client.Id} 77 c0ffee");
        Assert.Equal(77, (await client.Expect("stray-solution")).Task);
    }

    [PeerTheory]
    [InlineData("reply")]
    [InlineData("target")]
    [InlineData("data")]
    public async Task A_held_server_freezes_after_its_step_and_can_go_on(string step)
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await server.Send($"hold {step}");
        await client.Send("job 64 1");
        await server.Expect("held", e => e.Text("after") == step);
        await server.Expect("data");
        Assert.Empty(client.All("solution"));
        await server.Send("resume");
        Assert.True((await client.Expect("solution")).Is("ok"));
    }

    [PeerFact]
    public async Task A_server_can_be_late_silent_or_reply_to_the_past()
    {
        using var domain = TestDomain.Lease();
        await using var silent = await AmlIpPeer.Start(domain, "silent", "server");
        await using var late = await AmlIpPeer.Start(domain, "late", "server", "--late-reply-ms", "200", "--work-ms", "100");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await silent.Send("no-reply on");
        await client.Send("job 64 1");
        var solution = await client.Expect("solution");
        Assert.Equal(late.Id, solution.Server);
        Assert.True(solution.Number("us") >= 300_000, solution.ToString());
        await silent.Expect("not-replied");

        await silent.Send($"reply-old {client.Id} 0");
        await client.Expect("reply", r => r.Server == silent.Id && !r.Is("first"));
    }

    [PeerFact]
    public async Task Garbage_is_reported_and_survived()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        string[] topics = [Topics.Request, Topics.Target, Topics.Data(server.Id)];
        foreach (string topic in topics)
        {
            await client.Send($"truncated {topic}");
            await client.Send($"garbage {topic} 00010000ffffff7f");
            await client.Send($"garbage {topic} 0007000001020304");
        }

        int samples = 2 * topics.Length;
        foreach (string topic in topics)
            samples += (int)(await client.Expect("truncated-written", e => e.Topic == topic)).Number("samples");
        await server.Expect("malformed", count: samples);
        await client.Send("job 64 1");
        Assert.True((await client.Expect("solution")).Is("ok"));
    }

    [PeerFact]
    public async Task A_killed_peer_is_lost_after_its_lease()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server", "--lease", "1");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        Assert.Equal(1000, (await client.Expect("participant", e => e.State == "found")).Number("leaseMs"));
        await client.Send("job 64 1");
        await client.Expect("idle");
        server.Kill();
        await client.Expect("participant", e => e.State == "lost" && e.Text("name") == "cp");
    }
}
