using System.Text.Json;
using AmlIpNet.Artifacts;

namespace AmlIpNet.Examples.Tests.Artifacts;

/// <summary><c>amlip artifact</c>, as typed in a shell.</summary>
public sealed class CommandTests : IAsyncDisposable
{
    private readonly Fleet _fleet = new();

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task The_commands_do_what_they_say()
    {
        string hold = $"hold=while ! test -f {_fleet.PathOf("go")}; do sleep 0.05; done; cat received/0";
        _fleet.StartScheduler("--allow-download", "--exec", hold);
        _fleet.StartWorkers("--allow-download", "--audit", _fleet.PathOf("audit.jsonl"));
        await _fleet.KnowsAsync(3);
        string file = _fleet.PathOf("held.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(Fleet.File("count.yaml"))).Replace("name: count.total", "name: hold", StringComparison.Ordinal));
        var (code, id, errors) = await _fleet.RunAsync("submit", file);
        Assert.True(code == 0, errors);

        await using var watch = _fleet.StartTerminal("status", id, "--watch");
        await watch.WaitForLineAsync(line => line.Contains("▶ 3 scheduler: running", StringComparison.Ordinal), "the job of the scheduler, in colour", Fleet.Patience);
        var (_, graph, _) = await _fleet.RunAsync("status", id);
        Assert.Contains("\"rows with x > 0.5\": running, 3 of 4 jobs", graph);
        Assert.Matches(@"count  3/3(\r?\n.*✓ \d (alice|bob|carol): \d+\.\d s, 1\d bytes  → 3){3}", graph);
        Assert.Matches(@"total  0/1\r?\n.*▶ 3 scheduler: running \d+\.\d s", graph);
        var json = JsonDocument.Parse((await _fleet.RunAsync("status", id, "--json")).Output).RootElement;
        Assert.Equal((id, 4), (json.GetProperty("id").GetString(), json.GetProperty("jobs").GetArrayLength()));

        Assert.Equal(0, (await _fleet.RunAsync("cancel", id)).Code);
        List<string> screen = [];
        await foreach (string line in watch.ReadLinesAsync()) screen.Add(line);
        int ended = await watch.WaitForExitAsync(Fleet.Patience);
        Assert.True(ended == 1, $"The watch ended with {ended}: {string.Join('\n', screen.TakeLast(30))}");
        Assert.Contains(screen, line => line.Contains("cancelled, 3 of 4 jobs", StringComparison.Ordinal));
        Assert.Contains("cancelled", (await _fleet.RunAsync("list")).Output.Split('\n').Single(line => line.Contains(id, StringComparison.Ordinal)));
        await File.WriteAllTextAsync(_fleet.PathOf("go"), "");
        Assert.Equal(0, (await _fleet.RunAsync("resume", id)).Code);
        Assert.Equal(ArtifactState.ArtifactCompleted, (await _fleet.Workbench.WaitAsync(id)).State);

        var (_, listed, _) = await _fleet.RunAsync("resources", id, "--json");
        var resources = listed.Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(4, resources.Count);
        var last = resources.Single(one => one.GetProperty("step").GetString() == "total");
        Assert.Equal(3, last.GetProperty("from").GetArrayLength());
        var part = resources.First(one => one.GetProperty("step").GetString() == "count");
        Assert.Contains(last.GetProperty("from").EnumerateArray(), one => one.GetString() == part.GetProperty("id").GetString());
        Assert.Matches("^\\{\"count\":\\d+\\}$", (await _fleet.RunAsync("download", id, part.GetProperty("id").GetString()!)).Output);
        var (_, audit, _) = await Fleet.AuditAsync(_fleet.PathOf("audit.jsonl"));
        audit += (await Fleet.AuditAsync(_fleet.PathOf("artifacts.db.audit.jsonl"))).Output; // the scheduler has copies
        Assert.Contains(audit.Split('\n'), line => line.Contains(part.GetProperty("id").GetString()!, StringComparison.Ordinal) && line.Contains("workbench.", StringComparison.Ordinal));
        Assert.Equal(2, (await _fleet.RunAsync("status", "nothing")).Code);

        Assert.Equal(0, (await _fleet.RunAsync("forget", id)).Code);
        Assert.DoesNotContain(id, (await _fleet.RunAsync("list")).Output);
        var (unknown, _, why) = await _fleet.RunAsync("status", id);
        Assert.NotEqual(0, unknown);
        Assert.Contains("has no artifact", why);
    }

    [Fact]
    public void All_examples_can_run()
    {
        string[] files = [.. Directory.GetFiles(Fleet.Examples).Where(file => file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal))];
        Assert.Equal(5, files.Length);
        foreach (string file in files) Assert.Empty(ArtifactCheck.FindFaults(ArtifactText.Read(File.ReadAllText(file)), workers: 3));
    }

    [Fact]
    public async Task A_file_is_checked_without_a_network()
    {
        var (ok, plan, warnings) = await Fleet.CheckAsync(Fleet.File("training.yaml"), "--workers", "3");
        Assert.Equal((0, ""), (ok, warnings));
        Assert.Contains("rounds[0]/train  0/3", plan);
        Assert.Contains("worker 3", plan);

        string wrong = _fleet.PathOf("wrong.yaml");
        await File.WriteAllTextAsync(wrong, "steps:\n  - name: a\n    kind: parallel\n    requires: [b]\n    distribution: Nowhere\n    operations: [{ name: count }]\n  - name: a\n    kind: finalize\n");
        var (code, output, errors) = await Fleet.CheckAsync(wrong);
        Assert.Equal((2, ""), (code, output));
        foreach (string fault in new[] { "'b'", "Nowhere", "Two steps are called 'a'", "no operations" }) Assert.Contains(fault, errors);
        Assert.Contains("--exec mine=CMD", (await Fleet.CheckAsync(await WriteAsync("steps: [{ kind: finalize, operations: [{ name: mine }] }]"))).Errors);

        async Task<string> WriteAsync(string text)
        {
            await File.WriteAllTextAsync(wrong, text);
            return wrong;
        }
    }
}
