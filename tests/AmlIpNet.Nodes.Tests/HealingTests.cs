using AmlIpNet.Dds;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>What Computing nodes do for AML-IP servers whose client is gone, the same on every engine.</summary>
public abstract class HealingTests : NodeTestBase
{
    private static readonly NodeId s_chosen = NodeId.Create("chosen", 5);
    private readonly Recorder<MsReference> _targets = new();

    [Fact]
    public async Task What_a_dead_client_left_open_is_closed_and_what_it_chose_is_said_again()
    {
        Healing("one");
        Observe();
        var client = await DieWithAnOpenRequest("ghost", "one");
        await _targets.WaitForCount(3, "the target of the dead client, its repeat, and that of the healer");
        Assert.Equal(TargetsHealed(client), _targets.Items);
    }

    [Fact]
    public async Task Several_nodes_heal_a_client_once_and_the_next_one_goes_on_where_the_first_has_left()
    {
        var first = Healing("one");
        var second = Healing("two");
        await Observed.WaitForReaderAsync("one", NativeTopics.Work(ServiceName.Job, second.Id).Name);
        await Observed.WaitForReaderAsync("two", NativeTopics.Work(ServiceName.Job, first.Id).Name); // it knows that it is not the first
        Observe();
        var early = await DieWithAnOpenRequest("early", "one", "two");
        await _targets.WaitForCount(3, "the targets for the first client");
        await Wait.Until(() => Observed.Writes(TargetTopic.Name) == 2, "one healer's targets");
        await first.DisposeAsync();
        var late = await DieWithAnOpenRequest("late", "two");
        await _targets.WaitForCount(6, "the targets for the second client");
        Assert.Equal([.. TargetsHealed(early), .. TargetsHealed(late)], _targets.Items); // "two" would have said its own for "early" before
    }

    [Theory]
    [InlineData("main")]
    [InlineData("status")]
    public async Task Main_and_Status_nodes_heal_too(string kind)
    {
        var grace = TimeSpan.FromMilliseconds(50);
        if (kind == "main") Main(change: o => o with { HealGrace = grace });
        else Status(o => o with { HealGrace = grace });
        Observe();
        var client = await DieWithAnOpenRequest("ghost", kind);
        await _targets.WaitForCount(3, "the target of the dead client, its repeat, and that of the healer");
        Assert.Equal(TargetsHealed(client), _targets.Items);
    }

    // The reply must be read within the grace: how long discovery takes on a busy machine is not for a test to say.
    protected async Task CloseWhatNobodyHeardAsync()
    {
        Healing("one", grace: TimeSpan.FromSeconds(5));
        Observe();
        var server = Participant("server");
        var client = NodeId.Create("ghost", 9);
        var topic = AmlIpTopics.ReplyAvailable(ServiceName.Job, client);
        var replies = server.CreateWriter(topic, QosLibrary.Default.GetWriterQos("amlip::reply"), NullListener.Instance);
        byte[] bytes = new byte[MsReference.MaxSize];
        Assert.Equal(WriteResult.Accepted, replies.TryWrite(bytes.AsSpan(0, new MsReference(client, 7, s_chosen).Write(bytes)), default));
        Assert.Equal(client, await DieWithAnOpenRequest("ghost", "one"));
        await _targets.WaitForCount(4, "the targets for what was heard, and for what was replied to");
        Assert.Equal([.. TargetsHealed(client), new(client, 7, NodeId.Undefined)], _targets.Items);
    }

    [Fact]
    public async Task A_node_without_the_native_plane_does_not_heal()
    {
        Healing("plain", isNative: false);
        Observe();
        var early = await DieWithAnOpenRequest("early", "plain");
        Healing("one");
        var late = await DieWithAnOpenRequest("late", "plain", "one");
        await _targets.WaitForCount(4, "the targets for the second client");
        Assert.Equal([new(early, 0, s_chosen), .. TargetsHealed(late)], _targets.Items);
    }

    private static Topic TargetTopic => AmlIpTopics.TaskTarget(ServiceName.Job);

    private static MsReference[] TargetsHealed(NodeId client) => [new(client, 0, s_chosen), new(client, 0, s_chosen), new(client, 1, NodeId.Undefined)];

    private ComputingNode Healing(string name, bool isNative = true, TimeSpan? grace = null) =>
        Computing(name, o => o with { NativePlane = isNative, HealGrace = grace ?? TimeSpan.FromMilliseconds(50) });

    private void Observe() => Participant("observer").CreateReader(TargetTopic, QosLibrary.Default.GetReaderQos("amlip::target"), new Listener(_targets));

    // A client of AML-IP as DDS shows it: it has chosen a server for its first request, and dies with the second one open.
    private async Task<NodeId> DieWithAnOpenRequest(string name, params string[] nodes)
    {
        var client = NodeId.Create(name, 9);
        var (qos, service) = (QosLibrary.Default, ServiceName.Job);
        var ghost = Participant(name);
        ghost.CreateReader(AmlIpTopics.ReplyAvailable(service, client), qos.GetReaderQos("amlip::reply"), NullListener.Instance);
        ghost.CreateReader(AmlIpTopics.TaskSolution(service, client), qos.GetReaderQos("amlip::solution"), NullListener.Instance);
        var requests = ghost.CreateWriter(AmlIpTopics.RequestAvailability(service), qos.GetWriterQos("amlip::request"), NullListener.Instance);
        var targets = ghost.CreateWriter(TargetTopic, qos.GetWriterQos("amlip::target"), NullListener.Instance);
        await Wait.Until(() => requests.MatchedReaders == nodes.Length && targets.MatchedReaders == nodes.Length + 1, "the match of the client with all nodes",
            seen: () => $"{requests.MatchedReaders} readers of requests, {targets.MatchedReaders} of targets, {string.Join(", ", ghost.GetParticipants().Select(one => one.Name))}");
        foreach (string node in nodes) await Observed.WaitForReaderAsync(node, AmlIpTopics.TaskSolution(service, client).Name);

        byte[] bytes = new byte[MsReference.MaxSize];
        for (uint task = 0; task < 2; task++) requests.TryWrite(bytes.AsSpan(0, new MsRequest(client, task).Write(bytes)), default);
        targets.TryWrite(bytes.AsSpan(0, new MsReference(client, 0, s_chosen).Write(bytes)), default);
        foreach (var writer in new[] { requests, targets }) Assert.True(await writer.WaitForAcknowledgmentsAsync(Wait.Timeout));
        await ghost.DisposeAsync();
        return client;
    }

    private sealed class Listener(Recorder<MsReference> targets) : IReaderListener
    {
        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            foreach (var sample in samples)
            {
                Assert.True(MsReference.TryRead(sample.Header.Span, out var target));
                targets.Add(target);
            }
        }
    }
}
