namespace AmlIpNet.Protocol.Tests.Jobs;

/// <summary>A job that a native server got by auction, before the two knew each other as native: it must not depend on a solution that is lost when one takes the other for gone.</summary>
public sealed class NativeAuctionTests
{
    private static readonly NodeId s_server = NodeId.Create("cp", [1, 2, 3, 4]);

    private readonly JobClient _client = new(NodeId.Create("main", [9, 9, 9, 9]), new JobClientOptions());
    private TimeSpan _now = TimeSpan.FromSeconds(1);

    [Fact]
    public void What_the_server_does_not_list_for_the_time_of_a_lease_is_done_again()
    {
        Assign();
        Handle(Availability(version: 1));
        Assert.DoesNotContain(Pass(2.9), action => action.Kind == JobClientActionKind.SendWork);
        var work = Assert.Single(Pass(0.2), action => action.Kind == JobClientActionKind.SendWork);
        Assert.Equal((1ul, s_server), (work.Job, work.Server));
        Assert.Equal(1, _client.DoubtedAttempts);
    }

    [Fact]
    public void What_the_server_lists_is_waited_for()
    {
        Assign();
        Handle(Availability(version: 1));
        Pass(2.9);
        Handle(Availability(version: 2, AvailabilityMessage.AuctionTask | 0));
        Assert.Empty(Pass(60));
        Handle(Availability(version: 3)); // done, and its solution should be here
        Assert.Empty(Pass(1));
        Assert.Equal(1ul, Assert.Single(Handle(JobClientEvent.Solution(0, s_server)), action => action.Kind == JobClientActionKind.Complete).Job);
        Assert.Empty(Pass(60));
        Assert.Equal(0, _client.Jobs);
    }

    [Fact]
    public void A_solution_that_comes_after_all_counts_and_nobody_is_taken_for_dead()
    {
        Assign();
        Handle(Availability(version: 1));
        Pass(10);
        var actions = Handle(JobClientEvent.Solution(0, s_server));
        Assert.Contains(actions, action => action is { Kind: JobClientActionKind.Complete, Job: 1 });
        Assert.Contains(actions, action => action is { Kind: JobClientActionKind.SendCancel, Task: 1 });
        Assert.Equal(0, _client.Jobs);
    }

    [Fact]
    public void A_server_lists_what_native_clients_have_by_auction_and_says_it_again_every_second()
    {
        var bench = new ServerBench();
        bench.Pass(100);
        bench.Do(JobServerEvent.Request(ServerBench.A, 5));
        bench.Do(JobServerEvent.Target(ServerBench.A, 5, ServerBench.Server));
        bench.Do(JobServerEvent.Data(ServerBench.A, 5, ServerBench.Server));
        Assert.Empty(bench.Machine.Held); // it may be an AML-IP node, which would not listen
        bench.Do(JobServerEvent.NativeClientFound(ServerBench.A));
        Assert.Equal([(ServerBench.A, AvailabilityMessage.AuctionTask | 5)], bench.Machine.Held);
        Assert.Equal(3, bench.Pass(3_000).Split("Publish").Length - 1);
        bench.SolveAuction(ServerBench.A, 5);
        Assert.Empty(bench.Machine.Held);
    }

    private void Assign()
    {
        Handle(JobClientEvent.PeerFound(s_server));
        Assert.Contains(Handle(JobClientEvent.Submit(1, new JobTerms { MaxFailures = 1 })), action => action.Kind == JobClientActionKind.SendRequest);
        Assert.Contains(Handle(JobClientEvent.Reply(0, s_server)), action => action.Kind == JobClientActionKind.SendData);
    }

    private static JobClientEvent Availability(ulong version, params ulong[] held) =>
        JobClientEvent.Availability(s_server, new ServerLoad(1, version, 1, 1, 0, ServerState.Open), held);

    private List<JobClientAction> Pass(double seconds)
    {
        var until = _now + TimeSpan.FromSeconds(seconds);
        List<JobClientAction> actions = [];
        while (_client.NextDue is { } due && due <= until) actions.AddRange(At(due, JobClientEvent.Time));
        _now = until;
        return actions;
    }

    private List<JobClientAction> Handle(in JobClientEvent input) => At(_now, input);

    private List<JobClientAction> At(TimeSpan now, in JobClientEvent input)
    {
        var actions = new List<JobClientAction>();
        _client.Handle(input, now, actions);
        return actions;
    }
}
