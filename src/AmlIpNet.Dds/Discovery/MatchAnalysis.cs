namespace AmlIpNet.Dds;

/// <summary>
/// Says of the endpoints of a network which writers and readers match, and why the others do not: by the rules of DDS alone, from what they
/// announce. Endpoints meet when they are on one topic; those of different domains, or that cannot reach each other, are not discovered at all.
/// </summary>
public sealed class MatchAnalysis
{
    /// <summary>Pairs that are looked at unless said otherwise.</summary>
    public const int DefaultMaxPairs = 100_000;

    private MatchAnalysis(List<EndpointPair> mismatches, int matches, long skipped)
    {
        Mismatches = mismatches;
        Matches = matches;
        SkippedPairs = skipped;
    }

    /// <summary>The pairs that do not match, in the order of their topics.</summary>
    public IReadOnlyList<EndpointPair> Mismatches { get; }

    /// <summary>How many pairs match.</summary>
    public int Matches { get; }

    /// <summary>Pairs above the bound, which nobody looked at.</summary>
    public long SkippedPairs { get; }

    /// <summary>Looks at every writer with every reader of its topic.</summary>
    /// <param name="endpoints">Endpoints of one domain.</param>
    /// <param name="maxPairs">The most pairs to look at.</param>
    public static MatchAnalysis Of(IEnumerable<EndpointInfo> endpoints, int maxPairs = DefaultMaxPairs)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        List<EndpointPair> mismatches = [];
        int matches = 0;
        long skipped = 0;
        foreach (var topic in endpoints.GroupBy(endpoint => endpoint.TopicName).OrderBy(topic => topic.Key, StringComparer.Ordinal))
        {
            var readers = topic.Where(endpoint => endpoint.Kind == EndpointKind.Reader).ToList();
            foreach (var writer in topic.Where(endpoint => endpoint.Kind == EndpointKind.Writer))
            {
                int room = Math.Min(readers.Count, Math.Max(0, maxPairs - matches - mismatches.Count));
                skipped += readers.Count - room;
                foreach (var reader in readers.Take(room))
                {
                    if (Compare(writer, reader) is { Matches: false } pair) mismatches.Add(pair);
                    else matches++;
                }
            }
        }

        return new MatchAnalysis(mismatches, matches, skipped);
    }

    /// <summary>Finds all that keeps a writer and a reader of one topic apart.</summary>
    /// <exception cref="ArgumentException">They are not a writer and a reader of one topic.</exception>
    public static EndpointPair Compare(EndpointInfo writer, EndpointInfo reader)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(reader);
        if (writer.Kind != EndpointKind.Writer || reader.Kind != EndpointKind.Reader || writer.TopicName != reader.TopicName)
            throw new ArgumentException($"The {writer.Kind} of {writer.TopicName} and the {reader.Kind} of {reader.TopicName} cannot be compared: give a writer and a reader of one topic.");
        return new EndpointPair(writer, reader, EquatableArray.Create<MatchObstacle>([.. Obstacles(writer, reader)]));
    }

    private static IEnumerable<MatchObstacle> Obstacles(EndpointInfo writer, EndpointInfo reader)
    {
        if (writer.TypeName != reader.TypeName) yield return new("TYPE_NAME", writer.TypeName, reader.TypeName);
        foreach (var conflict in QosCompatibility.FindAll(writer.Qos, reader.Qos)) yield return new(conflict.Policy, conflict.Offered, conflict.Requested);
        if (QosCompatibility.FindRepresentation(writer.Representations, reader.Representations) is { } representation)
            yield return new(representation.Policy, representation.Offered, representation.Requested);
        if (!QosCompatibility.PartitionsMeet(writer.Qos.Partitions, reader.Qos.Partitions))
            yield return new("PARTITION", Names(writer.Qos.Partitions), Names(reader.Qos.Partitions));
    }

    private static string Names(EquatableArray<string> partitions) => partitions.Count == 0 ? "none" : string.Join(' ', partitions.Select(name => $"'{name}'"));
}
