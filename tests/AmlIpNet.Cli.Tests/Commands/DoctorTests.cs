using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;
using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Commands;

public sealed class DoctorTests : IDisposable
{
    private const string Strict = """
        <dds xmlns="http://www.omg.org/spec/DDS-XML"><qos_library name="amlip"><qos_profile name="status" base_name="amlip::status"><datareader_qos>
          <liveliness><kind>AUTOMATIC_LIVELINESS_QOS</kind><lease_duration><sec>0</sec><nanosec>100000000</nanosec></lease_duration></liveliness>
        </datareader_qos></qos_profile></qos_library></dds>
        """;

    private readonly AmlIp _amlip = new();

    public void Dispose() => _amlip.Dispose();

    [Fact]
    public async Task A_network_that_is_well_has_no_problem()
    {
        await using var compute = await ComputeAsync("here");
        await using var main = _amlip.CreateMain(isNative: true);
        var lines = await ExamineAsync(expectedExit: 0, seen => Participants(seen).Count() >= 2);
        var here = Participants(lines).Single(one => Text(one, "name") == "here");
        Assert.Equal((Environment.MachineName, compute.Id), (Text(here, "host"), here.GetProperty("process_id").GetInt32()));
        Assert.Contains("0.10.", Text(Of(lines, "library").Single(), "library"));
        Assert.Contains("127.0.0.1", Of(lines, "interface").Single(one => Text(one, "name") == "lo").GetProperty("addresses").EnumerateArray().Select(address => address.GetString()));
        Assert.Contains(Of(lines, "endpoint"), one => Text(one, "topic") == "amlip/status" && Text(one, "kind") == "writer" && Text(one, "type") == "amlip::status");
        Assert.True(Of(lines, "verdict").Single().GetProperty("matches").GetInt32() > 0);
    }

    [Fact]
    public async Task A_reader_that_requests_more_than_is_offered_is_told_with_both_values_and_the_remedy()
    {
        File.WriteAllText(_amlip.PathOf("strict.xml"), Strict);
        await using var compute = await ComputeAsync("here");
        await using var strict = _amlip.Start("status", "--name", "strict", "--json", "--qos", _amlip.PathOf("strict.xml"));
        var lines = await ExamineAsync(expectedExit: 1, seen => Participants(seen).Count() == 2 && Problems(seen).Any(one => Writers(one).Any(writer => writer.StartsWith("here ("))));
        var problem = Assert.Single(Problems(lines));
        Assert.Equal(("topic", "amlip/status", "LIVELINESS"), (Text(problem, "about"), Text(problem, "topic"), Text(problem, "policy")));
        Assert.Equal(("AUTOMATIC 500 ms", "AUTOMATIC 100 ms"), (Text(problem, "offered"), Text(problem, "requested")));
        Assert.StartsWith("strict (", Assert.Single(problem.GetProperty("readers").EnumerateArray()).GetString());
        Assert.Contains("let the writer offer AUTOMATIC 100 ms", Text(problem, "remedy"));
        Assert.Contains("profile amlip::status", Text(problem, "remedy"));

        var words = await RunUntilAsync([], result => result.Lines.Contains("Participants: 2") && result.Lines.Any(line => line.Contains("AUTOMATIC 500 ms  by the writer of") && line.Contains("here (")));
        Assert.Equal(1, words.ExitCode);
        Assert.Contains("Problem (topic): amlip/status: LIVELINESS", words.Lines);
        Assert.Contains(words.Lines, line => line.TrimEnd().StartsWith("  requested  AUTOMATIC 100 ms  by the reader of strict"));
        Assert.Contains("1 problem.", words.Lines);
    }

    [Fact]
    public async Task Another_type_under_the_name_of_a_topic_is_told()
    {
        await using var compute = await ComputeAsync("here");
        var options = NetworkOptions.Loopback with { Domain = _amlip.Domain };
        await using var stranger = new CycloneEngine().CreateParticipant("stranger", options, NullListener.Instance);
        stranger.CreateReader(new Topic("amlip/status", new TypeDescription("other::status", [new("text", MemberKind.String, 20)])), new EndpointQos(), NullListener.Instance);
        var lines = await ExamineAsync(expectedExit: 1, seen => Participants(seen).Count() == 2 && Problems(seen).Any());
        var problem = Assert.Single(Problems(lines));
        Assert.Equal(("TYPE_NAME", "amlip::status", "other::status"), (Text(problem, "policy"), Text(problem, "offered"), Text(problem, "requested")));
    }

