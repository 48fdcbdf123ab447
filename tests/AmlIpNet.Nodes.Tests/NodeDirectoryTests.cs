using AmlIpNet.Dds;
using AmlIpNet.Protocol;

namespace AmlIpNet.Nodes.Tests;

/// <summary>Whose participant is a node's own, from what discovery tells.</summary>
public sealed class NodeDirectoryTests
{
    private static readonly NodeId s_node = NodeId.Create("cp", 7);
    private static readonly ParticipantInfo s_own = new(new EntityGuid(1, 0), "cp");
    private static readonly ParticipantInfo s_next = new(new EntityGuid(2, 0), "cp");
    private static readonly ParticipantInfo s_recorder = new(new EntityGuid(3, 0), "recorder");
    private static readonly Topic s_work = NativeTopics.Work(ServiceName.Job, s_node);
    private static readonly Topic s_data = AmlIpTopics.TaskData(ServiceName.Job, s_node);

    private readonly NodeDirectory _directory = new();
    private readonly List<string> _told = [];

    public NodeDirectoryTests()
    {
        _directory.NodeFound += _ => _told.Add("found");
        _directory.NodeLost += _ => _told.Add("lost");
        _directory.NativeServerFound += _ => _told.Add("native");
        _directory.AuctionServerFound += (_, native) => _told.Add(native ? "auctions too" : "auctions");
        _directory.GuardedChanged += guarded => _told.Add(guarded ? "guarded" : "unguarded");
        foreach (var participant in new[] { s_own, s_next, s_recorder }) _directory.OnParticipantDiscovered(participant);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_recorder_is_not_taken_for_the_node_whoever_is_discovered_first(bool recorderFirst)
    {
        if (recorderFirst) Reads(s_recorder, s_work);
        Reads(s_own, s_work);
        if (!recorderFirst) Reads(s_recorder, s_work);
        Reads(s_own, s_data);
        Assert.Equal(["found", "native", "auctions too"], _told);
        _directory.OnParticipantLost(s_recorder);
        Assert.True(_directory.IsPresent(s_node));
        _directory.OnParticipantLost(s_own);
        Assert.False(_directory.IsPresent(s_node));
        Assert.Equal("lost", _told[^1]);
        Assert.Equal(4, _told.Count);
    }

    [Fact]
    public void A_node_that_starts_anew_under_its_old_id_is_found_when_the_one_before_is_lost()
    {
        Reads(s_own, s_work);
        Reads(s_next, s_work);
        Reads(s_next, s_data);
        Assert.Equal(["found", "native"], _told);
        _directory.OnParticipantLost(s_own);
        Assert.Equal(["found", "native", "lost", "found", "native", "auctions too"], _told);
        _directory.OnParticipantLost(s_next);
        Assert.Equal((0, "lost"), (_directory.Count, _told[^1]));
    }

    [Fact]
    public void A_node_whose_next_start_is_lost_first_is_lost_once()
    {
        Reads(s_own, s_work);
        Reads(s_next, s_work);
        _directory.OnParticipantLost(s_next);
        _directory.OnParticipantLost(s_own);
        Assert.Equal(["found", "native", "lost"], _told);
        Assert.Equal(0, _directory.Count);
    }

    [Fact]
    public void Who_reads_replies_to_a_client_need_not_be_it()
    {
        Reads(s_recorder, AmlIpTopics.ReplyAvailable(ServiceName.Job, s_node));
        Assert.Empty(_told);
    }

    [Fact]
    public void A_guardian_that_stops_to_answer_guards_no_more()
    {
        var guards = NativeTopics.Guardian(ServiceName.Job, s_node);
        Reads(s_own, guards);
        _directory.OnEndpointLost(Reader(s_recorder, guards));
        Assert.Equal(["found", "guarded"], _told);
        _directory.OnEndpointLost(Reader(s_own, guards));
        Reads(s_own, guards);
        _directory.OnParticipantLost(s_own);
        Assert.Equal(["found", "guarded", "unguarded", "guarded", "unguarded", "lost"], _told);
    }

    private void Reads(ParticipantInfo participant, Topic topic) => _directory.OnEndpointDiscovered(Reader(participant, topic));

    private static EndpointInfo Reader(ParticipantInfo participant, Topic topic) =>
        new(EndpointKind.Reader, new EntityGuid(participant.Guid.High, 9), participant.Guid, 9, topic.Name, topic.Type.Name, QosLibrary.Default.GetReaderQos("amlip::target"));
}
