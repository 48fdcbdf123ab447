using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Rendering;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;

namespace AmlIpNet.Cli.Tests.Artifacts;

/// <summary>How an artifact is shown: as a graph, and change by change.</summary>
public sealed class ArtifactViewTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 10, TimeSpan.Zero);

    private static JobStatus Job(uint number, string step, JobState state, string worker = "", uint attempts = 1, params uint[] locks)
    {
        var job = new JobStatus { Number = number, Step = step, State = state, Worker = worker, Attempts = attempts, Started = s_now.AddSeconds(-3).ToTimestamp() };
        if (state == JobState.JobCompleted) (job.Ended, job.Product) = (s_now.AddSeconds(-1).ToTimestamp(), new Resource { Size = 12_345 });
        job.Locks.Add(locks);
        return job;
    }

    private static ArtifactStatus Status(params JobStatus[] jobs)
    {
        var status = new ArtifactStatus { Id = "7f3a", Project = "rows", State = ArtifactState.ArtifactRunning, Submitted = s_now.AddSeconds(-4).ToTimestamp(), JobsTotal = (uint)jobs.Length, JobsCompleted = (uint)jobs.Count(job => job.State == JobState.JobCompleted) };
        status.Workers.Add(["alice", "bob"]);
        status.Jobs.Add(jobs);
        return status;
    }

    private static string Draw(ArtifactStatus status)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 120;
        console.Write(ArtifactTree.Render(status, s_now));
        return text.ToString();
    }

    [Fact]
    public void The_graph_tells_who_does_what_and_what_waits_for_it()
    {
        string graph = Draw(Status(Job(0, "count", JobState.JobCompleted, "alice", 1, 2), Job(1, "count", JobState.JobRunning, "bob", 2, 2), Job(2, "total", JobState.JobWaiting)));
        Assert.Contains("7f3a \"rows\": running, 1 of 3 jobs, 4.0 s, workers alice, bob", graph);
        Assert.Contains("count  1/2", graph);
        Assert.Contains("✓ 0 alice: 2.0 s, 12 KiB  → 2", graph);
        Assert.Contains("▶ 1 bob: running 3.0 s, attempt 2  → 2", graph);
        Assert.Contains("· 2: waits for 1", graph);
        var alone = Draw(Status(Job(0, "count", JobState.JobWaiting, "carol", 2)));
        Assert.Contains("· 0 carol: waits for a worker, attempt 2", alone);
    }

    [Fact]
    public void Of_many_jobs_only_those_under_way_are_shown_one_by_one()
    {
        string graph = Draw(Status([.. Enumerable.Range(0, 100).Select(i => Job((uint)i, "count", i < 90 ? JobState.JobCompleted : i < 93 ? JobState.JobRunning : JobState.JobWaiting, $"w{i}"))]));
        Assert.Contains("▶ 91 w91", graph);
        Assert.DoesNotContain("w89", graph);
        Assert.Contains("and 97 others: 90 completed, 7 waiting", graph);
    }

    [Fact]
    public void Rounds_of_a_ring_stand_apart_and_what_came_from_the_network_cannot_wipe_the_screen()
    {
        var second = Job(1, "ring", JobState.JobError, "bob");
        (second.Round, second.Error) = (1, "no \u001b[2Jluck\nat all");
        string graph = Draw(Status(Job(0, "ring", JobState.JobCompleted, "alice"), second));
        Assert.Contains("ring (round 1)  1/1", graph);
        Assert.Contains("ring (round 2)  0/1", graph);
        Assert.Contains("✗ 1 bob: error: no ", graph);
        Assert.DoesNotContain('\u001b', graph);
    }

    [Fact]
    public void Each_change_is_told_once()
    {
        var changes = new ArtifactChanges();
        string[] first = [.. changes.Take(Status(Job(0, "count", JobState.JobRunning, "alice"), Job(1, "total", JobState.JobWaiting)), s_now)];
        Assert.Equal(2, first.Length);
        Assert.EndsWith(" job 0 count alice: running 3.0 s", first[0], StringComparison.Ordinal);
        Assert.Contains("running, 0 of 2 jobs", first[1]);
        Assert.Empty(changes.Take(Status(Job(0, "count", JobState.JobRunning, "alice"), Job(1, "total", JobState.JobWaiting)), s_now));
        Assert.EndsWith(" job 0 count alice: completed, 2.0 s, 12 KiB", Assert.Single(changes.Take(Status(Job(0, "count", JobState.JobCompleted, "alice"), Job(1, "total", JobState.JobWaiting)), s_now)), StringComparison.Ordinal);
    }
}
