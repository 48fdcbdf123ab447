using System.Net;
using AmlIpNet.Cli.Doctor;
using AmlIpNet.Dds;

namespace AmlIpNet.Cli.Tests.Doctor;

public sealed class DiagnosisTests
{
    private static readonly InterfaceReport s_lo = new("lo", [IPAddress.Loopback], true, "works");

    [Theory]
    [InlineData(7400, 0)]
    [InlineData(7401, 0)]
    [InlineData(7402, null)]
    [InlineData(7409, null)]
    [InlineData(7410, 0)]
    [InlineData(7649, 0)]
    [InlineData(7650, 1)]
    [InlineData(7400 + 250 * 166 + 10, 166)]
    [InlineData(7400 + 250 * 232 + 11, 232)]
    [InlineData(7400 + 250 * 233, null)]
    [InlineData(7399, null)]
    [InlineData(53, null)]
    public void A_port_tells_its_domain(int port, int? domain) => Assert.Equal(domain, DomainPorts.DomainOf(port));

    [Fact]
    public void Only_two_ports_in_a_row_make_a_participant()
    {
        Assert.Empty(DomainPorts.DomainsOf(new HashSet<int> { 7410, 7413, 7661 }));
        Assert.Equal([0, 1], DomainPorts.DomainsOf(new HashSet<int> { 7410, 7411, 7650, 7651 }).Order());
    }

    [Fact]
    public void Processes_are_found_in_the_table_of_sockets_with_the_children_that_inherited_them()
    {
        string[] table =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops",
            Line(7410, 100), Line(7411, 101), Line(7912, 102), Line(7913, 103), Line(7414, 104), Line(7415, 105), Line(53, 106), "nonsense", Line(7416, 107), Line(8150, 108), Line(8160, 109), Line(8161, 110),
        ];
        Dictionary<long, List<(int, string)>> owners = new()
        {
            [100] = [(10, "one"), (12, "sh")],
            [101] = [(10, "one"), (12, "sh")],
            [102] = [(11, "two")],
            [103] = [(11, "two")],
            [107] = [(13, "three")],
            [108] = [(14, "four")],
            [109] = [(14, "four")],
            [110] = [(14, "four")],
        };
        Assert.Equal(
            [new LocalProcess(0, [], "", false), new LocalProcess(0, [10, 12], "one", true), new LocalProcess(2, [11], "two", false), new LocalProcess(3, [14], "four", true)],
            LocalProcess.Find(table, owners, id => id == 12));

