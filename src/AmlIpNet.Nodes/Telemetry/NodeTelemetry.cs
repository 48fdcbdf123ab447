using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AmlIpNet.Nodes;

/// <summary>Spans and measurements of jobs, by OpenTelemetry's conventions for messaging. When nobody listens a job costs a few looks and no memory.
/// Listeners are the user's code: whatever they throw ends here, since telemetry looks on and never decides.</summary>
internal static class NodeTelemetry
{
    public const string Send = "send";
    public const string Process = "process";

    // Jobs take from a fraction of a millisecond to many minutes.
    private static readonly double[] s_seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];
    private static readonly long[] s_bytes = [256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20];

    private static readonly Histogram<double> s_sendDuration = Seconds("messaging.client.operation.duration", "From the request of a job's solution until its first attempt was sent.");
    private static readonly Histogram<double> s_jobDuration = Seconds("amlip.job.duration", "From the request of a job's solution to its end.");
    private static readonly Histogram<double> s_processDuration = Seconds("messaging.process.duration", "From the call of a handler to its end.");
    private static readonly Counter<long> s_sent = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Jobs whose solution was requested.");
    private static readonly Counter<long> s_consumed = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Jobs given to a handler.");
    private static readonly Histogram<long> s_bodySize = Meter.CreateHistogram(
        "amlip.message.body.size", "By", "Bytes of a job.", null, new InstrumentAdvice<long> { HistogramBucketBoundaries = s_bytes });

    /// <summary>The source of all spans.</summary>
    public static ActivitySource Source { get; } = new(AmlIpTelemetry.ActivitySourceName, Version);

    /// <summary>The meter of all instruments.</summary>
    public static Meter Meter => MeterHolder.Instance;

    /// <summary>The span of the caller that what becomes of a job is to know of, listeners or not. One that nobody records is not worth it: web frameworks
    /// make one for each request.</summary>
    public static Activity? Caller => Activity.Current is { } current && (current.Recorded || IsFromElsewhere(current)) ? current : null;

    /// <summary>Whether anybody wants to hear of a job that is sent, or to be the parent of what becomes of it.</summary>
    public static bool IsSendObserved => Source.HasListeners() || Caller is not null || s_jobDuration.Enabled || s_sent.Enabled || s_bodySize.Enabled;

    /// <summary>Whether anybody wants to hear of a job that is given to a handler.</summary>
    public static bool IsProcessObserved => Source.HasListeners() || s_processDuration.Enabled || s_consumed.Enabled || s_bodySize.Enabled;

    /// <summary>Whether anybody wants to hear how soon a job was sent.</summary>
    public static bool IsSendTimed => s_sendDuration.Enabled;

    /// <summary>Starts the span of an operation; null when nobody wants it.</summary>
    public static Activity? Start(NodeHost host, string operation, ActivityKind kind, ActivityContext parent, int bodySize)
    {
        if (!Source.HasListeners()) return null;
        var caller = Activity.Current;
        try
        {
            var activity = parent == default ? Source.StartActivity($"{operation} {Destination}", kind) : Source.StartActivity($"{operation} {Destination}", kind, parent);
            if (activity is not { IsAllDataRequested: true }) return activity;
            foreach (var (name, value) in Tags(host, operation)) activity.SetTag(name, value);
            return activity.SetTag("messaging.client.id", host.IdText).SetTag("messaging.message.body.size", bodySize);
        }
        catch (Exception error)
        {
            Activity.Current = caller;
            host.TelemetryFailed(error);
            return null;
        }
    }

    /// <summary>The first attempt at a job was sent.</summary>
    public static void Sent(NodeHost host, TimeSpan duration)
    {
        try
        {
            s_sendDuration.Record(duration.TotalSeconds, Tags(host, Send));
        }
        catch (Exception error)
        {
            host.TelemetryFailed(error);
        }
    }

    /// <summary>Ends an operation: its span, and its measurements.</summary>
    /// <param name="host">The node.</param>
    /// <param name="activity">Its span, if there is one.</param>
    /// <param name="operation">Which it is.</param>
    /// <param name="bodySize">The size of its job.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="failure">What it threw, if it did.</param>
    /// <param name="isCancelled">Whether it threw because it was given up, which is no error.</param>
    public static void End(NodeHost host, Activity? activity, string operation, int bodySize, TimeSpan duration, Exception? failure, bool isCancelled)
    {
        string outcome = failure is null ? "solved" : isCancelled ? "cancelled" : "failed";
        string? error = isCancelled ? null : failure?.GetType().FullName;
        try
        {
            EndSpan(activity, outcome, error, failure);
        }
        catch (Exception broken)
        {
            host.TelemetryFailed(broken);
        }

        try
        {
            var tags = Tags(host, operation);
            tags.Add(Outcome, outcome);
            if (error is not null) tags.Add("error.type", error);
            (operation == Send ? s_sent : s_consumed).Add(1, tags);
            (operation == Send ? s_jobDuration : s_processDuration).Record(duration.TotalSeconds, tags);
            s_bodySize.Record(bodySize, tags);
        }
        catch (Exception broken)
        {
            host.TelemetryFailed(broken);
        }
    }

    private const string Destination = "job";
    private const string Outcome = "amlip.job.outcome";

    private static string? Version => typeof(NodeTelemetry).Assembly.GetName().Version?.ToString(3);

    private static bool IsFromElsewhere(Activity span)
    {
        while (span.Parent is { } parent) span = parent;
        return span.ParentSpanId != default;
    }

    private static void EndSpan(Activity? activity, string outcome, string? error, Exception? failure)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(Outcome, outcome);
            if (error is not null) activity.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, Words(failure!));
        }

        activity?.Dispose();
    }

    // The message of an exception is the user's code.
    private static string Words(Exception error)
    {
        try
        {
            return error.Message;
        }
        catch (Exception broken)
        {
            return broken.GetType().Name;
        }
    }

    // The node's name, and not its id, which is another one after each start: each would make series of its own.
    private static TagList Tags(NodeHost host, string operation) => new()
    {
        { "messaging.system", "amlip" },
        { "messaging.operation.name", operation },
        { "messaging.operation.type", operation },
        { "messaging.destination.name", Destination },
        { AmlIpTelemetry.NodeName, host.Name },
    };

    private static Histogram<double> Seconds(string name, string description) =>
        Meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = s_seconds });

    // Apart, so that it is there before the instruments are.
    private static class MeterHolder
    {
        public static readonly Meter Instance = new(AmlIpTelemetry.MeterName, Version);
    }
}
