using System.Text.Json;
using System.Xml.Linq;
using AmlIpNet.Cli.Tests.Data;
using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Commands;

public sealed class DemoTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    private readonly AmlIp _amlip = new();

    private string[] Softmax => ["demo", "--model", "softmax", "--picture", Picture];

    private string Picture => _amlip.PathOf("picture.svg");

    public void Dispose() => _amlip.Dispose();

    [Fact]
    public async Task The_last_line_of_JSON_is_the_verdict()
    {
        var demo = await _amlip.RunAsync([.. Softmax, "--json", "--rounds", "6"]);
        Assert.Equal(0, demo.ExitCode);
        var events = demo.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var verdict = events[^1];
        Assert.Equal("verdict", verdict.GetProperty("event").GetString());
        Assert.Equal(6, verdict.GetProperty("rounds").GetInt32());
        Assert.Equal(48, verdict.GetProperty("jobs").GetInt32());
        Assert.InRange(verdict.GetProperty("seconds").GetDouble(), 0.1, 60);
        var merged = verdict.GetProperty("merged_accuracy").GetDouble();
        Assert.InRange(merged, 0.88, 1);
        Assert.InRange(verdict.GetProperty("best_worker_accuracy").GetDouble(), 0.75, merged);
        Assert.True(verdict.GetProperty("control").GetBoolean());
        Assert.Equal("softmax", verdict.GetProperty("model").GetString());
        var peaks = verdict.GetProperty("peak_memory_mib").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble());
        Assert.Equal(["main", "status", "worker-1", "worker-2", "worker-3", "worker-4"], peaks.Keys);
        Assert.All(peaks.Values, peak => Assert.InRange(peak, 20, 1_024));
        Assert.Equal(Picture, verdict.GetProperty("picture").GetString());
        Assert.Equal("svg", XDocument.Load(Picture).Root!.Name.LocalName);

        var last = events.Last(e => e.GetProperty("event").GetString() == "round");
        Assert.Equal(4, last.GetProperty("alone_accuracies").GetArrayLength());
        var byNode = last.GetProperty("jobs_by_node").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64());
        Assert.Equal(48, byNode.Values.Sum());
        Assert.All(byNode.Keys, node => Assert.StartsWith("worker-", node));
        Assert.True(byNode.Count > 1, "One worker did everything.");
        long jobs = verdict.GetProperty("bytes_sent").GetInt64(), carried = verdict.GetProperty("bytes_carried").GetInt64();
        Assert.True(jobs > 48 * 200_000);
        Assert.True(carried > 4 * 200_000 && carried < jobs, $"{carried} of {jobs} bytes were sent: nothing was spared, or too much.");
    }

    [Fact]
    public async Task In_one_process_it_needs_no_library_and_learns_the_same_by_the_same_seed()
    {
        var alone = await AmlIp.RunBareAsync([.. Softmax, "--engine", "in-process", "--rounds", "3", "--seed", "7", "--json"], [new("AMLIPNET_DDSC", "/nowhere/libddsc.so")]);
        Assert.Equal(0, alone.ExitCode);
        var processes = await _amlip.RunAsync([.. Softmax, "--rounds", "3", "--seed", "7", "--json", "--workers", "3"]);
        Assert.Equal(Accuracies(processes.Lines[^1]), Accuracies(alone.Lines[^1]));
    }

    [Fact]
    public async Task Without_a_terminal_there_are_plain_lines()
    {
        var demo = await _amlip.RunAsync([.. Softmax, "--rounds", "1", "--workers", "2"]);
        Assert.Equal(0, demo.ExitCode);
        Assert.Contains(demo.Lines, line => line.StartsWith("round   1 of 1  merged "));
        Assert.Matches(@"^Verdict: merged \d\d\.\d %: \d+\.\d points (above|below) the best worker alone \(\d\d\.\d %\)", demo.Lines[^1]);
        Assert.Contains($"Picture: {Picture}", demo.Lines);
        Assert.Contains(demo.Lines, line => line.StartsWith("Memory at most: main ") && line.Contains(", worker-2 "));
        Assert.All(demo.Lines, line => Assert.DoesNotContain('\u001b', line));
    }

    [Fact]
    public async Task Without_control_there_is_half_of_the_work_and_nothing_to_compare_with()
    {
        var demo = await _amlip.RunAsync([.. Softmax, "--json", "--rounds", "1", "--control", "false"]);
        var verdict = JsonDocument.Parse(demo.Lines[^1]).RootElement;
        Assert.Equal(4, verdict.GetProperty("jobs").GetInt32());
        Assert.Equal(JsonValueKind.Null, verdict.GetProperty("best_worker_accuracy").ValueKind);
        Assert.False(verdict.GetProperty("control").GetBoolean());
    }

    [Fact]
    public async Task A_killed_worker_does_not_break_it_and_is_replaced()
    {
        await using var demo = _amlip.Start([.. Softmax, "--json", "--rounds", "60"]);
        var victim = JsonDocument.Parse(await demo.WaitForLineAsync(line => line.Contains("\"event\":\"process\",\"name\":\"worker-2\""), "worker-2's process", s_limit))
            .RootElement.GetProperty("process").GetInt32();
        await demo.WaitForLineAsync(line => line.Contains("\"event\":\"round\""), "a round", s_limit);
        Posix.Kill(victim);
        await demo.WaitForLineAsync(line => line.Contains("worker-2 (process") && line.Contains("signal 9"), "the word of the killed worker", s_limit);
        await demo.WaitForLineAsync(line => line.Contains("\"event\":\"process\",\"name\":\"worker-2\""), "the replacement", s_limit);
        await demo.WaitForLineAsync(line => line.Contains("\"event\":\"verdict\""), "the verdict", s_limit);
        Assert.Equal(0, await demo.WaitForExitAsync(s_limit));
        await NobodyIsLeftAsync();
    }

    [Fact]
    public async Task Ctrl_C_ends_it_and_its_processes()
    {
        await using var demo = _amlip.Start([.. Softmax, "--json", "--rounds", "10000"]);
        await demo.WaitForLineAsync(line => line.Contains("\"event\":\"round\""), "a round", s_limit);
        demo.Interrupt();
        Assert.Equal(130, await demo.WaitForExitAsync());
        Assert.DoesNotContain("   at ", demo.Errors);
        await NobodyIsLeftAsync();
    }

    [Fact]
    public async Task Kill_9_leaves_no_orphan()
    {
        await using var demo = _amlip.Start([.. Softmax, "--json", "--rounds", "10000"]);
        await demo.WaitForLineAsync(line => line.Contains("\"event\":\"round\""), "a round", s_limit);
        Assert.NotEmpty(Children());
        demo.Kill();
        await NobodyIsLeftAsync();
    }

    [Theory]
    [InlineData("cyclone")]
    [InlineData("in-process")]
    public async Task Data_that_contradicts_itself_ends_it_and_leaves_no_picture(string engine)
    {
        var data = _amlip.PathOf("blank.bin");
        await File.WriteAllBytesAsync(data, DigitsFileWriter.Blank(each: 20));
        var demo = await _amlip.RunAsync(["demo", "--data", data, "--engine", engine, "--workers", "2", "--picture", Picture]);
        Assert.Equal(1, demo.ExitCode);
        Assert.Contains("The demo cannot go on.", demo.Errors);
        Assert.Contains("The data contradicts itself", demo.Errors);
        Assert.Contains("mend that file", demo.Errors);
        Assert.False(File.Exists(Picture), "An empty picture stayed.");
        await NobodyIsLeftAsync();
    }

    private static (double, double) Accuracies(string verdict) => JsonDocument.Parse(verdict).RootElement is var e
        ? (e.GetProperty("merged_accuracy").GetDouble(), e.GetProperty("best_worker_accuracy").GetDouble()) : default;

    private int[] Children() => AmlIp.Processes("amlip", "--managed", $"--domain {_amlip.Domain} ");

    private Task NobodyIsLeftAsync() => Wait.Until(() => !Children().Any(Posix.IsAlive), "the end of the demo's processes", seen: () => string.Join(' ', Children()));
}
