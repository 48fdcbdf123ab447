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

    private void Hold()
    {
        _center.SetPrimary(true, default, _actions);
        _center.OnWorkerFound(s_worker, default, _actions);
        _center.OnRegister(s_worker, 1, isFirst: true, isLast: true, slots: 1, [new("z") { State = KeyState.Memory, Info = _info, Recipe = new Recipe("f", default, []) }], default, _actions);
        Assert.Equal([s_worker], _center.WhoHas("z"));
    }

    private void Report(DataEntry entry) => _center.OnReport(s_worker, 2, [entry], default, _actions);
}
