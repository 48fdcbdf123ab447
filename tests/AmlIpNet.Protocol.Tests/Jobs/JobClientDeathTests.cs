namespace AmlIpNet.Protocol.Tests.Jobs;

/// <summary>A job whose servers die: how many it may take with it.</summary>
public sealed class JobClientDeathTests
{
    private static readonly NodeId[] s_servers = [.. Enumerable.Range(1, 5).Select(i => NodeId.Create($"cp{i}", [1, 2, 3, (byte)i]))];

    private readonly JobClient _client = new(NodeId.Create("main", [9, 9, 9, 9]), new JobClientOptions { MaxDeaths = 3 });
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    [Fact]
    public void Silent_servers_count_until_they_are_lost_so_that_no_more_than_allowed_die()
    {
        Prepare();
        var killed = new List<NodeId>();
        var first = SendWork(Handle(JobClientEvent.Submit(1, new JobTerms { MaxFailures = 1 })));
        killed.Add(first!.Value);
        killed.Add(SendWork(Handle(JobClientEvent.Suspected(killed[0])))!.Value);
        killed.Add(SendWork(Handle(JobClientEvent.Suspected(killed[1])))!.Value);
        Assert.Null(SendWork(Handle(JobClientEvent.Suspected(killed[2])))); // nor a fourth one
        Assert.Equal(3, killed.Distinct().Count());

        Assert.Null(SendWork(Handle(JobClientEvent.Lost(killed[0]))));
        Assert.Null(SendWork(Handle(JobClientEvent.Lost(killed[1]))));
        var end = Assert.Single(Handle(JobClientEvent.Lost(killed[2])), action => action.Kind == JobClientActionKind.Fail);
        Assert.Equal(JobEnd.Quarantined, end.Account!.End);
        Assert.Equal(0, _client.Jobs);
    }

    [Fact]
    public void One_that_shows_life_again_counts_no_more()
    {
        Prepare();
        var first = SendWork(Handle(JobClientEvent.Submit(1, new JobTerms { MaxFailures = 1 })))!.Value;
        var second = SendWork(Handle(JobClientEvent.Suspected(first)))!.Value;
        var third = SendWork(Handle(JobClientEvent.Suspected(second)))!.Value;
        Assert.Null(SendWork(Handle(JobClientEvent.Suspected(third))));
        Assert.Equal(1, _client.Waiting);

        Handle(JobClientEvent.Trusted(second));
        Assert.Equal(0, _client.Waiting); // it has the job
        var refused = JobClientEvent.Outcome(second, new ServerLoad(1, 2, 1, 0, 0), lastTask: 2, task: 2, OutcomeKind.Refused);
        Assert.NotNull(SendWork(Handle(refused))); // two may be dead: a third server may have it
    }

    [Fact]
    public void Several_attempts_on_one_server_die_one_death()
    {
        Handle(JobClientEvent.Availability(s_servers[0], new ServerLoad(1, 1, 4, 4, 0, ServerState.Open)));
        Assert.Equal(s_servers[0], SendWork(Handle(JobClientEvent.Submit(1, new JobTerms { MaxFailures = 1 }))));
        for (int i = 0; i < 2; i++)
        {
            _now = _client.NextDue!.Value;
            Assert.Equal(s_servers[0], SendWork(Handle(JobClientEvent.Time))); // nothing was heard of it within its lease
        }

        Assert.DoesNotContain(Handle(JobClientEvent.Lost(s_servers[0])), action => action.Kind == JobClientActionKind.Fail);
        Assert.Equal(1, _client.Waiting);
    }

    [Fact]
    public void Who_is_found_again_did_not_die()
    {
        Prepare();
        var first = SendWork(Handle(JobClientEvent.Submit(1, new JobTerms { MaxFailures = 1 })))!.Value;
        for (int i = 0; i < 5; i++)
        {
            var next = SendWork(Handle(JobClientEvent.Lost(first)));
            Assert.NotNull(next);
            Handle(JobClientEvent.Availability(first, new ServerLoad(1, 2, 1, 1, 0, ServerState.Open))); // it was only cut off
            first = next.Value;
        }
    }

    private void Prepare()
    {
        foreach (var server in s_servers) Handle(JobClientEvent.Availability(server, new ServerLoad(1, 1, 1, 1, 0, ServerState.Open)));
    }

    private List<JobClientAction> Handle(in JobClientEvent input)
    {
        var actions = new List<JobClientAction>();
        _client.Handle(input, _now += TimeSpan.FromMilliseconds(10), actions);
        return actions;
    }

    private static NodeId? SendWork(List<JobClientAction> actions) =>
        actions.FirstOrDefault(action => action.Kind == JobClientActionKind.SendWork) is { Kind: JobClientActionKind.SendWork } work && work.Task != 0 ? work.Server : null;
}
