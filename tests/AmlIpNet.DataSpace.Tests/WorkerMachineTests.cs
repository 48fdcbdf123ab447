using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>Requests that come twice, or from somebody who is gone: a worker keeps no more of them than are open.</summary>
public sealed class WorkerMachineTests
{
    private static readonly DataAddress s_client = DataAddress.Client(NodeId.Create("c", 1));
    private static readonly DataEntry s_computation = new("z") { Recipe = new Recipe("f", default, []) };
    private static readonly ValueInfo s_info = new(3, 1, "", 1);
    private readonly DataWorker _worker = new(NodeId.Create("w", 1), new DataWorkerMachineOptions());
    private readonly List<DataAction> _actions = [];

    [Fact]
    public void What_is_asked_twice_is_answered_once()
    {
        for (int i = 0; i < 10; i++)
        {
            _worker.OnCompute(s_client, 7, s_computation, isKnown: true, default, _actions);
            _worker.OnOffer(s_client, 8, [new("x") { Info = s_info }, new("y") { Info = s_info }], default, _actions);
            _worker.OnAcquire(s_client, 9, [new("z"), new("a")], default, _actions);
        }

        _worker.OnComputed("z", s_info, default, _actions);
        foreach (string key in new[] { "x", "y" }) _worker.OnComplete(key, s_info, DataCode.Ok, default, _actions);
        _worker.OnAcquire(s_client, 9, [new("z"), new("a")], default, _actions); // half of it is there
        _worker.OnComplete("a", s_info, DataCode.Ok, default, _actions);
        Assert.Equal([7ul, 8, 9], Replies());

        _worker.OnCompute(s_client, 7, s_computation, isKnown: true, default, _actions); // the answer was lost
        Assert.Equal([7ul, 7, 8, 9], Replies());
    }

    [Fact]
    public void Nobody_is_answered_who_is_gone()
    {
        _worker.OnCompute(s_client, 7, s_computation, isKnown: true, default, _actions);
        _worker.OnOffer(s_client, 8, [new("x") { Info = s_info }], default, _actions);
        _worker.OnCenter(NodeId.Create("center", 1), default, _actions);
        _worker.OnCompute(s_client, 9, new("y"), isKnown: false, default, _actions); // its answer waits until the Center has heard
        _worker.OnNodeLost(s_client.Node, default, _actions);
        _worker.OnComputed("z", s_info, default, _actions);
        _worker.OnTime(TimeSpan.FromMinutes(1), _actions);
        Assert.Empty(Replies());
        Assert.Equal(KeyState.None, _worker.StateOf("x"));
        Assert.Equal(1, _worker.Held);
    }

    private ulong[] Replies() => [.. _actions.Where(action => action.Kind == DataActionKind.Reply).Select(action => action.Request).Order()];
}
