using System.Globalization;
using System.Text.RegularExpressions;
using AmlIpNet.CycloneDds;
using AmlIpNet.TestKit;

namespace AmlIpNet.Hosting.Tests.Processes;

/// <summary>Generic hosts in processes of their own, on Cyclone DDS; their network comes from the environment.</summary>
public sealed partial class TwoProcessTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly TestDomain _domain = TestDomain.Lease();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public async Task One_trace_spans_both_processes()
    {
        await using var worker = Start("worker");
        await using var main = Start("main");
        await main.Input.WriteLineAsync("hello 0");
        var send = Span.Parse(await LineAsync(main, "span send job"));
        var ask = Span.Parse(await LineAsync(main, "span ask hello"));
        var process = Span.Parse(await LineAsync(worker, "span process job"));
        Assert.Equal((ask.Trace, ask.Trace), (send.Trace, process.Trace));
        Assert.Equal((ask.Id, send.Id), (send.Parent, process.Parent));
        Assert.Equal("test=1", process.State);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_end_finishes_its_job_and_the_next_goes_to_another_process()
    {
        await using var first = Start("worker");
        await using var main = Start("main");
        await using var status = AmlIp.CreateStatusNode("status", _domain.Options with { Lease = TimeSpan.FromSeconds(5) });
        await main.Input.WriteLineAsync("one -1");
        await LineAsync(first, "started one");
        await main.Input.WriteLineAsync("two 0");
        first.Terminate();
        await Wait.Until(() => status.Nodes.Any(node => node.Load is { IsDraining: true }), "the word that the worker drains", s_patience);
        await first.Input.WriteLineAsync("open");
        Assert.Equal($"answer ONE by {first.Id}", await LineAsync(main, "answer"));
        List<string> last = [];
        await foreach (string line in first.ReadLinesAsync()) last.Add(line);
        Assert.Equal("ended", last[^1]);
        Assert.DoesNotContain("started two", last);
        Assert.Equal(0, await first.WaitForExitAsync(s_patience));
        await using var second = Start("worker");
        await LineAsync(second, "started two");
        Assert.Equal($"answer TWO by {second.Id}", await LineAsync(main, "answer"));
    }

    [Fact]
    public async Task The_same_two_processes_are_a_data_space()
    {
        await using var worker = Start(["worker", "data"]);
        await using var main = Start(["main", "data"]);
        await using var client = DataSpaceClient.Create(new CycloneEngine(), new DataSpaceClientOptions { Name = "client", Network = _domain.Options with { Lease = TimeSpan.FromSeconds(5) } });
        await Wait.For(client.PutAsync("x", "hello"), "a put", s_patience);
        var place = await Wait.For(client.ComputeAsync("shout", "z", needed: ["x"]), "the computation", s_patience);
        Assert.Equal("holder", place.Worker.Name);
        Assert.Equal("HELLO", await Wait.For(client.GetAsync<string>("z"), "the value", s_patience));
        await main.Input.WriteLineAsync("hello 0");
        Assert.Equal($"answer HELLO by {worker.Id}", await LineAsync(main, "answer"));
    }

    [Fact]
    public async Task A_wrong_environment_ends_the_program_with_the_remedy()
    {
        await using var worker = Start("worker", ("AmlIp__Nodes__worker__Slots", "none"));
        Assert.NotEqual(0, await worker.WaitForExitAsync(s_patience));
        Assert.Contains("AmlIp:Nodes:worker:Slots is 'none': write a number.", worker.Errors);
    }

    private static Task<string> LineAsync(ChildProcess process, string start) =>
        process.WaitForLineAsync(line => line.StartsWith(start, StringComparison.Ordinal), $"a line '{start}'", s_patience);

    private ChildProcess Start(string role, params (string Name, string Value)[] variables) => Start([role], variables);

    private ChildProcess Start(string[] roles, params (string Name, string Value)[] variables) => ChildProcess.StartDotnet(
        Peer,
        roles,
        [
            new("AmlIp__Loopback", "true"), new("AmlIp__Network__Domain", _domain.Id.ToString(CultureInfo.InvariantCulture)), new("AmlIp__Network__Lease", "00:00:05"),
            .. variables.Select(one => KeyValuePair.Create(one.Name, one.Value)),
        ]);

    private static string Peer
    {
        get
        {
            // .../tests/AmlIpNet.Hosting.Tests/bin/<configuration>/net10.0/
            string own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
            string configuration = Path.GetFileName(Path.GetDirectoryName(own))!;
            string path = Path.GetFullPath(Path.Combine(own, "..", "..", "..", "..", "AmlIpNet.Hosting.TestPeer", "bin", configuration, "net10.0", "AmlIpNet.Hosting.TestPeer.dll"));
            return File.Exists(path) ? path : throw new FileNotFoundException("The test peer has not been built: build the solution.", path);
        }
    }

    private sealed partial record Span(string Trace, string Id, string Parent, string State)
    {
        public static Span Parse(string line)
        {
            var match = Pattern().Match(line);
            Assert.True(match.Success, line);
            return new(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value);
        }

        [GeneratedRegex("trace=([0-9a-f]{32}) id=([0-9a-f]{16}) parent=([0-9a-f]{16}) state=(.*)$")]
        private static partial Regex Pattern();
    }
}
