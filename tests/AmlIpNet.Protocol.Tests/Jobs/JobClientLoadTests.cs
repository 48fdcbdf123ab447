namespace AmlIpNet.Protocol.Tests.Jobs;

/// <summary>How much a client takes the servers to have room for.</summary>
public sealed class JobClientLoadTests
{
    private static readonly NodeId s_server = NodeId.Create("cp", 1);
    private static readonly NodeId s_other = NodeId.Create("cp", 2);

    private readonly JobClient _client = new(NodeId.Create("main", 9));
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    [Fact]
    public void Of_the_room_in_an_availability_goes_what_is_kept_of_this_client_already()
    {
        Handle(JobClientEvent.Availability(s_server, new ServerLoad(1, 1, Slots: 1, Free: 1, QueueRoom: 2)));
        for (ulong job = 1; job <= 10; job++) Handle(JobClientEvent.Submit(job, default));
        Assert.Equal((3, 7), (_client.Attempts, _client.Waiting)); // one for the slot, two to be kept
        Handle(JobClientEvent.Availability(s_server, new ServerLoad(1, 2, Slots: 1, Free: 0, QueueRoom: 2), [1, 2, 3]));
        Assert.Equal((3, 7), (_client.Attempts, _client.Waiting)); // those two are there
        Handle(JobClientEvent.Availability(s_server, new ServerLoad(1, 3, Slots: 1, Free: 0, QueueRoom: 2), [2, 3]));
        Handle(JobClientEvent.Outcome(s_server, new ServerLoad(1, 4, Slots: 1, Free: 0, QueueRoom: 1), lastTask: 3, task: 2, OutcomeKind.Started));
        Assert.Equal((4, 6), (_client.Attempts, _client.Waiting));
    }

    [Fact]
    public void Jobs_whose_server_is_dead_are_not_served()
    {
        foreach (var server in new[] { s_server, s_other }) Handle(JobClientEvent.Availability(server, new ServerLoad(1, 1, Slots: 1, Free: 1, QueueRoom: 0)));
        Handle(JobClientEvent.Submit(1, default));
        Assert.Equal((1, 1), (_client.Served, _client.FreeSlots));
        Handle(JobClientEvent.Lost(s_server));
        Handle(JobClientEvent.Lost(s_other));
        Assert.Equal((0, 0), (_client.Served, _client.FreeSlots));
        Handle(JobClientEvent.Availability(s_server, new ServerLoad(2, 1, Slots: 1, Free: 1, QueueRoom: 0)));
        Assert.Equal((1, 0), (_client.Served, _client.FreeSlots)); // one slot, though three attempts have not ended
        Assert.Equal(3, _client.Attempts);
    }

    private void Handle(in JobClientEvent input) => _client.Handle(input, _now += TimeSpan.FromMilliseconds(1), new List<JobClientAction>());
}
