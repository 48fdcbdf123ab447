namespace AmlIpNet.Dds.Contract;

/// <summary>Who matches whom, and what both sides hear of it.</summary>
public abstract class MatchingContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private static readonly Topic s_topic = Blob.Topic("contract/matching");
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Policies => ["RELIABILITY", "DURABILITY", "DEADLINE", "LATENCY_BUDGET", "LIVELINESS", "LIVELINESS lease", "OWNERSHIP"];

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Both_sides_hear_which_policy_keeps_them_apart_and_both_values(string policy)
    {
        var (offered, requested, offeredName, requestedName) = Conflicting(policy);
        var writer = Write(Join("writer"), s_topic, offered);
        var reader = Read(Join("reader"), s_topic, requested);
        var expected = (s_topic.Name, policy.Split(' ')[0], offeredName, requestedName);
        var atWriter = await Mismatch(writer.Events);
        var atReader = await Mismatch(reader.Events);
        Assert.Equal(expected, (atWriter.Topic, atWriter.Policy, atWriter.Offered, atWriter.Requested));
        Assert.Equal(expected, (atReader.Topic, atReader.Policy, atReader.Offered, atReader.Requested));
        Assert.Equal((EndpointKind.Reader, reader.Guid), (atWriter.Remote.Kind, atWriter.Remote.Guid));
        Assert.Equal((EndpointKind.Writer, writer.Guid), (atReader.Remote.Kind, atReader.Remote.Guid));
        Assert.Contains(requestedName, atWriter.ToString());
        Assert.Equal((0, 0), (writer.Writer.MatchedReaders, reader.Reader.MatchedWriters));
    }

    [Fact]
    public async Task Types_of_different_names_do_not_match()
    {
        var writer = Write(Join("writer"), s_topic);
        var reader = Read(Join("reader"), new Topic(s_topic.Name, Blob.Type with { Name = "contract::other" }));
        var atWriter = await Mismatch(writer.Events);
        var atReader = await Mismatch(reader.Events);
        Assert.Equal(("TypeName", "contract::blob", "contract::other"), (atWriter.Policy, atWriter.Offered, atWriter.Requested));
        Assert.Equal(("TypeName", "contract::blob", "contract::other"), (atReader.Policy, atReader.Offered, atReader.Requested));
    }

    [Fact]
    public async Task A_mismatch_is_told_once_and_hinders_nobody_else()
    {
        var writing = Join("writer");
        var reading = Join("reader");
        var writer = Write(writing, s_topic);
        var misfit = Read(reading, s_topic, Qos.Durable);
        var fit = Read(reading, s_topic);
        await Match(writer, fit);
        await Mismatch(writer.Events);
        await Mismatch(misfit.Events);
        writer.WriteRange(1, 3);
        await fit.Expect(Range(1, 3));
        var second = Write(writing, s_topic);
        await Match(second, fit);
        await misfit.Events.WaitForOne(e => e is Mismatched m && m.Mismatch.Remote.Guid == second.Guid, "the mismatch with the second writer");
        Assert.Equal((1, 2), (writer.Events.Items.Count(e => e is Mismatched), misfit.Events.Items.Count(e => e is Mismatched)));
        Assert.Empty(misfit.Samples.Items);
    }

    [Fact]
    public async Task Partitions_that_do_not_meet_neither_match_nor_are_a_mismatch()
    {
        var writing = Join("writer");
        var reading = Join("reader");
        var writer = Write(writing, s_topic, Qos.Reliable with { Partitions = ["a", "b"] });
        var apart = Read(reading, s_topic);
        var elsewhere = Read(reading, s_topic, Qos.Reliable with { Partitions = ["c"] });
        var unfit = Read(reading, s_topic, Qos.Reliable with { Partitions = ["a?"] });
        var meeting = Read(reading, s_topic, Qos.Reliable with { Partitions = ["b", "d"] });
        await Match(writer, meeting);
        var fitting = Read(reading, s_topic, Qos.Reliable with { Partitions = ["?"] });
        await Match(writer, fitting);
        writer.WriteRange(1, 3);
        await meeting.Expect(Range(1, 3));
        await fitting.Expect(Range(1, 3));
        Assert.Equal(2, writer.Writer.MatchedReaders);
        Assert.Empty(apart.Events.Items);
        Assert.Empty(elsewhere.Events.Items);
        Assert.Empty(unfit.Events.Items);
        Assert.Equal(2, writer.Events.Count);
    }

    [Fact]
    public async Task Matched_and_unmatched_endpoints_are_counted_and_told()
    {
        var writing = Join("writer");
        var reading = Join("reader");
        var writer = Write(writing, s_topic);
        var first = Read(reading, s_topic);
        var second = Read(Join("another"), s_topic);
        await Match(writer, first);
        await Match(writer, second);
        Assert.Equal((2, 1, 1), (writer.Writer.MatchedReaders, first.Reader.MatchedWriters, second.Reader.MatchedWriters));

        first.Reader.Dispose();
        await Unmatch(writer.Events, first.Guid);
        Assert.Equal(1, writer.Writer.MatchedReaders);
        writer.Writer.Dispose();
        await Unmatch(second.Events, writer.Guid);
        Assert.Equal(0, second.Reader.MatchedWriters);
    }

    [Fact]
    public async Task A_match_tells_who_the_other_is()
    {
        var writing = Join("writer");
        var reading = Join("reader");
        var writer = Write(writing, s_topic, Qos.Durable with { LivelinessLease = s_second });
        var reader = Read(reading, s_topic, Qos.Reliable);
        await Match(writer, reader);
        var atReader = reader.Events.Items.OfType<Matched>().Single().Remote;
        var atWriter = writer.Events.Items.OfType<Matched>().Single().Remote;
        Assert.Equal(
            (EndpointKind.Writer, writer.Guid, writing.Guid, s_topic.Name, s_topic.Type.Name),
            (atReader.Kind, atReader.Guid, atReader.Participant, atReader.TopicName, atReader.TypeName));
        Assert.Equal(
            (EndpointKind.Reader, reader.Guid, reading.Guid, s_topic.Name, s_topic.Type.Name),
            (atWriter.Kind, atWriter.Guid, atWriter.Participant, atWriter.TopicName, atWriter.TypeName));
        Assert.Equal(Qos.Announced(Qos.Durable with { LivelinessLease = s_second }), Qos.Announced(atReader.Qos));
        writer.Write(1);
        Assert.Equal(atReader.Handle, (await reader.Samples.WaitForCount(1, "a sample"))[0].Writer);
    }

    [Fact]
    public async Task A_disposed_participant_unmatches_its_endpoints()
    {
        var writing = Join("writer");
        var reader = Read(Join("reader"), s_topic);
        var writer = Write(writing, s_topic);
        await Match(writer, reader);
        await Wait.For(writing.DisposeAsync().AsTask(), "the end of the writing participant");
        await Unmatch(reader.Events, writer.Guid);
        Assert.Equal(0, reader.Reader.MatchedWriters);
    }

    [Fact]
    public void QoS_that_contradicts_itself_is_refused()
    {
        var participant = Join("node");
        var qos = new EndpointQos { History = History.KeepLast(5), MaxSamples = 4 };
        Assert.Contains("contract/matching", Assert.Throws<QosException>(() => Write(participant, s_topic, qos)).Message);
        Assert.Contains("max_samples of 4", Assert.Throws<QosException>(() => Read(participant, s_topic, qos)).Message);
    }

    [Fact]
    public void A_topic_that_cannot_be_used_is_refused()
    {
        var participant = Join("node");
        Assert.Throws<ArgumentException>(() => Write(participant, Blob.Topic("")));
        Assert.Throws<ArgumentException>(() => Read(participant, Blob.Topic("a\nb")));
        Assert.Throws<ArgumentException>(() => Write(participant, new Topic("a", new("contract::wide", [new("text", MemberKind.String, TypeDescription.MaxHeaderSize)]))));
    }

    private static async Task<EndpointMismatch> Mismatch(Recorder<EndpointEvent> events) =>
        ((Mismatched)await events.WaitForOne(e => e is Mismatched, "a mismatch")).Mismatch;

    private static Task Unmatch(Recorder<EndpointEvent> events, EntityGuid remote) =>
        events.WaitForOne(e => e is Unmatched u && u.Remote.Guid == remote, $"{remote} unmatched");

    private static (EndpointQos Offered, EndpointQos Requested, string OfferedName, string RequestedName) Conflicting(string policy)
    {
        var qos = Qos.Reliable;
        return policy switch
        {
            "RELIABILITY" => (qos with { Reliability = Reliability.BestEffort }, qos, "BEST_EFFORT", "RELIABLE"),
            "DURABILITY" => (qos, qos with { Durability = Durability.TransientLocal }, "VOLATILE", "TRANSIENT_LOCAL"),
            "DEADLINE" => (qos with { Deadline = 2 * s_second }, qos with { Deadline = s_second }, "2000 ms", "1000 ms"),
            "LATENCY_BUDGET" => (qos with { LatencyBudget = s_second }, qos, "1000 ms", "0 ms"),
            "LIVELINESS" => (qos, qos with { Liveliness = LivelinessKind.ManualByTopic }, "AUTOMATIC infinite", "MANUAL_BY_TOPIC infinite"),
            "LIVELINESS lease" => (qos, qos with { LivelinessLease = s_second }, "AUTOMATIC infinite", "AUTOMATIC 1000 ms"),
            "OWNERSHIP" => (qos, qos with { Ownership = Ownership.Exclusive }, "SHARED", "EXCLUSIVE"),
            _ => throw new ArgumentOutOfRangeException(nameof(policy)),
        };
    }
}
