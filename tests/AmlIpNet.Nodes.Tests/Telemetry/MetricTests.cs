using System.Diagnostics.Metrics;
using AmlIpNet.Dds;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests.Telemetry;

public sealed class MetricTests : NodeTestBase, IDisposable
{
    private readonly Recorder<Reading> _readings = new();
    private readonly MeterListener _listener = new();
    private readonly string _suffix = $"{Guid.NewGuid():N}"[..12]; // other tests run beside these: their nodes have other names

    public MetricTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == AmlIpTelemetry.MeterName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _readings.Add(Reading.Of(instrument, value, tags)));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _readings.Add(Reading.Of(instrument, value, tags)));
        _listener.Start();
    }

    protected override IDdsEngine Engine { get; } = new InProcessEngine();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_job_is_measured_on_both_sides()
    {
        var main = Main($"main{_suffix}");
        var worker = Running(Reverse, $"cp{_suffix}");
        await Solved(main, Job.FromString("abc"));
        foreach (var (node, operation, duration, count) in new[]
        {
            (main.Id, "send", "messaging.client.operation.duration", "messaging.client.sent.messages"),
            (main.Id, "send", "amlip.job.duration", "messaging.client.sent.messages"),
            (worker.Id, "process", "messaging.process.duration", "messaging.client.consumed.messages"),
        })
        {
            var time = await WaitForAsync(duration, node, _ => true);
            Assert.Equal(("s", "amlip", operation, "job"), (time.Unit, time.Tags["messaging.system"], time.Tags["messaging.operation.type"], time.Tags["messaging.destination.name"]));
            Assert.True(time.Value >= 0);
            Assert.False(time.Tags.ContainsKey("error.type"));
            Assert.False(time.Tags.ContainsKey("messaging.client.id"), "each start of a node would make a series of its own");
            Assert.Equal(duration.Contains("operation", StringComparison.Ordinal) ? null : "solved", time.Tags.GetValueOrDefault("amlip.job.outcome"));
            await WaitForAsync(count, node, reading => reading.Value == 1);
            await WaitForAsync("amlip.message.body.size", node, reading => reading is { Value: 3, Unit: "By" });
        }
    }

    [Fact]
    public async Task Failures_and_retries_are_counted()
    {
        var main = Main($"main{_suffix}");
        var worker = Running((_, _) => throw new HandlerException(7, "no"), $"cp{_suffix}");
        await Assert.ThrowsAsync<JobFailedException>(() => Solved(main, Job.FromString("abc")));
        var job = await WaitForAsync("amlip.job.duration", main.Id, _ => true);
        Assert.Equal(("failed", typeof(JobFailedException).FullName), (job.Tags["amlip.job.outcome"], job.Tags["error.type"]));
        var call = await WaitForAsync("messaging.process.duration", worker.Id, _ => true);
        Assert.Equal(("failed", typeof(HandlerException).FullName), (call.Tags["amlip.job.outcome"], call.Tags["error.type"]));
        await CollectAsync("amlip.attempts", main.Id, 2);
        await CollectAsync("amlip.attempts.retried", main.Id, 1);
        await CollectAsync("amlip.attempts.failed", main.Id, 2);
        await CollectAsync("amlip.jobs.failed", worker.Id, 2);
    }

    [Fact]
    public async Task A_job_that_its_owner_gives_up_is_no_error()
    {
        var main = Main($"main{_suffix}");
        using var cancel = new CancellationTokenSource();
        var job = main.RequestJobSolutionAsync(Job.FromString("abc"), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(job, "the end of the job"));
        var end = await WaitForAsync("amlip.job.duration", main.Id, _ => true);
        Assert.Equal("cancelled", end.Tags["amlip.job.outcome"]);
        Assert.False(end.Tags.ContainsKey("error.type"));
    }

    [Fact]
    public async Task Nodes_of_one_name_count_together_and_totals_outlive_them()
    {
        var worker = Running(Reverse);
        var (one, two) = (Main($"main{_suffix}"), Main($"main{_suffix}"));
        foreach (var main in new[] { one, one, two }) await Solved(main, Job.FromString("abc"));
        await CollectAsync("amlip.attempts", one.Id, 3);
        await CollectAsync("amlip.peers", one.Id, 2);
        await one.DisposeAsync();
        await CollectAsync("amlip.attempts", one.Id, 3);
        await CollectAsync("amlip.peers", one.Id, 1);
        await two.DisposeAsync();
        await CollectAsync("amlip.attempts", one.Id, 3);
        Assert.Equal(3, worker.SolvedJobs);
    }

    [Fact]
    public async Task What_goes_on_can_be_read()
    {
        var main = Main($"main{_suffix}");
        var release = new TaskCompletionSource();
        var worker = Running(async (job, _) =>
        {
            await release.Task;
            return Solution.FromMemory(job.Payload);
        }, $"cp{_suffix}");
        var status = Status(options => options with { Name = $"status{_suffix}" });
        var jobs = Enumerable.Range(0, 10).Select(_ => Solved(main, Job.FromString("abc"))).ToArray();
        await CollectAsync("amlip.jobs.active", main.Id, 10);
        await CollectAsync("amlip.jobs.running", worker.Id, 1);
        await CollectAsync("amlip.slots", worker.Id, 1);
        await CollectAsync("amlip.peers", main.Id, 1);
        await CollectAsync("amlip.jobs.waiting", main.Id, value => value is > 0 and < 10);
        await CollectAsync("amlip.status.nodes", status.Id, 3);
        await CollectAsync("amlip.samples.malformed", main.Id, 0);
        release.SetResult();
        await Task.WhenAll(jobs);
        await CollectAsync("amlip.jobs.active", main.Id, 0);
        await CollectAsync("amlip.jobs.solved", worker.Id, 10);
        await main.DisposeAsync();
        int before = _readings.Count;
        _listener.RecordObservableInstruments();
        Assert.DoesNotContain(_readings.Items.Skip(before), reading => reading.IsOf("amlip.jobs.active", main.Id));
    }

    [Fact]
    public async Task Peers_are_counted_on_the_loop()
    {
        var (main, status) = (Main(), Status());
        Assert.Equal(0, await Wait.For(main.CountPeersAsync(), "the answer of a node that is alone"));
        var worker = Running(Reverse);
        var guardian = Guarding();
        foreach (var (node, peers) in new (INode, int)[] { (main, 1), (worker, 2), (status, 4), (guardian, 1) })
        {
            int seen = -1;
            for (int i = 0; i < 600 && seen != peers; i++)
            {
                seen = await Wait.For(node.CountPeersAsync(), "the answer of a node");
                if (seen != peers) await Task.Delay(50);
            }

            Assert.True(seen == peers, $"{node.Id} knows {seen} peers instead of {peers}");
        }

        await main.DisposeAsync();
        await Assert.ThrowsAsync<NodeClosedException>(() => main.CountPeersAsync());
    }

    private Task<Reading> WaitForAsync(string instrument, NodeId node, Predicate<Reading> fits) =>
        _readings.WaitForOne(reading => reading.IsOf(instrument, node) && fits(reading), $"a measurement of {instrument}");

    private Task CollectAsync(string instrument, NodeId node, double value) => CollectAsync(instrument, node, seen => seen == value);

    private Task CollectAsync(string instrument, NodeId node, Predicate<double> fits) => Wait.Until(
        () =>
        {
            int before = _readings.Count;
            _listener.RecordObservableInstruments();
            return _readings.Items.Skip(before).Any(reading => reading.IsOf(instrument, node) && fits(reading.Value));
        },
        $"the value of {instrument}", seen: () => string.Join(", ", _readings.Items.Where(reading => reading.IsOf(instrument, node)).TakeLast(3)));

    private sealed record Reading(string Instrument, string? Unit, double Value, Dictionary<string, object?> Tags)
    {
        public static Reading Of<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) where T : struct =>
            new(instrument.Name, instrument.Unit, Convert.ToDouble(value, null), new(tags.ToArray()));

        public bool IsOf(string instrument, NodeId node) => Instrument == instrument && (string?)Tags["amlip.node.name"] == node.Name;
    }
}
