using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AmlIpNet.Dds;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Nodes.Tests.Telemetry;

/// <summary>Listeners are the user's code: what they throw costs no job. Those here throw for this test's nodes only, since others run beside them.</summary>
public sealed class ThrowingListenerTests : NodeTestBase, IDisposable
{
    private readonly string _name = $"t{Guid.NewGuid():N}"[..20];
    private readonly ActivitySource _outer = new("AmlIpNet.Nodes.Tests.Thrown");
    private readonly Events _log = new();
    private ActivityTraceId _trace;
    private int _thrown;

    protected override IDdsEngine Engine { get; } = new InProcessEngine();

    public void Dispose() => _outer.Dispose();

    [Theory]
    [InlineData("sample")]
    [InlineData("started")]
    [InlineData("stopped")]
    [InlineData("measured")]
    public async Task A_listener_that_throws_costs_no_job(string where)
    {
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AmlIpTelemetry.ActivitySourceName || source == _outer,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            {
                Throw(where == "sample" && options.Source != _outer && options.Parent.TraceId == _trace);
                return ActivitySamplingResult.AllDataAndRecorded;
            },
            ActivityStarted = span => Throw(where == "started" && span.Source != _outer && span.TraceId == _trace),
            ActivityStopped = span => Throw(where == "stopped" && span.Source != _outer && span.TraceId == _trace),
        };
        ActivitySource.AddActivityListener(spans);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AmlIpTelemetry.MeterName) listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => Throw(where == "measured" && IsOurs(tags)));
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Throw(where == "measured" && IsOurs(tags)));
        meters.Start();

        await using var main = MainNode.Create(Observed, new MainNodeOptions { Name = _name, Network = Network }, _log);
        int calls = 0;
        Running(
            (job, token) =>
            {
                Interlocked.Increment(ref calls);
                return Reverse(job, token);
            },
            _name);
        using var outer = _outer.StartActivity("outer")!;
        _trace = outer.TraceId;
        for (int i = 0; i < 3; i++) Assert.Equal("cba", (await Solved(main, Job.FromString("abc"))).ToString());
        Assert.Equal(3, calls);
        Assert.True(Volatile.Read(ref _thrown) >= 6, $"{_thrown} throws: the listener was not heard on both sides");
        Assert.Equal(1, _log.Ids.Count(id => id == 1213));
        Assert.Same(outer, Activity.Current);
    }

    private bool IsOurs(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "amlip.node.name" && (string?)tag.Value == _name) return true;
        }

        return false;
    }

    private void Throw(bool condition)
    {
        if (!condition) return;
        Interlocked.Increment(ref _thrown);
        throw new InvalidOperationException("a listener that is wrong itself");
    }

    private sealed class Events : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<int> Ids { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Ids.Enqueue(eventId.Id);

        public void Dispose()
        {
        }
    }
}
