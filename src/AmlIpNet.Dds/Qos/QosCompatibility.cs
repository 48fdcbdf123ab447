namespace AmlIpNet.Dds;

/// <summary>The request/offered rules of DDS 1.4 (section 2.2.3): which reader may match which writer.</summary>
public static class QosCompatibility
{
    /// <summary>A policy whose two values do not go together.</summary>
    public readonly record struct Conflict(string Policy, string Offered, string Requested);

    /// <summary>The first policy that keeps the two apart, or null when they match. Partitions are not request/offered and
    /// are told apart with <see cref="PartitionsMeet"/>.</summary>
    public static Conflict? Find(EndpointQos offered, EndpointQos requested)
    {
        if (offered.Reliability < requested.Reliability)
            return new("RELIABILITY", Name(offered.Reliability), Name(requested.Reliability));
        if (offered.Durability < requested.Durability)
            return new("DURABILITY", Name(offered.Durability), Name(requested.Durability));
        if (Longer(offered.Deadline, requested.Deadline))
            return new("DEADLINE", Name(offered.Deadline), Name(requested.Deadline));
        if (offered.LatencyBudget > requested.LatencyBudget)
            return new("LATENCY_BUDGET", Name(offered.LatencyBudget), Name(requested.LatencyBudget));
        if (offered.Liveliness < requested.Liveliness || Longer(offered.LivelinessLease, requested.LivelinessLease))
            return new("LIVELINESS", $"{Name(offered.Liveliness)} {Name(offered.LivelinessLease)}", $"{Name(requested.Liveliness)} {Name(requested.LivelinessLease)}");
        if (offered.Ownership != requested.Ownership)
            return new("OWNERSHIP", Name(offered.Ownership), Name(requested.Ownership));
        return null;
    }

    /// <summary>Whether two partition lists share a name; the empty list is the default partition. Wildcards are not expanded.</summary>
    public static bool PartitionsMeet(EquatableArray<string> left, EquatableArray<string> right) =>
        left.Count == 0 || right.Count == 0
            ? InDefaultPartition(left) && InDefaultPartition(right)
            : left.Any(p => right.Contains(p));

    private static bool InDefaultPartition(EquatableArray<string> partitions) => partitions.Count == 0 || partitions.Contains("");

    private static bool Longer(TimeSpan? offered, TimeSpan? requested) =>
        requested is { } limit && (offered is not { } value || value > limit);

    private static string Name(TimeSpan? duration) => duration is { } d ? $"{d.TotalMilliseconds:0.###} ms" : "infinite";

    private static string Name(Reliability value) => value == Reliability.Reliable ? "RELIABLE" : "BEST_EFFORT";

    private static string Name(Durability value) => value switch
    {
        Durability.Volatile => "VOLATILE",
        Durability.TransientLocal => "TRANSIENT_LOCAL",
        Durability.Transient => "TRANSIENT",
        _ => "PERSISTENT",
    };

    private static string Name(LivelinessKind value) => value switch
    {
        LivelinessKind.Automatic => "AUTOMATIC",
        LivelinessKind.ManualByParticipant => "MANUAL_BY_PARTICIPANT",
        _ => "MANUAL_BY_TOPIC",
    };

    private static string Name(Ownership value) => value == Ownership.Shared ? "SHARED" : "EXCLUSIVE";
}
