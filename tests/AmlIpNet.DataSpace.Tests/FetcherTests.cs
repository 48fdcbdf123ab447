using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>When a value is asked of another holder before the first one is known to be gone.</summary>
public sealed class FetcherTests
{
    private static readonly FetchOptions s_options = new() { PartBytes = 10, Window = 1 };
    private static readonly NodeId[] s_workers = [NodeId.Create("w", 1), NodeId.Create("w", 2)];
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(10);

    private readonly Fetcher _fetcher = new(s_options, DataAddress.Client(NodeId.Create("c", 1)));
    private readonly List<DataAction> _actions = [];
    private readonly Dictionary<string, DataAddress> _asked = [];
    private TimeSpan _now;

    [Fact]
    public void A_silent_holder_is_given_up_for_another_one_and_asked_last_until_it_is_heard()
    {
        var silent = Want("x", 20);
        Pass(s_options.Hedge - s_step);
        Assert.Equal(silent, _asked["x"]);
        Pass(s_step);
        var other = _asked["x"];
        Assert.NotEqual(silent, other);
        foreach (string key in new[] { "a", "b", "c", "d" }) Assert.Equal(other, Want(key, 20)); // though it has more to do
        Send(silent, "x", 20, 0); // late, and welcome
        Assert.Contains(silent, new[] { Want("e", 20), Want("f", 20), Want("g", 20) });
    }

    [Fact]
    public void A_holder_that_answers_others_has_only_much_to_do()
    {
        var busy = Want("x", 20);
        string second = "a";
        while (Want(second, 1_000) != busy) second += "a";
        for (int i = 0; i < 90; i++)
        {
            Send(busy, second, 1_000, 10 * i);
            Pass(s_step);
        }

        Assert.Equal(busy, _asked["x"]);
        Assert.True(_now > s_options.Hedge * 2);
        Pass(s_options.Hedge);
        Assert.NotEqual(busy, _asked["x"]);
    }

    [Fact]
    public void When_all_are_silent_nothing_goes_to_and_fro()
    {
        Want("x", 20);
        Pass(s_options.Hedge);
        var second = _asked["x"];
        _asked.Clear();
        while (_now < s_options.Patience) Pass(s_step);
        Assert.Empty(_asked);
        Send(second, "x", 20, 0);
        Assert.Equal(second, _asked["x"]);
    }

    [Fact]
    public void When_the_other_one_has_nothing_to_give_the_silent_one_is_asked_again()
    {
        var slow = Want("x", 20);
        Pass(s_options.Hedge);
        var other = _asked["x"];
        _fetcher.OnRefused(other, "x", DataCode.Denied, _now, _actions);
        Do();
        Assert.Equal(slow, _asked["x"]);
        Assert.Equal(KeyState.Flight, _fetcher.StateOf("x"));
        _fetcher.OnRefused(slow, "x", DataCode.Denied, _now, _actions);
        Assert.Equal(DataCode.Denied, Assert.Single(_actions, action => action.Kind == DataActionKind.GiveUp).Entry!.Code);
    }

    [Fact]
    public void A_copy_that_is_closed_says_nothing_of_an_original_whose_holder_has_gone()
    {
        var copy = Want("x", 20);
        _fetcher.OnRefused(copy, "x", DataCode.Denied, _now, _actions);
        Do();
        var original = _asked["x"];
        Assert.NotEqual(copy, original);
        _fetcher.OnNodeLost(original.Node, _now, _actions);
        Assert.DoesNotContain(_actions, action => action.Kind == DataActionKind.GiveUp);
        Pass(s_options.Refresh);
        Assert.Equal(KeyState.Missing, _fetcher.StateOf("x")); // the Center is asked
        _fetcher.OnAnswer(new DataEntry("x") { State = KeyState.Memory, Info = new(20, 1, "", 1), Nodes = [copy.Node] }, isSettled: true, _now, _actions);
        _fetcher.OnRefused(copy, "x", DataCode.Denied, _now, _actions);
        Assert.Equal(DataCode.Denied, Assert.Single(_actions, action => action.Kind == DataActionKind.GiveUp).Entry!.Code);
    }

    [Fact]
    public void A_slow_holder_that_sends_other_values_is_not_given_up()
    {
        var only = s_workers[0];
        Want("x", 20, only);
        Want("y", 10_000, only);
        for (int i = 0; i < 300; i++)
        {
            Send(DataAddress.Worker(only), "y", 10_000, 10 * i);
            Pass(s_options.Patience / 100);
        }

        Assert.Equal(KeyState.Flight, _fetcher.StateOf("x"));
        Send(DataAddress.Worker(only), "x", 20, 0);
        Assert.Equal(KeyState.Flight, _fetcher.StateOf("x"));
        Pass(s_options.Patience);
        Assert.NotEqual(KeyState.Flight, _fetcher.StateOf("x")); // now it sends nothing at all
    }

