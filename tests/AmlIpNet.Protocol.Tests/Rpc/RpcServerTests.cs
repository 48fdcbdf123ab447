namespace AmlIpNet.Protocol.Tests.Rpc;

public sealed class RpcServerTests
{
    private static readonly NodeId s_client = NodeId.Create("client", 1), s_other = NodeId.Create("other", 2);
    private readonly RpcServer _server = new(maxWaiting: 3) { Slots = 2 };

    [Fact]
    public void Requests_start_in_their_order_as_slots_are_free()
    {
        for (uint task = 0; task < 3; task++) Assert.True(_server.TryTake(new(s_client, task)));
        Assert.Equal([0u, 1u], StartAll());
        _server.End(new(s_client, 1));
        Assert.Equal([2u], StartAll());
        Assert.Equal((0, 2), (_server.Waiting, _server.Running));
    }

    [Fact]
    public void A_request_is_answered_once_however_often_it_comes()
    {
        Assert.True(_server.TryTake(new(s_client, 7)));
        Assert.False(_server.TryTake(new(s_client, 7)));
        Assert.True(_server.TryTake(new(s_other, 7)));
        Assert.Equal(2, StartAll().Length);
        _server.End(new(s_client, 7));
        Assert.False(_server.TryTake(new(s_client, 7)));
        Assert.Equal(2, _server.RepeatedRequests);
    }

    [Fact]
    public void A_request_without_room_may_come_again()
    {
        _server.Slots = 0;
        for (uint task = 0; task < 3; task++) Assert.True(_server.TryTake(new(s_client, task)));
        Assert.False(_server.TryTake(new(s_client, 3)));
        Assert.Equal((1L, 0L), (_server.ForgottenRequests, _server.RepeatedRequests));
        _server.Slots = 1;
        Assert.Equal([0u], StartAll());
        Assert.True(_server.TryTake(new(s_client, 3)));
    }

    [Fact]
    public void What_a_lost_client_waits_for_is_told_and_what_does_not_run_is_forgotten()
    {
        _server.Slots = 1;
        foreach (var key in new TaskKey[] { new(s_client, 0), new(s_client, 1), new(s_other, 0) }) Assert.True(_server.TryTake(key));
        Assert.Equal([0u], StartAll());
        List<TaskKey> lost = [];
        _server.TakeLost(s_client, lost);
        Assert.Equal([new(s_client, 0), new(s_client, 1)], lost);
        Assert.Equal((1, 1), (_server.Waiting, _server.Running));
        _server.End(new(s_client, 0));
        Assert.True(_server.TryStart(out var next));
        Assert.Equal(new TaskKey(s_other, 0), next);
    }

    private uint[] StartAll()
    {
        List<uint> started = [];
        while (_server.TryStart(out var key)) started.Add(key.Task);
        return [.. started];
    }
}
