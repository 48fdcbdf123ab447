namespace AmlIpNet.Dds.Contract;

/// <summary>What discovery tells of participants and endpoints, and in which order.</summary>
public abstract class DiscoveryContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private static readonly Topic s_topic = Blob.Topic("contract/discovery");

    [Fact]
    public async Task Participants_find_each_other_by_name_and_not_themselves()
    {
        var atOne = new DiscoveryRecorder();
        var atTwo = new DiscoveryRecorder();
        var one = Join("first node", atOne);
        var two = Join("zweiter Knoten ü", atTwo);
        await Found(atOne, two);
        await Found(atTwo, one);
        Assert.Equal([(two.Guid, "zweiter Knoten ü")], one.GetParticipants().Select(p => (p.Guid, p.Name)));
        Assert.Equal([(one.Guid, "first node")], two.GetParticipants().Select(p => (p.Guid, p.Name)));
        Assert.Equal(("first node", one.Guid), (one.Name, one.Guid.Participant));
    }

    [Fact]
    public async Task Participants_tell_where_they_run()
    {
        var listener = new DiscoveryRecorder();
        var viewer = Join("viewer", listener);
        await Found(listener, Join("other"));
        var other = Assert.Single(viewer.GetParticipants());
        Assert.Equal((System.Environment.MachineName, System.Environment.ProcessId), (other.Host, other.ProcessId));
        Assert.NotNull(other.Process);
    }

    [Fact]
    public async Task Endpoints_are_found_with_their_topic_type_and_QoS_after_their_participant()
    {
        var listener = new DiscoveryRecorder();
        var viewer = Join("viewer", listener);
        var other = Join("other");
        var offered = Qos.Durable with { LivelinessLease = TimeSpan.FromSeconds(5), LatencyBudget = TimeSpan.FromMilliseconds(3), Partitions = ["p"] };
        var requested = Qos.Reliable with { Reliability = Reliability.BestEffort, Deadline = TimeSpan.FromSeconds(7) };
        var writer = Write(other, s_topic, offered);
        var reader = Read(other, Blob.Topic("contract/other"), requested);
        var foundWriter = await Found(listener, writer.Guid);
        var foundReader = await Found(listener, reader.Guid);
        Assert.Equal((EndpointKind.Writer, other.Guid, s_topic.Name, "contract::blob"), (foundWriter.Kind, foundWriter.Participant, foundWriter.TopicName, foundWriter.TypeName));
        Assert.Equal((EndpointKind.Reader, other.Guid, "contract/other", "contract::blob"), (foundReader.Kind, foundReader.Participant, foundReader.TopicName, foundReader.TypeName));
        Assert.Equal(Qos.Announced(offered), Qos.Announced(foundWriter.Qos));
        Assert.Equal(Qos.Announced(requested), Qos.Announced(foundReader.Qos));
        Assert.Equal(foundWriter, viewer.FindWriter(foundWriter.Handle));
        Assert.IsType<ParticipantFound>(listener.Events.Items[0]);
        Assert.Equal(new[] { foundWriter, foundReader }.ToHashSet(), viewer.GetEndpoints().ToHashSet());
    }

    [Fact]
    public async Task A_late_participant_finds_what_is_there_and_its_own_is_left_out()
    {
        var other = Join("other");
        var writer = Write(other, s_topic);
        var reader = Read(other, s_topic);
        var listener = new DiscoveryRecorder();
        var late = Join("late", listener);
        var own = Write(late, s_topic);
        await Found(listener, writer.Guid);
        await Found(listener, reader.Guid);
        await Match(own, reader);
        Assert.Equal(new[] { writer.Guid, reader.Guid }.ToHashSet(), late.GetEndpoints().Select(e => e.Guid).ToHashSet());
        Assert.DoesNotContain(listener.Events.Items, e => e is EndpointFound f && f.Endpoint.Guid == own.Guid);
    }

    [Fact]
    public async Task A_disposed_endpoint_is_reported_and_leaves_the_snapshot()
    {
        var listener = new DiscoveryRecorder();
        var viewer = Join("viewer", listener);
        var other = Join("other");
        var kept = Read(other, s_topic);
        var writer = Write(other, s_topic);
        await Found(listener, kept.Guid);
        var found = await Found(listener, writer.Guid);
        writer.Writer.Dispose();
        await listener.Events.WaitForOne(e => e is EndpointGone g && g.Endpoint.Guid == writer.Guid, "the writer's end");
        Assert.Equal([kept.Guid], viewer.GetEndpoints().Select(e => e.Guid));
        Assert.Null(viewer.FindWriter(found.Handle));
    }

    [Fact]
    public async Task A_disposed_participant_is_reported_lost_after_its_endpoints_each_once()
    {
        var listener = new DiscoveryRecorder();
        var viewer = Join("viewer", listener);
        var leaving = Join("leaving");
        EntityGuid[] endpoints = [Write(leaving, s_topic).Guid, Read(leaving, s_topic).Guid, Write(leaving, Blob.Topic("contract/more")).Guid];
        foreach (var endpoint in endpoints) await Found(listener, endpoint);
        int before = listener.Events.Count;
        await Wait.For(leaving.DisposeAsync().AsTask(), "the end of the participant");
        await listener.Events.WaitForOne(e => e is ParticipantGone, "the participant's end");
        var events = listener.Events.Items[before..];
        Assert.Equal((leaving.Guid, "leaving"), events[^1] is ParticipantGone gone ? (gone.Participant.Guid, gone.Participant.Name) : default);
        Assert.Equal(endpoints.Order(Comparer<EntityGuid>.Create((a, b) => a.Low.CompareTo(b.Low))),
            events[..^1].Select(e => Assert.IsType<EndpointGone>(e).Endpoint.Guid).Order(Comparer<EntityGuid>.Create((a, b) => a.Low.CompareTo(b.Low))));
        Assert.Empty(viewer.GetParticipants());
        Assert.Empty(viewer.GetEndpoints());
    }

    [Fact]
    public async Task A_participant_that_comes_back_is_found_again()
    {
        var listener = new DiscoveryRecorder();
        Join("viewer", listener);
        for (int round = 0; round < 3; round++)
        {
            var visitor = Join($"visitor {round}");
            await Found(listener, visitor);
            await Wait.For(visitor.DisposeAsync().AsTask(), "the end of the visitor");
            await listener.Events.WaitForOne(e => e is ParticipantGone g && g.Participant.Guid == visitor.Guid, $"the end of visitor {round}");
        }
    }

    [Fact]
    public void An_unknown_handle_is_nobodys() => Assert.Null(Join("node").FindWriter(0xdeadbeef));

    [Fact]
    public void An_option_that_cannot_work_is_refused() =>
        Assert.Contains("Domain", Assert.Throws<InvalidOptionsException>(() => Join("node", change: o => o with { Domain = 233 })).Message);

    private static Task Found(DiscoveryRecorder listener, IDomainParticipant participant) => listener.Events.WaitForOne(
        e => e is ParticipantFound f && (f.Participant.Guid, f.Participant.Name) == (participant.Guid, participant.Name), $"the participant {participant.Name} found");

    private static async Task<EndpointInfo> Found(DiscoveryRecorder listener, EntityGuid endpoint) =>
        ((EndpointFound)await listener.Events.WaitForOne(e => e is EndpointFound f && f.Endpoint.Guid == endpoint, $"the endpoint {endpoint} found")).Endpoint;
}