    [Fact]
    public void A_newer_value_is_as_good_for_who_asks_one_holder_for_a_key()
    {
        var holder = DataAddress.Worker(s_workers[0]);
        _fetcher.Want("x", holder, null, _now, _actions);
        _fetcher.OnPart(holder, "x", new(20, 1, "", 1), 0, 10, _now, _actions);
        _fetcher.OnPart(holder, "x", new(20, 2, "", 2), 10, 10, _now, _actions);
        Assert.DoesNotContain(_actions, action => action.Kind == DataActionKind.GiveUp);
        Assert.Equal(KeyState.Flight, _fetcher.StateOf("x"));
        _fetcher.OnRefused(holder, "x", DataCode.Absent, _now, _actions);
        Assert.Equal(DataCode.Lost, Assert.Single(_actions, action => action.Kind == DataActionKind.GiveUp).Entry!.Code);
    }

    [Fact]
    public void What_nobody_is_there_to_compute_is_not_waited_for_for_ever()
    {
        _fetcher.Want("x", null, null, _now, _actions);
        var alone = new DataEntry("x") { State = KeyState.Executing, Code = DataCode.Absent };
        for (; _now < s_options.WorkerPatience * 2; Pass(s_options.Refresh)) _fetcher.OnAnswer(_now < s_options.WorkerPatience ? alone : alone with { Code = DataCode.Ok }, true, _now, _actions);
        var since = _now;
        while (_fetcher.StateOf("x") != KeyState.None)
        {
            _fetcher.OnAnswer(alone, true, _now, _actions);
            Assert.Equal(_now - since >= s_options.WorkerPatience, _actions.Any(action => action.Kind == DataActionKind.GiveUp));
            Pass(s_options.Refresh);
        }
    }

    [Fact]
    public void Nothing_is_brought_while_values_still_go_to_disk()
    {
        _fetcher.SetRoom(-1, grows: true, _now, _actions);
        Tell("x", 20, s_workers[0]);
        Tell("y", 20, s_workers[0]);
        Assert.Empty(_asked);
        _fetcher.SetRoom(20, grows: true, _now, _actions);
        Do();
        Assert.Equal(["x"], _asked.Keys);
        _fetcher.SetRoom(10, grows: false, _now, _actions); // that is all there will be
        _fetcher.Cancel("x", _now, _actions);
        Do();
        Assert.Contains("y", _asked.Keys);
    }

    [Fact]
    public void A_holder_that_has_too_much_to_do_is_asked_again()
    {
        var holder = DataAddress.Worker(s_workers[0]);
        Want("x", 20, s_workers[0]);
        for (int i = 0; i < 100; i++)
        {
            _asked.Clear();
            _fetcher.OnRefused(holder, "x", DataCode.Busy, _now, _actions);
            Do();
            Assert.Empty(_asked);
            Pass(s_options.Refresh);
            Assert.Equal(holder, _asked["x"]);
        }

        Assert.Equal(KeyState.Flight, _fetcher.StateOf("x"));
    }

    [Fact]
    public void Parts_that_come_shorter_than_asked_are_said_to()
    {
        var holder = DataAddress.Worker(s_workers[0]);
        _fetcher.Want("x", holder, null, _now, _actions);
        _fetcher.OnPart(holder, "x", new(20, 1, "", 1), 0, 7, _now, _actions);
        var error = Assert.Single(_actions, action => action.Kind == DataActionKind.GiveUp).Entry!;
        Assert.Equal(DataCode.Failed, error.Code);
        Assert.Contains("PartBytes", error.Text, StringComparison.Ordinal);
    }

    private void Tell(string key, long size, NodeId holder)
    {
        _fetcher.Want(key, null, null, _now, _actions);
        _fetcher.OnAnswer(new DataEntry(key) { State = KeyState.Memory, Info = new(size, 1, "", 1), Nodes = [holder] }, isSettled: true, _now, _actions);
        Do();
    }

    private DataAddress Want(string key, long size, NodeId holder)
    {
        _fetcher.Want(key, null, null, _now, _actions);
        _fetcher.OnAnswer(new DataEntry(key) { State = KeyState.Memory, Info = new(size, 1, "", 1), Nodes = [holder] }, isSettled: true, _now, _actions);
        Do();
        return _asked[key];
    }

    private DataAddress Want(string key, long size)
    {
        _fetcher.Want(key, null, null, _now, _actions);
        _fetcher.OnAnswer(new DataEntry(key) { State = KeyState.Memory, Info = new(size, 1, "", 1), Nodes = [.. s_workers] }, isSettled: true, _now, _actions);
        Do();
        return _asked[key];
    }

    private void Send(DataAddress from, string key, long size, long offset)
    {
        _fetcher.OnPart(from, key, new(size, 1, "", 1), offset, 10, _now, _actions);
        Assert.Contains(_actions, action => action.Kind == DataActionKind.Accept);
        Do();
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        _fetcher.OnTime(_now, _actions);
        Do();
    }

    private void Do()
    {
        foreach (var action in _actions.Where(action => action.Kind == DataActionKind.AskPart)) _asked[action.Key] = action.To;
        _actions.Clear();
    }
}
