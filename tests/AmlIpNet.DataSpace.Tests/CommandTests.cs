using AmlIpNet.TestKit;

namespace AmlIpNet.DataSpace.Tests;

/// <summary><c>amlip data</c>, as typed in a shell.</summary>
public sealed class CommandTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "amlip.dll");

    [Fact]
    public async Task The_commands_do_what_they_say()
    {
        using var domain = TestDomain.Lease();
        string[] network = ["--loopback", "--domain", $"{domain.Id}", "--lease", "5"];
        await using var center = ChildProcess.StartDotnet(s_program, ["data", "center", .. network, "--managed"]);
        await using var worker = ChildProcess.StartDotnet(s_program, ["data", "worker", "--name", "alice", "--function", "upper=tr a-z A-Z", .. network, "--managed"]);

        Assert.Equal((0, ""), await RunAsync("hello\n", "data", "put", "x", "-", "--type", "text/plain"));
        Assert.Equal((0, ""), await RunAsync("", "data", "compute", "upper", "z", "--needs", "x", "--args", "oh "));
        Assert.Equal((0, "OH HELLO"), await RunAsync("", "data", "get", "z"));
        var (code, who) = await RunAsync("", "data", "who-has", "x", "y");
        Assert.Equal(0, code);
        Assert.Matches(@"^x: alice(\.[0-9a-f]{2}){4}\ny: none $", who);
        Assert.Equal((0, ""), await RunAsync("", "data", "rm", "x"));
        Assert.Equal((0, $"{9,14} {1,3} z"), await RunAsync("", "data", "ls"));
        Assert.Equal(1, (await RunAsync("", "data", "get", "x")).Code);
        Assert.Equal(2, (await RunAsync("", "data", "worker", "--function", "nothing")).Code);

        Assert.Matches(@"^ +1 +1 +9 alice\S*$", (await RunAsync("", "data", "workers")).Output);
        await using var other = ChildProcess.StartDotnet(s_program, ["data", "worker", "--name", "bob", "--function", "upper=tr a-z A-Z", .. network, "--managed"]);
        Assert.Equal((0, ""), await RunAsync("hi", "data", "put", "y", "-", "--worker", "bob"));
        Assert.Equal((0, ""), await RunAsync("", "data", "compute", "upper", "u", "--needs", "y", "--worker", "bob"));
        (code, who) = await RunAsync("", "data", "replicate", "y", "--copies", "2");
        Assert.Equal(0, code);
        Assert.Matches(@"^y: (alice\S* bob|bob\S* alice)\S*$", who);
        foreach (string key in new[] { "b1", "b2" }) Assert.Equal((0, ""), await RunAsync(new string('x', 1_000), "data", "put", key, "-", "--worker", "bob"));
        (code, string moves) = await RunAsync("", "data", "rebalance");
        Assert.Equal(0, code);
        Assert.Matches(@"^b1: bob\S* -> alice\S*, 1,000 bytes$", moves);
        Assert.Equal((0, new string('x', 1_000)), await RunAsync("", "data", "get", "b1"));

        async Task<(int Code, string Output)> RunAsync(string input, params string[] arguments)
        {
            await using var process = ChildProcess.StartDotnet(s_program, [.. arguments, .. network]);
            await process.Input.WriteAsync(input);
            process.Input.Close();
            int code = await process.WaitForExitAsync(s_patience);
            var lines = new List<string>();
            await foreach (string line in process.ReadLinesAsync()) lines.Add(line);
            return (code, string.Join('\n', lines));
        }
    }
}
