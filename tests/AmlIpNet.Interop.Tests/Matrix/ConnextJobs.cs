using AmlIpNet.Interop.Tests.Nodes;
using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Matrix;

/// <summary>Jobs with the peer for RTI Connext, whose jobs have one size that is known before.</summary>
internal sealed class ConnextJobs(PeerProgram program, int bytes, params string[] settings)
{
    /// <summary>Our Main node asks its Computing node.</summary>
    /// <returns>Once all jobs are solved.</returns>
    public async Task WeAsk(int jobs)
    {
        using var domain = TestDomain.Lease();
        await using var main = NodeKit.NewMain(domain);
        await using var server = await Start(domain, "cp", "server");
        await SolveAll(main, server, jobs);
        await server.Quit();
        Assert.Equal(jobs, server.All("data").Length);
    }

    /// <summary>Its Computing node joins after the request, and again after it left.</summary>
    public async Task WeAskLateAndAgain()
    {
        using var domain = TestDomain.Lease();
        await using var main = NodeKit.NewMain(domain);
        var early = NodeKit.SolveOne(main, bytes, seed: 1);
        await using (var server = await Start(domain, "cp", "server"))
        {
            Assert.Equal(server.Id, (await early).SolvedBy.ToString());
            await server.Quit();
        }

        await using var again = await Start(domain, "cp", "server");
        await SolveAll(main, again, 2);
    }

    /// <summary>Its Computing node is killed with a job.</summary>
    public async Task WeAskOneThatIsKilled()
    {
        using var domain = TestDomain.Lease();
        await using var victim = await Start(domain, "victim", "server", "--lease", "1");
        await victim.Send("hold data");
        await using var main = NodeKit.NewMain(domain);
        var job = NodeKit.SolveOne(main, bytes, seed: 1);
        await victim.Expect("held");
        await using var heir = await Start(domain, "heir", "server");
        victim.Kill();
        Assert.Equal(heir.Id, (await job).SolvedBy.ToString());
    }

    /// <summary>Its Main node asks our Computing node.</summary>
    public async Task ItAsks(int jobs)
    {
        using var domain = TestDomain.Lease();
        await using var node = new Serving(domain);
        await using var client = await Start(domain, "main", "client");
        await SolveAll(client, jobs);
    }

    /// <summary>Our Computing node joins after the request; its Main node leaves and starts again.</summary>
    public async Task ItAsksLateAndAgain()
    {
        using var domain = TestDomain.Lease();
        await using var client = await Start(domain, "main", "client");
        await client.Send($"job {bytes} 1");
        await client.Expect("request-written");
        await using var node = new Serving(domain);
        await client.Expect("idle");
        await client.Quit();
        await using var again = await Start(domain, "main", "client");
        await SolveAll(again, 2);
    }

    /// <summary>Its Main node is killed after its request.</summary>
    public async Task ItAsksAndIsKilled()
    {
        using var domain = TestDomain.Lease();
        await using var node = new Serving(domain);
        await using var victim = await Start(domain, "victim", "client", "--lease", "1");
        await victim.Send("request-only");
        await victim.Expect("reply", e => e.Server == node.Id);
        await using var next = await Start(domain, "next", "client");
        await next.Send($"job {bytes} 1");
        victim.Kill();
        await next.Expect("idle");
    }

    private Task<AmlIpPeer> Start(TestDomain domain, string name, string mode, params string[] options) =>
        AmlIpPeer.Start(program, domain, name, mode, ["--payload", $"{bytes}", .. settings, .. options]);

    private async Task SolveAll(MainNode main, AmlIpPeer server, int jobs)
    {
        var solutions = await Task.WhenAll(Enumerable.Range(0, jobs).Select(job => NodeKit.SolveOne(main, bytes, seed: job)));
        Assert.All(solutions, solution => Assert.Equal(server.Id, solution.SolvedBy.ToString()));
    }

    private async Task SolveAll(AmlIpPeer client, int jobs)
    {
        await client.Send($"jobs {jobs} {bytes} 1");
        await client.Expect("idle", e => e.Number("tasks") == jobs);
        Assert.All(client.All("solution"), e => Assert.True(e.Is("ok") && e.Number("copy") == 1 && e.Is("sameServer"), e.ToString()));
        Assert.Equal(jobs, client.All("solution").Length);
        Assert.Empty(client.All("stray-solution"));
    }
}
