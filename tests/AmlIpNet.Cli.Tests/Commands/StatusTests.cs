using System.Text.Json;
using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Commands;

public sealed class StatusTests : IDisposable
{
    private readonly AmlIp _amlip = new();

    public void Dispose() => _amlip.Dispose();

    [Fact]
    public async Task Once_as_JSON_shows_the_nodes_that_are_there()
    {
        await using var compute = _amlip.Start("compute", "--handler", "echo", "--slots", "3", "--name", "here");
        await Wait.Until(() => compute.Errors.Contains("takes jobs"), "the node's greeting", seen: () => compute.Errors);
        var status = await _amlip.RunAsync(["status", "--once", "--json", "--wait", "3"]);
        Assert.Equal(0, status.ExitCode);
        var node = JsonDocument.Parse(Assert.Single(status.Lines)).RootElement;
        Assert.Equal(("here", "computing", "stopped", false), (Text(node, "name"), Text(node, "kind"), Text(node, "state"), node.GetProperty("lost").GetBoolean()));
        Assert.Equal(Environment.MachineName, Text(node, "host"));
        var load = node.GetProperty("load");
        Assert.Equal((3, 0, 0, 0), (load.GetProperty("slots").GetInt32(), load.GetProperty("running").GetInt32(), load.GetProperty("done").GetInt32(), load.GetProperty("failed").GetInt32()));
        Assert.Equal((Environment.MachineName, false, false), (Text(load, "host"), load.GetProperty("draining").GetBoolean(), load.GetProperty("suspected").GetBoolean()));
        Assert.Matches(@"^here(\.[0-9a-f]{2}){4}$", Text(node, "node"));
    }

    [Fact]
    public async Task Changes_as_JSON_tell_the_load()
    {
        await using var status = _amlip.Start("status", "--json");
        await using var compute = _amlip.Start("compute", "--exec", $"while ! test -f {_amlip.PathOf("go")}; do sleep 0.05; done; read x; test $x != bad", "--name", "busy", "--slots", "2");
        await using var main = _amlip.CreateMain(isNative: true);
        var good = main.RequestJobSolutionAsync(Job.FromString("good\n")).AsTask();
        var bad = main.RequestJobSolutionAsync(Job.FromString("bad\n"), new JobOptions { MaxAttempts = 1 }).AsTask();
        await status.WaitForLineAsync(line => line.Contains("\"slots\":2,\"running\":2,"), "two running jobs");
        File.WriteAllText(_amlip.PathOf("go"), "");
        await Wait.For(good, "the solution of a job");
        Assert.Equal(1, (await Assert.ThrowsAsync<JobFailedException>(() => bad)).Code);
        await status.WaitForLineAsync(line => line.Contains("\"slots\":2,\"running\":0,\"done\":1,\"failed\":1,"), "the jobs that ended");
    }

    [Fact]
    public async Task Changes_as_JSON_tell_a_farewell_from_a_loss()
    {
        await using var status = _amlip.Start("status", "--json");
        await using (var polite = _amlip.Start("compute", "--handler", "echo", "--name", "polite"))
        {
            await NextAsync(status, "polite", "stopped");
            polite.Interrupt();
            Assert.False((await NextAsync(status, "polite", "dropped")).GetProperty("lost").GetBoolean());
        }

        await using var killed = _amlip.Start("compute", "--handler", "echo", "--name", "killed");
        await NextAsync(status, "killed", "stopped");
        killed.Kill();
        Assert.True((await NextAsync(status, "killed", "dropped")).GetProperty("lost").GetBoolean());

        status.Interrupt();
        Assert.Equal(130, await status.WaitForExitAsync());
    }

    private static async Task<JsonElement> NextAsync(ChildProcess status, string name, string state) => JsonDocument.Parse(
        await status.WaitForLineAsync(line => line.Contains($"\"name\":\"{name}\"") && line.Contains($"\"state\":\"{state}\""), $"{name} {state}")).RootElement;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
