using System.Text.Json;
using System.Xml.Linq;

namespace AmlIpNet.Cli.Tests.Commands;

public sealed class AmlDemoTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private readonly AmlIp _amlip = new();

    public void Dispose() => _amlip.Dispose();

    [Fact]
    public async Task What_is_learnt_does_not_depend_on_processes_or_on_the_death_of_one()
    {
        var alone = await AmlIp.RunBareAsync([.. Demo("alone.svg"), "--engine", "in-process", "--workers", "2"], [new("AMLIPNET_DDSC", "/nowhere/libddsc.so")]);
        Assert.Equal(0, alone.ExitCode);

        await using var demo = _amlip.Start([.. Demo("processes.svg"), "--workers", "3"]);
        var lines = new List<string>();
        var victim = 0;
        var killed = false;
        string line;
        do
        {
            line = await demo.WaitForLineAsync(_ => true, "the verdict", s_limit);
            lines.Add(line);
            if (line.Contains("\"event\":\"process\",\"name\":\"worker-2\"") && victim == 0) victim = JsonDocument.Parse(line).RootElement.GetProperty("process").GetInt32();
            if (line.Contains("\"event\":\"round\"") && !killed)
            {
                Posix.Kill(victim);
                killed = true;
            }
        }
        while (!line.Contains("\"event\":\"verdict\""));
        Assert.Equal(0, await demo.WaitForExitAsync(s_limit));
        Assert.Contains(lines, text => text.Contains("worker-2 (process") && text.Contains("signal 9"));
        Assert.Equal(Learnt(alone.Lines), Learnt(lines));
        Assert.Equal(await File.ReadAllTextAsync(_amlip.PathOf("alone.svg")), await File.ReadAllTextAsync(_amlip.PathOf("processes.svg")));

        var verdict = JsonDocument.Parse(line).RootElement;
        Assert.Equal("aml", verdict.GetProperty("model").GetString());
        Assert.Equal(4, verdict.GetProperty("rounds").GetInt32());
        Assert.Equal(32, verdict.GetProperty("jobs").GetInt32());
        Assert.Contains(verdict.GetProperty("merge").GetString(), new[] { "raw", "filtered" });
        Assert.True(verdict.GetProperty("merged_accuracy").GetDouble() > verdict.GetProperty("best_worker_accuracy").GetDouble() + 0.02);
        Assert.All(verdict.GetProperty("peak_memory_mib").EnumerateObject(), peak => Assert.InRange(peak.Value.GetDouble(), 20, 1_024));
        Assert.Equal("svg", XDocument.Load(verdict.GetProperty("picture").GetString()!).Root!.Name.LocalName);
    }

    [Fact]
    public async Task Bars_are_learnt_by_four_processes()
    {
        var demo = await _amlip.RunAsync(["demo", "--bars", "--json"]);
        Assert.Equal(0, demo.ExitCode);
        var verdict = JsonDocument.Parse(demo.Lines[^1]).RootElement;
        Assert.Equal("bars", verdict.GetProperty("model").GetString());
        var errors = verdict.GetProperty("errors").EnumerateObject().ToDictionary(e => e.Name, e => e.Value.GetDouble());
        Assert.Equal(7, errors.Count);
        Assert.InRange(errors["filtered merge of the four workers"], 0, 0.02);
        Assert.True(errors["raw union of the four workers"] > errors["worker 1 alone"]);
        Assert.Equal(5, verdict.GetProperty("jobs").GetInt32());
    }

    [Fact]
    public async Task What_follows_in_a_script_stands_after_it_in_the_same_file()
    {
        await using var shell = _amlip.StartShell("( echo before; $amlip demo --bars --engine in-process; echo after ) > $folder/log");
        Assert.Equal(0, await shell.WaitForExitAsync(s_limit));
        var lines = await File.ReadAllLinesAsync(_amlip.PathOf("log"));
        Assert.Equal("before", lines[0]);
        Assert.Equal("after", lines[^1]);
        Assert.StartsWith("Verdict: merged 99.", lines[^2]);
        Assert.Contains(lines, line => line.StartsWith("filtered merge of the four workers "));
    }

    private string[] Demo(string picture) => ["demo", "--json", "--rounds", "4", "--seed", "7", "--picture", _amlip.PathOf(picture)];

    // The rounds and the verdict without what differs from run to run.
    private static string[] Learnt(IEnumerable<string> lines) => [.. lines.Select(line => JsonDocument.Parse(line).RootElement)
        .Where(e => e.GetProperty("event").GetString() is "round" or "verdict")
        .Select(e => string.Join(' ', e.EnumerateObject().Where(p => p.Name is "round" or "merged_accuracy" or "raw_accuracy" or "filtered_accuracy" or "atoms" or "merge" or "alone_accuracies" or "words").Select(p => p.ToString())))];
}
