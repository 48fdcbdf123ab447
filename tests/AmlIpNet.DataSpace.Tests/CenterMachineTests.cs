using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>Single steps of the pure Center that histories meet rarely.</summary>
public sealed class CenterMachineTests
{
    private static readonly NodeId s_worker = NodeId.Create("w", 1);
    private readonly DataCenter _center = new(NodeId.Create("center", 1), new DataCenterMachineOptions { Grace = TimeSpan.Zero });
    private readonly List<DataAction> _actions = [];
    private readonly ValueInfo _info = new(5, 1, "", 7);

    /// <summary>Another Center still believes that a worker has a later value: that worker is dead, and the value with it.</summary>
    [Fact]
    public void A_computed_value_that_made_way_for_one_that_nobody_has_is_computed_again()
    {
        Hold();
        Report(new DataEntry("z") { State = KeyState.None, Code = DataCode.Absent, Info = _info });
        var again = Assert.Single(_actions, action => action.Kind == DataActionKind.Assign);
        Assert.Equal(("z", "f"), (again.Key, again.Entry!.Recipe!.Function));
        Assert.True(again.Entry.Info.Version > _info.Version);
    }

    [Fact]
    public void One_that_was_to_be_gone_is_not()
    {
        Hold();
        Report(new DataEntry("z") { State = KeyState.None, Info = _info });
        Assert.DoesNotContain(_actions, action => action.Kind == DataActionKind.Assign);
        Assert.Equal(KeyState.None, _center.Describe("z").State);
    }

    /// <summary>The clock of who put the first value was ahead, and its holder out of sight when the second one came.</summary>
    [Fact]
    public void A_deletion_means_the_values_before_the_last_one_too()
    {
        Hold(isComputed: false);
        var other = NodeId.Create("w", 2);
        _center.OnWorkerFound(other, default, _actions);
        _center.OnRegister(other, 1, isFirst: true, isLast: true, slots: 1, [], default, _actions);
        _center.OnWorkerLost(s_worker, default, _actions);
        _center.OnReport(other, 2, [new("z") { State = KeyState.Memory, Info = new(5, 2, "", _info.Version - 1) }], default, _actions);
        _center.OnDelete([new("z") { Code = DataCode.Deleted, Info = new(0, 0, "", 1) }], default, _actions);
        Hold(isComputed: false, isHeld: false);
        Assert.Equal(KeyState.None, _center.Describe("z").State);
        Assert.Contains(_actions, action => action.Kind == DataActionKind.Delete && action.To == DataAddress.Worker(s_worker));
    }

    private void Hold(bool isComputed = true, bool isHeld = true)
    {
        _center.SetPrimary(true, default, _actions);
        _center.OnWorkerFound(s_worker, default, _actions);
        _center.OnRegister(s_worker, 1, isFirst: true, isLast: true, slots: 1, [new("z") { State = KeyState.Memory, Info = _info, Recipe = isComputed ? new Recipe("f", default, []) : null }], default, _actions);
        Assert.Equal(isHeld ? [s_worker] : [], _center.WhoHas("z"));
    }

    private void Report(DataEntry entry) => _center.OnReport(s_worker, 2, [entry], default, _actions);
}
