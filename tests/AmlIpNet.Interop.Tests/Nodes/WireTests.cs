using System.Text;
using AmlIpNet.Interop.Tests.Peer;

namespace AmlIpNet.Interop.Tests.Nodes;

/// <summary>What our nodes put on the wire, as Fast DDS receives it.</summary>
public sealed class WireTests
{
    [PeerFact]
    public async Task Samples_arrive_byte_for_byte_as_AML_IP_writes_them()
    {
        using var domain = TestDomain.Lease();
        await using var main = NodeKit.NewMain(domain, native: false); // or the two would have no use for AML-IP's topics
        await using var node = NodeKit.NewComputing(domain);
        string client = main.Id.ToString(), server = node.Id.ToString();
        await using var dump = await AmlIpPeer.Start(domain, "dump", "dump",
            Topics.Status, Topics.Request, Topics.Target, Topics.Reply(client), Topics.Data(server), Topics.Solution(client));
        byte[] payload = Encoding.ASCII.GetBytes("hello");
        var processed = node.ProcessJobAsync(NodeKit.SolveAsync);
        var solution = await Wait.For(main.RequestJobSolutionAsync(Job.FromBytes(payload)), "the solution");
        await Wait.For(processed, "the processed job");

        const string Task = "00000000";
        string reference = Align(Id(client)) + Task + Id(server);
        await Expect(Topics.Status, Align(Id(client)) + "03000000" + "01000000");
        await Expect(Topics.Request, Align(Id(client)) + Task);
        await Expect(Topics.Target, reference);
        await Expect(Topics.Reply(client), reference);
        await Expect(Topics.Data(server), Align(reference) + "05000000" + "01" + Hex(payload));
        await Expect(Topics.Solution(client), Align(reference) + "05000000" + "01" + Hex(NodeKit.Solve(payload)));
        Assert.Equal(server, solution.SolvedBy.ToString());

        Task<PeerEvent> Expect(string topic, string bytes) =>
            dump.Expect("sample", s => s.Topic == topic && s.Text("hex") == "00010000" + Align(bytes));

        // The name with its NUL and its length in front, then the four random bytes; spelled out without the library's codec.
        static string Id(string text)
        {
            byte[] name = Encoding.UTF8.GetBytes(text[..^12] + "\0");
            return Hex(BitConverter.GetBytes(name.Length)) + Hex(name) + text[^12..].Replace(".", "");
        }

        static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

        static string Align(string hex) => hex.PadRight((hex.Length + 7) / 8 * 8, '0');
    }

    [PeerFact]
    public async Task Endpoints_are_announced_so_that_AML_IP_matches_them()
    {
        using var domain = TestDomain.Lease();
        await using var watcher = await AmlIpPeer.Start(domain, "watcher", "discover");
        await using var main = NodeKit.NewMain(domain, native: false); // or the two would have no use for AML-IP's topics
        await using var node = NodeKit.NewComputing(domain);
        await using var status = NodeKit.NewStatus(domain);
        string client = main.Id.ToString(), server = node.Id.ToString();
        await Wait.For(Task.WhenAll(node.ProcessJobAsync(NodeKit.SolveAsync), NodeKit.SolveOne(main, 64, seed: 1)), "a solved job");

        foreach (string name in new[] { "main", "cp", "status" })
            await watcher.Expect("participant", e => e.State == "found" && e.Text("name") == name);
        (string Topic, string Type)[] topics =
        [
            (Topics.Status, "amlip::status"), (Topics.Request, "amlip::ms_request"), (Topics.Target, "amlip::ms_reference"),
            (Topics.Reply(client), "amlip::ms_reference"), (Topics.Data(server), "amlip::ms_data_GENERIC"), (Topics.Solution(client), "amlip::ms_data_GENERIC"),
        ];
        foreach (var (topic, type) in topics)
        {
            foreach (string kind in new[] { "writer", "reader" })
            {
                var endpoint = await watcher.Expect(kind, e => e.Topic == topic && e.State == "found");
                Assert.Equal(type, endpoint.Text("type"));
                Assert.Equal(("RELIABLE", "TRANSIENT_LOCAL", "SHARED"), (endpoint.Text("reliability"), endpoint.Text("durability"), endpoint.Text("ownership")));
                Assert.Equal("AUTOMATIC", endpoint.Text("liveliness"));
                Assert.Equal(0, endpoint.Number("partitions"));
                Assert.Contains(endpoint.Text("representation"), new[] { "", "XCDR1" });
                // Offered: as finite as we like. Requested: no limit, or AML-IP's writers would not match.
                if (kind == "reader") Assert.Equal("infinite", endpoint.Text("livelinessLease"));
            }
        }
    }
}
