namespace AmlIpNet.Protocol.Tests.Rpc;

public sealed class RpcClientTests
{
    private static readonly NodeId s_server = NodeId.Create("server", 1), s_other = NodeId.Create("other", 2);
    private readonly RpcClient _client = new(TimeSpan.FromSeconds(2.5), 3);

    [Fact]
    public void A_reply_closes_its_request_once()
    {
        uint task = Open(s_server);
        Assert.False(_client.TryClose(s_other, task)); // not who was asked
        Assert.False(_client.TryClose(s_server, task + 1));
        Assert.True(_client.TryClose(s_server, task));
        Assert.False(_client.TryClose(s_server, task));
        Assert.Equal((0, 3L), (_client.OpenRequests, _client.DroppedReplies));
    }

    [Fact]
    public void Numbers_are_not_used_twice_and_no_more_are_open_than_there_is_room()
    {
        Assert.Equal([0u, 1u, 2u], [Open(s_server), Open(s_server), Open(s_other)]);
        Assert.False(_client.TryOpen(s_server, TimeSpan.Zero, out _));
        Assert.True(_client.GiveUp(1));
        Assert.False(_client.GiveUp(1));
        Assert.Equal(3u, Open(s_server));
    }

    [Fact]
    public void What_waits_too_long_is_given_up_in_the_order_of_the_requests()
    {
        uint first = Open(s_server), second = Open(s_other, 1);
        Assert.Equal(TimeSpan.FromSeconds(2.5), _client.NextDue);
        List<uint> due = [];
        _client.TakeDue(TimeSpan.FromSeconds(2.4), due);
        Assert.Empty(due);
        _client.TakeDue(TimeSpan.FromSeconds(2.5), due);
        Assert.Equal([first], due);
        _client.TakeDue(TimeSpan.FromSeconds(9), due);
        Assert.Equal([first, second], due);
        Assert.Null(_client.NextDue);
        Assert.False(_client.TryClose(s_server, first)); // late
    }

    [Fact]
    public void What_waits_for_a_lost_server_is_given_up_and_nothing_else()
    {
        uint first = Open(s_server), other = Open(s_other), second = Open(s_server);
        List<uint> lost = [];
        _client.TakeLost(s_server, lost);
        Assert.Equal([first, second], lost);
        Assert.True(_client.TryClose(s_other, other));
    }

    private uint Open(NodeId server, double now = 0)
    {
        Assert.True(_client.TryOpen(server, TimeSpan.FromSeconds(now), out uint task));
        return task;
    }
}