        static string Line(int port, int inode) => $" 9883: 00000000:{port:X4} 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 {inode} 2 0000000023ff9376 0";
    }

    [Fact]
    public void A_process_of_the_domain_that_was_not_discovered_is_a_problem_and_one_of_another_domain_a_note()
    {
        var network = NetworkView.Of([Participant(1, 10), Participant(2, 77) with { Host = "elsewhere" }], []);
        LocalProcess[] processes = [new(5, [10, 12], "known", true), new(5, [77], "deaf", true), new(5, [99], "self", true), new(6, [11], "other", true), new(6, [13], "more", false)];
        var findings = Diagnosis.OfProcesses(processes, network, 5, "here", self: 99).ToList();
        Assert.Equal([("interface", true), ("domain", false)], findings.Select(one => (one.About, one.IsProblem)));
        Assert.StartsWith("deaf (process 77) on this machine has ports of domain 5 open", findings[0].What);
        Assert.Equal("other domains are in use on this machine: 6 by other (process 11), more (process 13)", findings[1].What);
    }

    [Fact]
    public void Where_participants_do_not_say_who_they_are_a_process_may_be_one_of_them()
    {
        var network = NetworkView.Of([Participant(1, null)], []);
        Assert.False(Assert.Single(Diagnosis.OfProcesses([new(5, [77], "perhaps", true)], network, 5, "here", self: 99)).IsProblem);
    }

    [Fact]
    public void Ports_alone_are_no_proof()
    {
        var finding = Assert.Single(Diagnosis.OfProcesses([new(5, [77], "browser", false)], NetworkView.Empty, 5, "here", self: 99));
        Assert.False(finding.IsProblem);
        Assert.Contains("perhaps it has nothing to do with DDS", finding.What);
    }

    [Theory]
    [InlineData("lo", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", false)]
    [InlineData("eth0", false)]
    public void An_interface_is_meant_by_its_name_or_an_address(string option, bool isMeant)
    {
        Assert.Equal(isMeant, s_lo.Is(option));
        var findings = Diagnosis.OfInterfaces([s_lo], new NetworkOptions { Interface = option });
        if (isMeant) Assert.Empty(findings);
        else Assert.Equal(("interface", true, $"this machine has no interface '{option}' that is up"), findings.Select(one => (one.About, one.IsProblem, one.What)).Single());
    }

    [Theory]
    [InlineData("lo")]
    [InlineData("127.0.0.1")]
    public async Task The_interface_of_the_option_is_tested_and_no_other(string option)
    {
        var reports = await InterfaceReport.ExamineAsync(option, multicast: true, CancellationToken.None);
        Assert.NotEqual("not tested", reports.Single(one => one.Name == "lo").Multicast);
        Assert.All(reports.Where(one => one.Name != "lo"), one => Assert.Contains(one.Multicast, new[] { "not tested", "no IPv4 address" }));
    }

    [Fact]
    public void Writers_and_readers_with_the_same_values_are_told_together()
    {
        var participants = Enumerable.Range(1, 6).Select(i => Participant((ulong)i, i)).ToArray();
        EndpointInfo[] endpoints =
        [
            .. Enumerable.Range(1, 5).Select(i => Endpoint(EndpointKind.Writer, (ulong)i, new() { Reliability = Reliability.BestEffort })),
            Endpoint(EndpointKind.Reader, 6, new()),
        ];
        var finding = Assert.Single(Diagnosis.OfPairs(NetworkView.Of(participants, endpoints)));
        Assert.True(finding.IsProblem);
        Assert.Equal((5, 1), (finding.Mismatch!.Writers.Length, finding.Mismatch.Readers.Length));
        Assert.Contains("node4 (here, process 4) and 1 more", finding.What);
        Assert.Contains("(profile amlip::status of a QoS file, option --qos)", finding.Remedy);
    }

    [Fact]
    public void Multicast_that_fails_is_a_problem_where_it_is_used()
    {
        InterfaceReport[] interfaces = [s_lo, new("eth0", [IPAddress.Parse("192.0.2.1")], false, "fails: no route")];
        Assert.Equal(["multicast on eth0: fails: no route"], Diagnosis.OfInterfaces(interfaces, new NetworkOptions()).Select(one => one.What));
        Assert.Empty(Diagnosis.OfInterfaces(interfaces, NetworkOptions.Loopback));
        Assert.Contains("no interface but loopback", Assert.Single(Diagnosis.OfInterfaces([s_lo], new NetworkOptions())).What);
    }

    [Fact]
    public async Task Multicast_on_the_loopback_interface_is_tested_for_real()
    {
        // What the answer is depends on the system; that there is one, in words, does not.
        string answer = await MulticastTest.RunAsync(IPAddress.Loopback, CancellationToken.None);
        Assert.True(answer == "works" || answer == "sent, but nothing came back" || answer.StartsWith("fails: "), answer);
        Assert.StartsWith("fails: ", await MulticastTest.RunAsync(IPAddress.Parse("192.0.2.254"), CancellationToken.None));
    }

    private static ParticipantInfo Participant(ulong id, int? process) => new(new EntityGuid(id, 0x1c1), $"node{id}") { Host = process is null ? null : "here", ProcessId = process };

    private static EndpointInfo Endpoint(EndpointKind kind, ulong participant, EndpointQos qos) =>
        new(kind, new EntityGuid(participant, 1), new EntityGuid(participant, 0x1c1), participant, "amlip/status", "amlip::status", qos);
}
