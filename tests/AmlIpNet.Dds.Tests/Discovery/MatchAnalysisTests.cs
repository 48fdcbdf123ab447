namespace AmlIpNet.Dds.Tests.Discovery;

public sealed class MatchAnalysisTests
{
    private static readonly EndpointQos s_durable = new() { Durability = Durability.TransientLocal };
    private static ulong s_next;

    public static TheoryData<EndpointQos, EndpointQos, string, string, string, string> Conflicts => new()
    {
        { new() { Reliability = Reliability.BestEffort }, new(), "RELIABILITY", "BEST_EFFORT", "RELIABLE", "let the writer offer RELIABLE, or the reader request BEST_EFFORT" },
        { new(), s_durable, "DURABILITY", "VOLATILE", "TRANSIENT_LOCAL", "let the writer offer TRANSIENT_LOCAL, or the reader request VOLATILE" },
        { new(), new() { Deadline = TimeSpan.FromSeconds(1) }, "DEADLINE", "infinite", "1000 ms", "let the writer offer a deadline of at most 1000 ms, or the reader request none" },
        { new() { Deadline = TimeSpan.FromSeconds(2) }, new() { Deadline = TimeSpan.FromSeconds(1) }, "DEADLINE", "2000 ms", "1000 ms", "let the writer offer a deadline of at most 1000 ms, or the reader request at least 2000 ms" },
        { new() { LatencyBudget = TimeSpan.FromMilliseconds(5) }, new(), "LATENCY_BUDGET", "5 ms", "0 ms", "let the writer offer a latency budget of at most 0 ms, or the reader request at least 5 ms" },
        { new() { LivelinessLease = TimeSpan.FromMilliseconds(500) }, new() { LivelinessLease = TimeSpan.FromMilliseconds(100) }, "LIVELINESS", "AUTOMATIC 500 ms", "AUTOMATIC 100 ms", "let the writer offer AUTOMATIC 100 ms or a stronger promise, or the reader request AUTOMATIC 500 ms" },
        { new() { Ownership = Ownership.Exclusive }, new(), "OWNERSHIP", "EXCLUSIVE", "SHARED", "give both the same ownership kind; AML-IP uses SHARED" },
        { new() { Partitions = ["a", "b"] }, new(), "PARTITION", "'a' 'b'", "none", "give both a partition in common; AML-IP uses none" },
    };

    [Theory]
    [MemberData(nameof(Conflicts))]
    public void A_policy_that_keeps_two_apart_is_named_with_both_values_and_the_remedy(
        EndpointQos offered, EndpointQos requested, string policy, string offer, string request, string remedy)
    {
        var pair = MatchAnalysis.Compare(Writer("t", qos: offered), Reader("t", qos: requested));
        Assert.False(pair.Matches);
        var obstacle = Assert.Single(pair.Obstacles);
        Assert.Equal((policy, offer, request), (obstacle.Policy, obstacle.Offered, obstacle.Requested));
        Assert.Equal(remedy, obstacle.Remedy);
        Assert.Equal($"{policy}: offered {offer}, requested {request}", obstacle.ToString());
    }

    [Fact]
    public void Types_of_other_names_and_several_reasons_are_all_told()
    {
        var pair = MatchAnalysis.Compare(Writer("t", "one", new() { Reliability = Reliability.BestEffort }), Reader("t", "other", s_durable));
        Assert.Equal(["TYPE_NAME", "RELIABILITY", "DURABILITY"], pair.Obstacles.Select(o => o.Policy));
        Assert.Equal(("one", "other"), (pair.Obstacles[0].Offered, pair.Obstacles[0].Requested));
        Assert.StartsWith("use one type on both sides", pair.Obstacles[0].Remedy);
    }

    [Theory]
    [InlineData(new DataRepresentation[0], new DataRepresentation[0], null)]
    [InlineData(new[] { DataRepresentation.Xcdr1, DataRepresentation.Xcdr2 }, new DataRepresentation[0], null)]
    [InlineData(new[] { DataRepresentation.Xcdr2 }, new[] { DataRepresentation.Xcdr1, DataRepresentation.Xcdr2 }, null)]
    [InlineData(new[] { DataRepresentation.Xcdr2, DataRepresentation.Xcdr1 }, new DataRepresentation[0], "DATA_REPRESENTATION: offered XCDR2, requested XCDR1")]
    [InlineData(new DataRepresentation[0], new[] { DataRepresentation.Xcdr2, DataRepresentation.Xml }, "DATA_REPRESENTATION: offered XCDR1, requested XCDR2 XML")]
    [InlineData(new[] { (DataRepresentation)7 }, new[] { DataRepresentation.Xcdr1 }, "DATA_REPRESENTATION: offered 7, requested XCDR1")]
    public void The_first_representation_of_a_writer_must_be_one_of_the_readers(DataRepresentation[] offered, DataRepresentation[] requested, string? expected)
    {
        var pair = MatchAnalysis.Compare(
            Writer("t") with { Representations = EquatableArray.Create<DataRepresentation>(offered) },
            Reader("t") with { Representations = EquatableArray.Create<DataRepresentation>(requested) });
        Assert.Equal(expected, pair.Obstacles.SingleOrDefault()?.ToString());
    }

    [Fact]
    public void Only_pairs_of_one_topic_are_looked_at_and_matches_are_counted()
    {
        var analysis = MatchAnalysis.Of([Writer("b"), Reader("b"), Reader("b", "other"), Writer("a"), Reader("c"), Writer("a", "x"), Reader("a")]);
        Assert.Equal(2, analysis.Matches);
        Assert.Equal(["a", "b"], analysis.Mismatches.Select(pair => pair.Writer.TopicName));
        Assert.Equal(0, analysis.SkippedPairs);
    }

    [Fact]
    public void Pairs_above_the_bound_are_counted_and_not_looked_at()
    {
        EndpointInfo[] endpoints = [.. Enumerable.Range(0, 40).SelectMany(_ => new[] { Writer("t"), Reader("t", "other") })];
        var analysis = MatchAnalysis.Of(endpoints, maxPairs: 100);
        Assert.Equal((100, 0, 1_500), (analysis.Mismatches.Count, analysis.Matches, analysis.SkippedPairs));
    }

    [Fact]
    public void What_is_no_pair_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MatchAnalysis.Compare(Writer("t"), Reader("u")));
        Assert.Throws<ArgumentException>(() => MatchAnalysis.Compare(Reader("t"), Writer("t")));
    }

    private static EndpointInfo Writer(string topic, string type = "type", EndpointQos? qos = null) => Endpoint(EndpointKind.Writer, topic, type, qos);

    private static EndpointInfo Reader(string topic, string type = "type", EndpointQos? qos = null) => Endpoint(EndpointKind.Reader, topic, type, qos);

    private static EndpointInfo Endpoint(EndpointKind kind, string topic, string type, EndpointQos? qos)
    {
        ulong id = Interlocked.Increment(ref s_next);
        return new EndpointInfo(kind, new EntityGuid(id, id), new EntityGuid(id, 0x1c1), id, topic, type, qos ?? new());
    }
}
