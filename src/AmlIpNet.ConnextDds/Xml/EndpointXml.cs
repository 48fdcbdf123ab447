using System.Xml.Linq;
using AmlIpNet.Dds;
using static AmlIpNet.ConnextDds.XmlText;

namespace AmlIpNet.ConnextDds;

/// <summary>
/// The QoS of a writer or reader. Its values come from the profiles that every engine reads (qos/amlipnet_qos.xml and the user's file), by way of
/// <see cref="EndpointQos"/>; around them stands what Connext needs to behave as the port promises.
/// </summary>
internal static class EndpointXml
{
    private const int PoolBufferBytes = 4096;

    public static string Writer(EndpointQos qos, ParticipantQos participant, int objectId) => Document(new XElement("datawriter_qos",
        Kind("reliability", Name(qos.Reliability), Duration("max_blocking_time", TimeSpan.Zero)),
        Kind("durability", Name(qos.Durability), Depth(qos)),
        History(qos.History),
        new XElement("resource_limits", new XElement("max_samples", Unlimited)), // the writer counts by itself, and answers Full
        Kind("liveliness", Name(qos.Liveliness), Duration("lease_duration", qos.LivelinessLease)),
        Common(qos),
        // By a thread of Connext's own: a large sample is sent piece by piece, and writing never waits for it.
        Kind("publish_mode", "ASYNCHRONOUS_PUBLISH_MODE_QOS"),
        new XElement("protocol", Of("rtps_object_id", objectId), new XElement("rtps_reliable_writer",
            Duration("heartbeat_period", participant.HeartbeatPeriod), // it never slows down, so that no longest one is needed
            Duration("fast_heartbeat_period", participant.HeartbeatPeriod / 2),
            Duration("late_joiner_heartbeat_period", participant.HeartbeatPeriod / 2),
            new XElement("max_heartbeat_retries", Unlimited), // a reader that does not take is waited for until its lease runs out
            Duration("min_nack_response_delay", TimeSpan.Zero),
            Duration("max_nack_response_delay", TimeSpan.Zero),
            new XElement("min_send_window_size", Unlimited),
            new XElement("max_send_window_size", Unlimited))),
        Pool("data_writer")));

    public static string Reader(EndpointQos qos, ParticipantQos participant, int objectId) => Document(new XElement("datareader_qos",
        Kind("reliability", Name(qos.Reliability)),
        Kind("durability", Name(qos.Durability)),
        History(qos.History),
        Limits(qos),
        Kind("liveliness", Name(qos.Liveliness), Duration("lease_duration", qos.LivelinessLease)),
        Common(qos),
        new XElement("protocol", Of("rtps_object_id", objectId), new XElement("rtps_reliable_reader",
            Duration("min_heartbeat_response_delay", TimeSpan.Zero), // by default a reader lets its writers wait for half a second
            Duration("max_heartbeat_response_delay", TimeSpan.Zero),
            Duration("round_trip_time", participant.NackDelay),
            Of("receive_window_size", participant.ReceiveWindow))),
        Pool("data_reader")));

    /// <summary>The publisher and subscriber of endpoints in these partitions.</summary>
    public static string Groups(EquatableArray<string> partitions) => Document(Group("publisher_qos", partitions), Group("subscriber_qos", partitions));

    private static IEnumerable<XElement> Common(EndpointQos qos) =>
    [
        new("deadline", Duration("period", qos.Deadline)),
        new("latency_budget", Duration("duration", qos.LatencyBudget)),
        Kind("ownership", qos.Ownership == Ownership.Shared ? "SHARED_OWNERSHIP_QOS" : "EXCLUSIVE_OWNERSHIP_QOS"),
        new("representation", List("value", ["XCDR_DATA_REPRESENTATION"])),
    ];

    private static XElement History(History history) => history.Kind == HistoryKind.KeepAll
        ? Kind("history", "KEEP_ALL_HISTORY_QOS")
        : Kind("history", "KEEP_LAST_HISTORY_QOS", Of("depth", history.Depth));

    /// <summary>How much of what was acknowledged is kept for late readers. In Connext the durability service is another thing.</summary>
    private static XElement? Depth(EndpointQos qos) => qos is { Durability: >= Durability.TransientLocal, DurabilityService: { Kind: HistoryKind.KeepLast } kept }
        ? Of("writer_depth", kept.Depth)
        : null;

    private static XElement Limits(EndpointQos qos) => qos.MaxSamples == EndpointQos.Unlimited
        ? new("resource_limits", new XElement("max_samples", Unlimited))
        : new("resource_limits", Of("max_samples", qos.MaxSamples), Of("initial_samples", Math.Min(qos.MaxSamples, 32)));

    /// <summary>Buffers are kept for small samples only; without this Connext would set aside the largest size that a type can have.</summary>
    private static XElement Pool(string side) => Properties(($"dds.{side}.history.memory_manager.fast_pool.pool_buffer_max_size", PoolBufferBytes));

    private static string Name(Reliability value) => value == Reliability.Reliable ? "RELIABLE_RELIABILITY_QOS" : "BEST_EFFORT_RELIABILITY_QOS";

    private static string Name(Durability value) => value switch
    {
        Durability.Volatile => "VOLATILE_DURABILITY_QOS",
        Durability.TransientLocal => "TRANSIENT_LOCAL_DURABILITY_QOS",
        Durability.Transient => "TRANSIENT_DURABILITY_QOS",
        _ => "PERSISTENT_DURABILITY_QOS",
    };

    private static string Name(LivelinessKind value) => value switch
    {
        LivelinessKind.Automatic => "AUTOMATIC_LIVELINESS_QOS",
        LivelinessKind.ManualByParticipant => "MANUAL_BY_PARTICIPANT_LIVELINESS_QOS",
        _ => "MANUAL_BY_TOPIC_LIVELINESS_QOS",
    };
}
