using System.Text.Json;
using AmlIpNet.Protocol;

namespace AmlIpNet.Cli.Tests.Commands;

public sealed class ReplayTests : IDisposable
{
    private static readonly NodeId s_main = NodeId.Create("main", 1), s_worker = NodeId.Create("worker", 2);
    private static readonly DateTimeOffset s_clock = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_client_s_recording_is_told_in_plain_words()
    {
        File.WriteAllBytes(_file, RecordClient(new()));
        var result = await AmlIp.RunBareAsync(["replay", _file]);
        Assert.Equal(("", 0), (result.Errors, result.ExitCode));
        Assert.StartsWith($"The client {s_main}: 4 events", result.Lines[0]);
        string all = string.Join('\n', result.Lines);
        Assert.Contains("job 4 is submitted (priority 1, within 10 s, 2 failures allowed)", all);
        Assert.Contains($"-> send job 4 as attempt 1 to {s_worker}", all);
        Assert.Contains($"{s_worker} says: attempt 1 is failed with code 3: 'no·luck'", all);
        Assert.DoesNotContain('\u001b', all);
        Assert.Equal("All 4 steps did what was recorded.", result.Lines[^1]);
    }

    [Fact]
    public async Task A_server_s_recording_is_told_as_JSON()
    {
        File.WriteAllBytes(_file, RecordServer());
        var result = await AmlIp.RunBareAsync(["replay", _file, "--json"]);
        Assert.Equal(("", 0), (result.Errors, result.ExitCode));
        var lines = result.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(4, lines.Length);
        Assert.Equal(("step", 2, s_clock - TimeSpan.FromSeconds(1)), (lines[1].GetProperty("event").GetString(), lines[1].GetProperty("step").GetInt32(), lines[1].GetProperty("at").GetDateTimeOffset()));
        Assert.Contains(lines[1].GetProperty("actions").EnumerateArray(), action => action.GetString() == $"start {s_main}#7");
        Assert.NotNull(lines[2].GetProperty("error").GetString()); // the end of a task that does not run
        Assert.Equal(("verdict", "server", 3, false), (lines[3].GetProperty("event").GetString(), lines[3].GetProperty("machine").GetString(),
            lines[3].GetProperty("steps").GetInt32(), lines[3].GetProperty("diverged").GetBoolean()));
    }

    [Fact]
    public async Task What_differs_ends_it_with_the_step_and_exit_code_1()
    {
        // Recorded of a machine that was given other options than the file tells.
        File.WriteAllBytes(_file, RecordClient(new() { Prefetch = false }));
        var result = await AmlIp.RunBareAsync(["replay", _file]);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("Step 3 differs: the actions are not those that were recorded.", result.Lines[^1]);
        var json = await AmlIp.RunBareAsync(["replay", _file, "--json"]);
        var verdict = JsonDocument.Parse(json.Lines[^1]).RootElement;
        Assert.Equal((1, 3, true), (json.ExitCode, verdict.GetProperty("steps").GetInt32(), verdict.GetProperty("diverged").GetBoolean()));
    }

    /// <summary>A client with these options, whose recording says that it had the default ones.</summary>
    private static byte[] RecordClient(JobClientOptions options)
    {
        var recorder = new FlightRecorder<JobClientEvent, JobClientAction>(RecordingHeader.ForClient(s_main));
        var machine = new JobClient(s_main, options);
        var load = new ServerLoad(9, 1, 1, 1, 1);
        JobClientEvent[] inputs =
        [
            JobClientEvent.Availability(s_worker, load),
            JobClientEvent.Submit(4, new JobTerms(1, TimeSpan.FromSeconds(10))),
            JobClientEvent.Submit(5, new JobTerms()), // no slot is free any more, but there is room to keep it
            JobClientEvent.Outcome(s_worker, load with { Version = 2 }, 1, 1, OutcomeKind.Failed, 3, "no\u001bluck"),
        ];
        foreach (var input in inputs) recorder.Handle(machine, input, TimeSpan.FromSeconds(1), []);
        return recorder.ToFile(TimeSpan.FromSeconds(2), s_clock);
    }

    private static byte[] RecordServer()
    {
        var recorder = new FlightRecorder<JobServerEvent, JobServerAction>(RecordingHeader.ForServer(s_worker));
        var machine = new JobServer(s_worker, 9);
        recorder.Handle(machine, JobServerEvent.SetSlots(1), TimeSpan.Zero, []);
        recorder.Handle(machine, JobServerEvent.Work(s_main, 1, 9, 4, 7), TimeSpan.FromSeconds(1), []);
        Assert.Throws<InvalidOperationException>(() => recorder.Handle(machine, JobServerEvent.Solved(new(s_main, 8)), TimeSpan.FromSeconds(1), []));
        return recorder.ToFile(TimeSpan.FromSeconds(2), s_clock);
    }
}
