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
        _worker.OnOffer(s_client, 9, [new("y") { Info = s_info }], default, _actions);
        _worker.OnComplete("y", s_info, DataCode.Ok, default, _actions); // the answer waits until the Center has heard
        _worker.OnNodeLost(s_client.Node, default, _actions);
        _worker.OnComputed("z", s_info, default, _actions);
        _worker.OnTime(TimeSpan.FromMinutes(1), _actions);
        Assert.Empty(Replies());
        Assert.Equal(KeyState.None, _worker.StateOf("x"));
        Assert.Equal(2, _worker.Held);
    }

    [Fact]
    public void A_function_that_waits_for_a_Center_is_not_called_with_another_computations_arguments()
    {
        var center = NodeId.Create("center", 1);
        _worker.OnCenter(center, default, _actions);
        _worker.OnCompute(DataAddress.Center(center), 0, s_computation, isKnown: true, default, _actions);
        _worker.OnDelete(DataAddress.Center(center), 0, [new("z") { Code = DataCode.Deleted }], default, _actions);
        _worker.OnCompute(DataAddress.Center(center), 0, new("z") { Recipe = new Recipe("g", default, []) }, isKnown: true, TimeSpan.FromSeconds(1), _actions);
        Assert.DoesNotContain(_actions, action => action.Kind == DataActionKind.Run);
        _worker.OnTime(TimeSpan.FromSeconds(2), _actions); // the first one would be due
        Assert.DoesNotContain(_actions, action => action.Kind == DataActionKind.Run);
        _worker.OnTime(TimeSpan.FromSeconds(3), _actions);
        Assert.Equal("g", Assert.Single(_actions, action => action.Kind == DataActionKind.Run).Entry!.Recipe!.Function);
    }

    [Fact]
    public void A_computation_begins_when_the_put_of_its_key_fails()
    {
        _worker.OnOffer(s_client, 8, [new("z") { Info = s_info }], default, _actions);
        _worker.OnCompute(DataAddress.Center(NodeId.Create("center", 1)), 0, s_computation, isKnown: true, default, _actions);
        Assert.DoesNotContain(_actions, action => action.Kind == DataActionKind.Run);
        _worker.OnNodeLost(s_client.Node, default, _actions);
        Assert.Contains(_actions, action => action.Kind == DataActionKind.Run);
        _worker.OnOffer(s_client with { Node = NodeId.Create("c", 2) }, 9, [new("z") { Info = s_info }], default, _actions); // and stops for another put
        Assert.Contains(_actions, action => action.Kind == DataActionKind.Abort);
        _worker.OnComplete("z", s_info, DataCode.Ok, default, _actions);
        Assert.Equal(s_info, _worker.InfoOf("z"));
        Assert.Equal([9ul], Replies());
    }

    [Fact]
    public void What_is_put_later_is_newer_whatever_the_clock_says()
    {
        _worker.OnPut(DataAddress.Worker(_worker.Id), 1, "x", s_info with { Version = 1_000 }, default, _actions);
        var late = new ValueInfo(4, 2, "", 5);
        _worker.OnOffer(s_client, 8, [new("x") { Info = late }], default, _actions);
        _worker.OnComplete("x", late, DataCode.Ok, default, _actions);
        Assert.Equal(late with { Version = 1_001 }, _worker.InfoOf("x"));
        Assert.Equal(late.Size, _actions.Last(action => action.Kind == DataActionKind.Reply).Entries!.Single().Info.Size);
    }

    [Fact]
    public void A_function_has_its_slot_until_it_has_returned()
    {
        _worker.OnCompute(s_client, 7, s_computation, isKnown: true, default, _actions);
        _worker.OnCompute(s_client, 8, s_computation with { Key = "y" }, isKnown: true, default, _actions);
        _worker.OnDelete(s_client, 9, [new("z") { Code = DataCode.Deleted }], default, _actions);
        Assert.Single(_actions, action => action.Kind == DataActionKind.Abort);
        Assert.Single(_actions, action => action.Kind == DataActionKind.Run);
        _worker.OnStopped(default, _actions);
        Assert.Equal(["z", "y"], _actions.Where(action => action.Kind == DataActionKind.Run).Select(action => action.Key));
    }

    [Fact]
    public void No_function_is_called_while_values_wait_for_the_disk()
    {
        _worker.SetRoom(-1, grows: true, default, _actions);
        _worker.OnCompute(s_client, 7, s_computation, isKnown: true, default, _actions);
        Assert.DoesNotContain(_actions, action => action.Kind == DataActionKind.Run);
        _worker.SetRoom(0, grows: true, default, _actions);
        Assert.Contains(_actions, action => action.Kind == DataActionKind.Run);
    }

    [Fact]
    public void What_was_brought_for_computations_goes_first_when_there_is_no_room()
    {
        var center = NodeId.Create("center", 1);
        var holder = DataAddress.Worker(NodeId.Create("w", 2));
        _worker.OnCenter(center, default, _actions);
        _worker.OnPut(DataAddress.Worker(_worker.Id), 1, "own", s_info, default, _actions);
        _worker.OnCompute(s_client, 7, new("z") { Recipe = new Recipe("f", default, ["x"]) }, isKnown: true, default, _actions);
        _worker.OnAnswer(new DataEntry("x") { State = KeyState.Memory, Info = s_info, Nodes = [holder.Node] }, isSettled: true, default, _actions);
        _worker.OnPart(holder, "x", s_info, 0, 3, default, _actions);
        _worker.OnComplete("x", s_info, DataCode.Ok, default, _actions);
        _worker.OnOffer(s_client, 8, [new("y") { Info = s_info }], default, _actions);
        _worker.OnComplete("y", s_info, DataCode.NoRoom, default, _actions);
        var asked = Assert.Single(_actions, action => action.Kind == DataActionKind.Delete);
        Assert.Equal(("x", DataAddress.Center(center)), (asked.Key, asked.To)); // it knows whether there is another copy
        _worker.OnDelete(DataAddress.Center(center), 0, [new("x") { State = KeyState.Fetch, Info = s_info }], default, _actions);
        Assert.Equal("x", Assert.Single(_actions, action => action.Kind == DataActionKind.Remove).Key);
        Assert.Equal(s_info, _worker.InfoOf("own"));
    }

    private ulong[] Replies() => [.. _actions.Where(action => action.Kind == DataActionKind.Reply).Select(action => action.Request).Order()];
}
