using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.PeerAlone;

/// <summary>The bytes, QoS and statuses that the peer puts on the wire are AML-IP's.</summary>
public sealed class WireTests
{
    [PeerFact]
    public async Task Samples_are_the_golden_bytes()
    {
        const string Main = "main.01.02.03.04";
        const string Cp = "cp.a1.a2.a3.a4";
        using var domain = TestDomain.Lease();
        await using var server = await AmlIpPeer.StartAs(domain, Cp, "server");
        await using var client = await AmlIpPeer.StartAs(domain, Main, "client");
        await using var dump = await AmlIpPeer.Start(domain, "dump", "dump",
            Topics.Status, Topics.Request, Topics.Target, Topics.Reply(Main), Topics.Solution(Main));
        await client.Send("status running");
        await client.Send("next-task 7");
        await client.Send("request-only");
        await client.Send($"target 7 {Cp}");
        await server.Send($"reply-old {Main} 7");
        await server.Send($"solution {Main} 7 68656c6c6f");
        await server.Send($"solution {Main} 7");

        const string Reference = "00010000 05000000 6d61696e 00010203 04000000 07000000 03000000 637000a1 a2a3a4";
        await Golden(Topics.Status, "00010000 05000000 6d61696e 00010203 04000000 03000000 01000000");
        await Golden(Topics.Request, "00010000 05000000 6d61696e 00010203 04000000 07000000");
        await Golden(Topics.Target, Reference);
        await Golden(Topics.Reply(Main), Reference);
        await Golden(Topics.Solution(Main), Reference + "00 05000000 0168656c 6c6f");
        await Golden(Topics.Solution(Main), Reference + "00 00000000 01");

        // The wire pads with zeros to a multiple of 4.
        async Task Golden(string topic, string bytes)
        {
            string hex = bytes.Replace(" ", "");
            string padded = hex.PadRight((hex.Length + 7) / 8 * 8, '0');
            await dump.Expect("sample", s => s.Topic == topic && s.Text("hex") == padded);
        }
    }

    [PeerFact]
    public async Task Endpoints_announce_what_AML_IP_announces()
    {
        using var domain = TestDomain.Lease();
        await using var watcher = await AmlIpPeer.Start(domain, "watcher", "discover");
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await client.Send("job 64 1");
        await client.Expect("solution");

        var participant = await watcher.Expect("participant", e => e.State == "found" && e.Text("name") == "cp");
        Assert.Equal(20_000, participant.Number("leaseMs"));
        Assert.Equal("AML_IP", participant.Text("id"));
        Assert.Contains("\"NodeKind\":\"computing\"", participant.Text("metadata"));
        (string Endpoint, string Topic, string Type)[] expected =
        [
            ("writer", Topics.Status, "amlip::status"),
            ("writer", Topics.Request, "amlip::ms_request"), ("reader", Topics.Request, "amlip::ms_request"),
            ("writer", Topics.Target, "amlip::ms_reference"), ("reader", Topics.Target, "amlip::ms_reference"),
            ("writer", Topics.Reply(client.Id), "amlip::ms_reference"), ("reader", Topics.Reply(client.Id), "amlip::ms_reference"),
            ("writer", Topics.Data(server.Id), "amlip::ms_data_GENERIC"), ("reader", Topics.Data(server.Id), "amlip::ms_data_GENERIC"),
            ("writer", Topics.Solution(client.Id), "amlip::ms_data_GENERIC"), ("reader", Topics.Solution(client.Id), "amlip::ms_data_GENERIC"),
        ];
        foreach (var (kind, topic, type) in expected)
        {
            var endpoint = await watcher.Expect(kind, e => e.Topic == topic && e.State == "found");
            Assert.Equal(type, endpoint.Text("type"));
            Assert.Equal(("RELIABLE", "TRANSIENT_LOCAL", "SHARED"), (endpoint.Text("reliability"), endpoint.Text("durability"), endpoint.Text("ownership")));
            Assert.Equal(("AUTOMATIC", "infinite"), (endpoint.Text("liveliness"), endpoint.Text("livelinessLease")));
            Assert.Equal(("", 0, false), (endpoint.Text("representation"), endpoint.Number("partitions"), endpoint.Is("typeInformation")));
        }
    }

    [PeerFact]
    public async Task Nodes_tell_their_status_in_AML_IPs_order()
    {
        using var domain = TestDomain.Lease();
        await using var reader = await AmlIpPeer.Start(domain, "status", "status-reader");
        await using var server = await AmlIpPeer.Start(domain, "cp", "server");
        await using var client = await AmlIpPeer.Start(domain, "main", "client");
        await reader.Expect("status", s => s.Text("id") == client.Id && s.State == "stopped");
        await reader.Expect("status", s => s.Text("id") == server.Id && s.State == "running");
        await client.Send("job 64 1");
        await client.Expect("idle");
        await client.Quit();
        await server.Quit();
        await reader.Expect("status", s => s.Text("id") == client.Id && s.State == "dropped");
        await reader.Expect("status", s => s.Text("id") == server.Id && s.State == "dropped");

        Assert.Equal(["stopped", "running", "stopped", "dropped"], States(client, "main"));
        // Keep last 1: the first status may be overwritten before the reader is matched.
        string[] states = States(server, "computing");
        Assert.Equal(["running", "stopped", "running", "dropped"], states.SkipWhile(state => state == "stopped"));

        string[] States(AmlIpPeer node, string kind)
        {
            var own = reader.All("status").Where(s => s.Text("id") == node.Id).ToArray();
            Assert.All(own, s => Assert.Equal(kind, s.Text("kind")));
            return [.. own.Select(s => s.State)];
        }
    }

    [PeerFact]
    public async Task Unknown_kinds_and_states_are_carried()
    {
        using var domain = TestDomain.Lease();
        await using var reader = await AmlIpPeer.Start(domain, "status", "status-reader");
        await using var writer = await AmlIpPeer.Start(domain, "odd", "status-writer", "--kind", "fiware");
        await writer.ExpectMatch(Topics.Status, "writer");
        await writer.Send("status-of gone.00.00.00.01 42 4000000000");
        var status = await reader.Expect("status", s => s.Text("id") == "gone.00.00.00.01");
        Assert.Equal(("42", "4000000000"), (status.Text("kind"), status.State));
        await writer.Send("status 7");
        status = await reader.Expect("status", s => s.Text("id") == writer.Id && s.State == "7");
        Assert.Equal("fiware", status.Text("kind"));
    }

    [PeerTheory]
    [InlineData("--domain", "233", "client")]
    [InlineData("--domain", "1", "--name", "x", "--id", "0102", "client")]
    [InlineData("--domain", "1", "--name", "a-name-of-twenty-nine-letters", "client")]
    [InlineData("--domain", "1", "--name", "x", "juggler")]
    [InlineData("--domain", "1", "--name", "x", "client", "--unknown")]
    public async Task A_wrong_command_line_ends_it_with_2_and_a_word(params string[] arguments)
    {
        await using var process = ChildProcess.Start(await PeerProgram.FastDds.Path, arguments);
        Assert.Equal(2, await process.WaitForExitAsync());
        Assert.StartsWith("amlip-peer: ", process.Errors);
    }
}
