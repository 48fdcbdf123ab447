using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>
/// Fast DDS makes a direct writer on first use and writes at once, before we know the writer: the sample is lost, and Fast DDS repeats it
/// with its heartbeat 3 s later unless it is asked in a way that it answers.
/// </summary>
public sealed class FirstContactTests
{
    private const int Contacts = 5;
    private const int LimitMicroseconds = 1_500_000; // half of Fast DDS's heartbeat period

    [PeerFact]
    public async Task The_first_reply_of_an_AML_IP_server_does_not_wait_for_its_heartbeat()
    {
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        for (int contact = 0; contact < Contacts; contact++)
        {
            await using var main = NodeKit.NewMain(domain, $"main{contact}");
            await NodeKit.SolveOne(main, 64, seed: contact);
        }

        await server.Quit();
        AssertSoon(server.All("replied").Zip(server.All("chosen"), (replied, chosen) => chosen.Number("at") - replied.Number("at")));
    }

    [PeerFact]
    public async Task The_first_data_of_an_AML_IP_client_does_not_wait_for_its_heartbeat()
    {
        using var domain = TestDomain.Lease();
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        for (int contact = 0; contact < Contacts; contact++)
        {
            await using var node = NodeKit.NewComputing(domain, name: $"cp{contact}");
            var processed = node.ProcessJobAsync(NodeKit.SolveAsync);
            await client.Send($"job 64 {contact}");
            await client.Expect("solution", s => s.Is("ok") && s.Task == contact);
            await Wait.For(processed, "the processed job");
        }

        await client.Quit();
        AssertSoon(client.All("data-written").Zip(client.All("solution"), (data, solution) => solution.Number("at") - data.Number("at")));
    }

    // A busy machine may be late once.
    private static void AssertSoon(IEnumerable<long> microseconds)
    {
        long[] sorted = [.. microseconds.Order()];
        Assert.Equal(Contacts, sorted.Length);
        Assert.True(sorted[^2] < LimitMicroseconds, $"Microseconds: {string.Join(' ', sorted)}");
    }
}
