namespace AmlIpNet.Protocol.Tests.MultiService;

/// <summary>What a client owes AML-IP servers that are slow, and how it takes that others spoke for it.</summary>
public sealed class ClientNeighbourTests
{
    private static readonly NodeId s_slow = NodeId.Create("slow", 1);
    private static readonly NodeId s_quick = NodeId.Create("quick", 2);
    private readonly List<ClientAction> _actions = [];
    private MultiServiceClient _client = new(NodeId.Create("main", 9), new MultiServiceClientOptions { HistoryDepth = 4, MaxOpenRequests = 1 });

    [Fact]
    public void A_target_that_leaves_the_history_is_repeated_for_a_server_that_has_replied_and_said_nothing_since()
    {
        Assert.Equal("target 0 quick", Solve(0, s_quick, s_slow)); // and "slow" is stopped before it reads that
        for (uint task = 1; task < 4; task++) Assert.Equal($"target {task} quick", Solve(task, s_quick));
        Assert.Equal("target 4 quick, target 0 quick", Solve(4, s_quick));
        for (uint task = 5; task < 7; task++) Assert.Equal($"target {task} quick", Solve(task, s_quick));
        Assert.Equal("target 7 quick", Solve(7, s_quick));
        Assert.Equal("target 8 quick, target 0 quick", Solve(8, s_quick)); // it may still be stopped
        Assert.Equal("target 9 slow", Solve(9, s_slow)); // it goes on
        for (uint task = 10; task < 30; task++) Assert.Equal($"target {task} quick", Solve(task, s_quick));
    }

    [Fact]
    public void A_server_that_is_lost_is_waited_for_no_longer()
    {
        Solve(0, s_quick, s_slow);
        Do(ClientEvent.ServerLost(s_slow));
        for (uint task = 1; task < 20; task++) Assert.Equal($"target {task} quick", Solve(task, s_quick));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void More_servers_than_the_history_is_deep_do_not_fill_it_with_repeats(int depth)
    {
        _client = new(_client.Id, new MultiServiceClientOptions { HistoryDepth = depth, MaxOpenRequests = 1 });
        int targets = 0;
        for (uint task = 0; task < 200; task++)
        {
            string done = Solve(task, NodeId.Create($"s{task % 20}", task % 20), NodeId.Create($"t{task % 20}", task % 20));
            Assert.StartsWith($"target {task} ", done);
            targets += done.Split(", ").Length;
        }

        Assert.InRange(targets, 200, 200 * (depth + 1));
    }

    [Fact]
    public void A_request_that_another_node_closed_is_asked_anew_and_closed_in_order()
    {
        Assert.Equal("request 0", Do(ClientEvent.Submit(1)));
        Assert.Equal("target 0 nobody, request 1", Do(ClientEvent.RequestClosed(0)));
        Assert.Equal("", Do(ClientEvent.RequestClosed(0))); // its own target, heard too
        Assert.Equal("", Do(ClientEvent.RequestClosed(7)));
        Assert.Equal("", Do(ClientEvent.Reply(0, s_quick)));
        Assert.Equal("target 1 quick, data 1 quick", Do(ClientEvent.Reply(1, s_quick)));
    }

    [Fact]
    public void Its_state_comes_back_whole()
    {
        Solve(0, s_quick, s_slow);
        Do(ClientEvent.Submit(1));
        var before = new StateWriter();
        _client.Save(before);
        var reader = new StateReader(before.Written);
        var twin = MultiServiceClient.Load(_client.Id, new MultiServiceClientOptions { HistoryDepth = 4, MaxOpenRequests = 1 }, ref reader);
        var after = new StateWriter();
        twin.Save(after);
        Assert.True(before.Written.SequenceEqual(after.Written));
    }

    // A job that is offered to by these, and solved by the first. What was published of targets is given.
    private string Solve(uint task, params NodeId[] servers)
    {
        Do(ClientEvent.Submit(100 + task));
        string done = Do(ClientEvent.Reply(task, servers[0]));
        foreach (var server in servers.Skip(1)) Do(ClientEvent.Reply(task, server));
        Do(ClientEvent.Solution(task, servers[0]));
        return string.Join(", ", done.Split(", ").Where(one => one.StartsWith("target", StringComparison.Ordinal)));
    }

    private string Do(in ClientEvent input)
    {
        _actions.Clear();
        _client.Handle(input, TimeSpan.Zero, _actions);
        return string.Join(", ", _actions.Where(action => action.Kind is ClientActionKind.SendTarget or ClientActionKind.SendRequest or ClientActionKind.SendData).Select(Show));
    }

    private static string Show(ClientAction action) => action.Kind switch
    {
        ClientActionKind.SendRequest => $"request {action.Task}",
        ClientActionKind.SendTarget => $"target {action.Task} {(action.Server.IsUndefined ? "nobody" : action.Server.Name)}",
        _ => $"data {action.Task} {action.Server.Name}",
    };
}
