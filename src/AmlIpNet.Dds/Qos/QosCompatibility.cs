using System.IO.Enumeration;

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
        foreach (var conflict in FindAll(offered, requested)) return conflict;
        return null;
    }

    /// <summary>Every policy that keeps the two apart.</summary>
    public static IEnumerable<Conflict> FindAll(EndpointQos offered, EndpointQos requested)
    {
        if (offered.Reliability < requested.Reliability)
            yield return new("RELIABILITY", Name(offered.Reliability), Name(requested.Reliability));
        if (offered.Durability < requested.Durability)
            yield return new("DURABILITY", Name(offered.Durability), Name(requested.Durability));
        if (Longer(offered.Deadline, requested.Deadline))
            yield return new("DEADLINE", Name(offered.Deadline), Name(requested.Deadline));
        if (offered.LatencyBudget > requested.LatencyBudget)
            yield return new("LATENCY_BUDGET", Name(offered.LatencyBudget), Name(requested.LatencyBudget));
        if (offered.Liveliness < requested.Liveliness || Longer(offered.LivelinessLease, requested.LivelinessLease))
            yield return new("LIVELINESS", $"{Name(offered.Liveliness)} {Name(offered.LivelinessLease)}", $"{Name(requested.Liveliness)} {Name(requested.LivelinessLease)}");
        if (offered.Ownership != requested.Ownership)
            yield return new("OWNERSHIP", Name(offered.Ownership), Name(requested.Ownership));
    }

    /// <summary>Why the data representations of a writer and a reader do not go together, or null when they do: a writer offers the first one
    /// that it names, a reader accepts any that it names, and who names none means XCDR1.</summary>
    public static Conflict? FindRepresentation(EquatableArray<DataRepresentation> offered, EquatableArray<DataRepresentation> requested)
    {
        var written = offered.Count == 0 ? DataRepresentation.Xcdr1 : offered[0];
        return (requested.Count == 0 ? written == DataRepresentation.Xcdr1 : requested.Contains(written))
            ? null
            : new("DATA_REPRESENTATION", Name(written), requested.Count == 0 ? Name(DataRepresentation.Xcdr1) : string.Join(' ', requested.Select(Name)));
    }

    /// <summary>Whether two partition lists have a name in common; the empty list is the default partition, "". A name with * or ? stands for
    /// those that fit it, but never for another such name.</summary>
    public static bool PartitionsMeet(EquatableArray<string> left, EquatableArray<string> right) =>
        Names(left).Any(one => Names(right).Any(other => Meet(one, other)));

    private static IEnumerable<string> Names(EquatableArray<string> partitions) => partitions.Count == 0 ? [""] : partitions;

    private static bool Meet(string one, string other) => (IsPattern(one), IsPattern(other)) switch
    {
        (false, false) => one == other,
        (true, false) => Fits(one, other),
        (false, true) => Fits(other, one),
        _ => false,
    };

    private static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '?');

    private static bool Fits(string pattern, string name) =>
        name.Length == 0 ? pattern.All(c => c == '*') : FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\"), name, ignoreCase: false);

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

    private static string Name(DataRepresentation value) => Enum.IsDefined(value) ? value.ToString().ToUpperInvariant() : $"{(short)value}";

    private static string Name(LivelinessKind value) => value switch
    {
        LivelinessKind.Automatic => "AUTOMATIC",
        LivelinessKind.ManualByParticipant => "MANUAL_BY_PARTICIPANT",
        _ => "MANUAL_BY_TOPIC",
    };

    private static string Name(Ownership value) => value == Ownership.Shared ? "SHARED" : "EXCLUSIVE";
}
