using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AmlIpNet.Nodes;

/// <summary>Spans and measurements of jobs, by OpenTelemetry's conventions for messaging. When nobody listens a job costs a few looks and no memory.</summary>
internal static class NodeTelemetry
{
    public const string Send = "send";
    public const string Process = "process";

    // Jobs take from a fraction of a millisecond to many minutes.
    private static readonly double[] s_seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];
    private static readonly long[] s_bytes = [256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20];

    private static readonly Histogram<double> s_sendDuration = Seconds("messaging.client.operation.duration", "From the request of a job's solution to its end.");
    private static readonly Histogram<double> s_processDuration = Seconds("messaging.process.duration", "From the call of a handler to its end.");
    private static readonly Counter<long> s_sent = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Jobs whose solution was requested.");
    private static readonly Counter<long> s_consumed = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Jobs given to a handler.");
    private static readonly Histogram<long> s_bodySize = Meter.CreateHistogram(
        "amlip.message.body.size", "By", "Bytes of a job.", null, new InstrumentAdvice<long> { HistogramBucketBoundaries = s_bytes });

    /// <summary>The source of all spans.</summary>
    public static ActivitySource Source { get; } = new(AmlIpTelemetry.ActivitySourceName, Version);

    /// <summary>The meter of all instruments.</summary>
    public static Meter Meter => MeterHolder.Instance;

    /// <summary>Whether anybody wants to hear of a job that is sent, or to be the parent of what becomes of it.</summary>
    public static bool IsSendObserved => Source.HasListeners() || Activity.Current is not null || s_sendDuration.Enabled || s_sent.Enabled || s_bodySize.Enabled;

    /// <summary>Whether anybody wants to hear of a job that is given to a handler.</summary>
    public static bool IsProcessObserved => Source.HasListeners() || s_processDuration.Enabled || s_consumed.Enabled || s_bodySize.Enabled;

    /// <summary>Starts the span of an operation; null when nobody wants it.</summary>
    public static Activity? Start(string operation, ActivityKind kind, ActivityContext parent, string client, int bodySize)
    {
        if (!Source.HasListeners()) return null;
        var activity = parent == default ? Source.StartActivity($"{operation} {Destination}", kind) : Source.StartActivity($"{operation} {Destination}", kind, parent);
        if (activity is not { IsAllDataRequested: true }) return activity;
        foreach (var (name, value) in Tags(operation, client, error: null)) activity.SetTag(name, value);
        return activity.SetTag("messaging.message.body.size", bodySize);
    }

    /// <summary>Ends an operation: its span, and its measurements.</summary>
    public static void End(Activity? activity, string operation, string client, int bodySize, TimeSpan duration, string? error, string? message)
    {
        if (activity is { IsAllDataRequested: true } && error is not null)
        {
            activity.SetTag("error.type", error);
            activity.SetStatus(ActivityStatusCode.Error, message);
        }

        activity?.Dispose();
        var tags = Tags(operation, client, error);
        (operation == Send ? s_sent : s_consumed).Add(1, tags);
        (operation == Send ? s_sendDuration : s_processDuration).Record(duration.TotalSeconds, tags);
        s_bodySize.Record(bodySize, tags);
    }

    private const string Destination = "job";

    private static string? Version => typeof(NodeTelemetry).Assembly.GetName().Version?.ToString(3);

    private static TagList Tags(string operation, string client, string? error)
    {
        var tags = new TagList
        {
            { "messaging.system", "amlip" },
            { "messaging.operation.name", operation },
            { "messaging.operation.type", operation },
            { "messaging.destination.name", Destination },
            { "messaging.client.id", client },
        };
        if (error is not null) tags.Add("error.type", error);
        return tags;
    }

    private static Histogram<double> Seconds(string name, string description) =>
        Meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = s_seconds });

    // Apart, so that it is there before the instruments are.
    private static class MeterHolder
    {
        public static readonly Meter Instance = new(AmlIpTelemetry.MeterName, Version);
    }
}