    [LinuxFact]
    public async Task A_program_on_another_domain_is_named_with_it_as_a_note()
    {
        using var elsewhere = new AmlIp();
        await using var away = elsewhere.Start("compute", "--handler", "echo", "--name", "away");
        await Wait.Until(() => away.Errors.Contains("takes jobs"), "the greeting of the node on the other domain", seen: () => away.Errors);
        // Programs of others may be on further domains, of which only some are named.
        var lines = await ExamineAsync(expectedExit: 0, seen => Notes(seen, "domain").Any(one => Text(one, "what").Contains($"{elsewhere.Domain} by ") || Text(one, "what").EndsWith(" more")));
        Assert.Matches($"other domains are in use on this machine: .*(process {away.Id}| more$)", Text(Assert.Single(Notes(lines, "domain"), one => Text(one, "what").StartsWith("other domains")), "what"));
        Assert.DoesNotContain(Participants(lines), one => Text(one, "name") == "away");
    }

    [Fact]
    public async Task Names_of_strangers_cannot_write_to_the_terminal()
    {
        var options = NetworkOptions.Loopback with { Domain = _amlip.Domain };
        await using var stranger = new CycloneEngine().CreateParticipant("\u001b[2Jbad", options, NullListener.Instance);
        var words = await RunUntilAsync([], result => result.Lines.Any(line => line.Contains("\\x1b[2Jbad")));
        Assert.DoesNotContain(words.Lines, line => line.Contains('\u001b'));
        Assert.DoesNotContain('\u001b', words.Errors);
    }

    [Fact]
    public async Task A_program_that_has_the_domains_ports_but_is_not_heard_is_named()
    {
        _ = CycloneEngine.LibraryFile; // by which the doctor tells that this process is one of DDS
        using Socket discovery = Bind(7400 + 250 * _amlip.Domain + 10 + 2 * 117), data = Bind(7400 + 250 * _amlip.Domain + 11 + 2 * 117);
        var lines = await ExamineAsync(expectedExit: 1, seen => Problems(seen).Any());
        var problem = Assert.Single(Problems(lines));
        Assert.Equal("interface", Text(problem, "about"));
        Assert.Contains($"(process {Environment.ProcessId}) on this machine has ports of domain {_amlip.Domain} open, but was not discovered", Text(problem, "what"));
        Assert.Contains("--interface", Text(problem, "remedy"));

        static Socket Bind(int port)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
    }

    [Fact]
    public async Task A_missing_library_is_a_problem_with_its_remedy_and_the_rest_is_examined()
    {
        var result = await AmlIp.RunBareAsync(["doctor", "--loopback", "--json"], [new("AMLIPNET_DDSC", "/nowhere/libddsc.so")]);
        Assert.Equal(1, result.ExitCode);
        JsonElement[] lines = [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Contains("apt-get install libddsc0debian", Text(Assert.Single(Problems(lines)), "what"));
        Assert.NotEmpty(Of(lines, "interface"));
    }

    private async Task<ChildProcess> ComputeAsync(string name)
    {
        var compute = _amlip.Start("compute", "--handler", "echo", "--name", name);
        await Wait.Until(() => compute.Errors.Contains("takes jobs"), "the node's greeting", seen: () => compute.Errors);
        return compute;
    }

    private async Task<JsonElement[]> ExamineAsync(int expectedExit, Predicate<JsonElement[]> isThere)
    {
        var result = await RunUntilAsync(["--json"], result => isThere(Parse(result)));
        Assert.True(result.ExitCode == expectedExit, $"exit code {result.ExitCode}\n{string.Join('\n', result.Lines)}\n{result.Errors}");
        return Parse(result);

        static JsonElement[] Parse(AmlIp.Result result) => [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Examines again until what is expected is seen: on a busy machine discovery may take longer than the doctor looks.</summary>
    private async Task<AmlIp.Result> RunUntilAsync(string[] arguments, Predicate<AmlIp.Result> isThere)
    {
        for (int wait = 2; ; wait *= 2)
        {
            var result = await _amlip.RunAsync(["doctor", .. arguments, "--wait", $"{wait}"]);
            if (isThere(result)) return result;
            Assert.True(wait < 30, $"What is expected is not seen: {string.Join('\n', result.Lines)}\n{result.Errors}");
        }
    }

    private static IEnumerable<JsonElement> Of(IEnumerable<JsonElement> lines, string what) => lines.Where(line => Text(line, "event") == what);

    private static IEnumerable<JsonElement> Participants(IEnumerable<JsonElement> lines) => Of(lines, "participant");

    private static IEnumerable<JsonElement> Problems(IEnumerable<JsonElement> lines) => Of(lines, "finding").Where(one => one.GetProperty("problem").GetBoolean());

    private static IEnumerable<JsonElement> Notes(IEnumerable<JsonElement> lines, string about) =>
        Of(lines, "finding").Where(one => !one.GetProperty("problem").GetBoolean() && Text(one, "about") == about);

    private static IEnumerable<string> Writers(JsonElement finding) => finding.TryGetProperty("writers", out var writers) ? writers.EnumerateArray().Select(one => one.GetString()!) : [];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
