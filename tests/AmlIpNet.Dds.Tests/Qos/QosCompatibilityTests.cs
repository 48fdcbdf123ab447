namespace AmlIpNet.Dds.Tests;

public sealed class QosCompatibilityTests
{
    private static TimeSpan? Ms(int? value) => value is { } v ? TimeSpan.FromMilliseconds(v) : null;

    [Fact]
    public void The_defaults_match() => Assert.Null(QosCompatibility.Find(new(), new()));

    [Theory]
    [InlineData(Reliability.BestEffort, Reliability.BestEffort, true)]
    [InlineData(Reliability.Reliable, Reliability.BestEffort, true)]
    [InlineData(Reliability.Reliable, Reliability.Reliable, true)]
    [InlineData(Reliability.BestEffort, Reliability.Reliable, false)]
    public void Reliability_offers_at_least_what_is_requested(Reliability offered, Reliability requested, bool match) =>
        Check(new() { Reliability = offered }, new() { Reliability = requested }, match, "RELIABILITY", "BEST_EFFORT", "RELIABLE");

    [Fact]
    public void Durability_offers_at_least_what_is_requested()
    {
        foreach (var offered in Enum.GetValues<Durability>())
        {
            foreach (var requested in Enum.GetValues<Durability>())
            {
                string Name(Durability value) => value == Durability.TransientLocal ? "TRANSIENT_LOCAL" : value.ToString().ToUpperInvariant();
                Check(new() { Durability = offered }, new() { Durability = requested }, offered >= requested, "DURABILITY", Name(offered), Name(requested));
            }
        }
    }

    [Theory]
    [InlineData(100, 100, true)]
    [InlineData(50, 100, true)]
    [InlineData(101, 100, false)]
    [InlineData(100, null, true)]
    [InlineData(null, null, true)]
    [InlineData(null, 100, false)]
    public void Deadline_and_lease_are_offered_at_most_as_long_as_requested(int? offered, int? requested, bool match)
    {
        string Name(int? value) => value is { } v ? $"{v} ms" : "infinite";
        Check(new() { Deadline = Ms(offered) }, new() { Deadline = Ms(requested) }, match, "DEADLINE", Name(offered), Name(requested));
        Check(
            new() { LivelinessLease = Ms(offered) }, new() { LivelinessLease = Ms(requested) }, match,
            "LIVELINESS", $"AUTOMATIC {Name(offered)}", $"AUTOMATIC {Name(requested)}");
    }

    [Fact]
    public void Liveliness_offers_at_least_the_kind_requested()
    {
        string[] names = ["AUTOMATIC", "MANUAL_BY_PARTICIPANT", "MANUAL_BY_TOPIC"];
        foreach (var offered in Enum.GetValues<LivelinessKind>())
        {
            foreach (var requested in Enum.GetValues<LivelinessKind>())
            {
                Check(
                    new() { Liveliness = offered }, new() { Liveliness = requested }, offered >= requested,
                    "LIVELINESS", $"{names[(int)offered]} infinite", $"{names[(int)requested]} infinite");
            }
        }
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 5, true)]
    [InlineData(5, 5, true)]
    [InlineData(5, 4, false)]
    public void Latency_budget_is_offered_at_most_as_long_as_requested(int offered, int requested, bool match) => Check(
        new() { LatencyBudget = Ms(offered)!.Value }, new() { LatencyBudget = Ms(requested)!.Value }, match, "LATENCY_BUDGET", $"{offered} ms", $"{requested} ms");

    [Theory]
    [InlineData(Ownership.Shared, Ownership.Shared, true)]
    [InlineData(Ownership.Exclusive, Ownership.Exclusive, true)]
    [InlineData(Ownership.Shared, Ownership.Exclusive, false)]
    [InlineData(Ownership.Exclusive, Ownership.Shared, false)]
    public void Ownership_is_the_same(Ownership offered, Ownership requested, bool match) => Check(
        new() { Ownership = offered }, new() { Ownership = requested }, match,
        "OWNERSHIP", offered.ToString().ToUpperInvariant(), requested.ToString().ToUpperInvariant());

    [Fact]
    public void History_limits_and_the_durability_service_are_no_request_offered_policies() => Assert.Null(QosCompatibility.Find(
        new() { History = History.KeepLast(1), MaxSamples = 1, DurabilityService = History.KeepAll },
        new() { History = History.KeepAll, MaxSamples = 5000 }));

    [Theory]
    [InlineData(new string[0], new string[0], true)]
    [InlineData(new string[0], new[] { "" }, true)]
    [InlineData(new[] { "" }, new[] { "a", "" }, true)]
    [InlineData(new string[0], new[] { "a", "" }, true)]
    [InlineData(new string[0], new[] { "a" }, false)]
    [InlineData(new[] { "a" }, new[] { "a" }, true)]
    [InlineData(new[] { "a", "b" }, new[] { "c", "b" }, true)]
    [InlineData(new[] { "a" }, new[] { "A" }, false)]
    [InlineData(new[] { "*" }, new string[0], true)]
    [InlineData(new[] { "a*" }, new string[0], false)]
    [InlineData(new[] { "a*" }, new[] { "b", "ab" }, true)]
    [InlineData(new[] { "a?" }, new[] { "abc" }, false)]
    [InlineData(new[] { "a?c" }, new[] { "abc" }, true)]
    [InlineData(new[] { "a*" }, new[] { "a*" }, false)]
    [InlineData(new[] { "*" }, new[] { "a\\b" }, true)]
    [InlineData(new[] { "a\\*" }, new[] { "a\\b" }, true)]
    public void Partitions_meet_when_they_share_a_name(string[] left, string[] right, bool meet)
    {
        Assert.Equal(meet, QosCompatibility.PartitionsMeet([.. left], [.. right]));
        Assert.Equal(meet, QosCompatibility.PartitionsMeet([.. right], [.. left]));
    }

    private static void Check(EndpointQos offered, EndpointQos requested, bool match, string policy, string offeredName, string requestedName)
    {
        QosCompatibility.Conflict? expected = match ? null : new(policy, offeredName, requestedName);
        Assert.Equal(expected, QosCompatibility.Find(offered, requested));
    }
}
