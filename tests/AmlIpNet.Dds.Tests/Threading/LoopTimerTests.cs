namespace AmlIpNet.Dds.Tests;

public sealed class LoopTimerTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly EventLoop _loop;
    private readonly LoopTimer _timer;
    private readonly Recorder<TimeSpan> _fired = new();

    public LoopTimerTests()
    {
        _loop = new EventLoop(_time);
        _timer = _loop.CreateTimer(() => _fired.Add(_time.Elapsed));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Wait.For(_loop.StopAsync(), "the end of the loop");

    [Fact]
    public async Task Fires_once_when_due()
    {
        await OnLoop(() => _timer.Arm(Ms(100)));
        await Advance(Ms(99));
        Assert.Empty(_fired.Items);
        await Advance(Ms(1));
        await Advance(Ms(1000));
        Assert.Equal([Ms(100)], _fired.Items);
        Assert.False(_timer.IsArmed);
    }

    [Fact]
    public async Task Arming_again_moves_it()
    {
        await OnLoop(() => _timer.Arm(Ms(100)));
        await Advance(Ms(50));
        await OnLoop(() => _timer.Arm(Ms(100)));
        await Advance(Ms(99));
        Assert.Empty(_fired.Items);
        await Advance(Ms(1));
        Assert.Equal([Ms(150)], _fired.Items);
    }

    [Fact]
    public async Task Disarmed_or_disposed_after_it_fell_due_and_before_it_ran_it_does_not_run()
    {
        await OnLoop(() =>
        {
            _timer.Arm(Ms(10));
            _time.Advance(Ms(10)); // posts the timer behind this item
            _timer.Disarm();
        });
        await Settle();
        Assert.Empty(_fired.Items);
        await OnLoop(() =>
        {
            _timer.Arm(Ms(10));
            _time.Advance(Ms(10));
            _timer.Dispose();
        });
        await Settle();
        Assert.Empty(_fired.Items);
    }

    [Fact]
    public async Task Moved_after_it_fell_due_and_before_it_ran_it_keeps_the_new_time()
    {
        await OnLoop(() =>
        {
            _timer.Arm(Ms(10));
            _time.Advance(Ms(10));
            _timer.Arm(Ms(100));
        });
        await Settle();
        Assert.Empty(_fired.Items);
        Assert.True(_timer.IsArmed);
        await Advance(Ms(100));
        Assert.Equal([Ms(110)], _fired.Items);
    }

    [Fact]
    public async Task A_delay_below_zero_fires_at_once()
    {
        await OnLoop(() => _timer.Arm(Ms(-5)));
        await Advance(TimeSpan.Zero);
        Assert.Equal([TimeSpan.Zero], _fired.Items);
    }

    [Fact]
    public async Task Delays_longer_than_the_systems_timers_take_are_kept()
    {
        await OnLoop(() => _timer.Arm(TimeSpan.FromDays(60)));
        for (int day = 0; day < 60; day++)
        {
            Assert.Empty(_fired.Items);
            await Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal([TimeSpan.FromDays(60)], _fired.Items);
        await OnLoop(() => _timer.Arm(TimeSpan.MaxValue));
        await Advance(TimeSpan.FromDays(1));
        Assert.Single(_fired.Items);
        Assert.True(_timer.IsArmed);
    }

    [Fact]
    public async Task The_systems_clock_drives_it_too()
    {
        var loop = new EventLoop();
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = loop.CreateTimer(fired.SetResult);
        loop.Post(() => timer.Arm(Ms(5)));
        await Wait.For(fired.Task, "the timer");
        await Wait.For(loop.StopAsync(), "the end of the loop");
    }

    private async Task Advance(TimeSpan by)
    {
        _time.Advance(by);
        await Settle();
    }

    /// <summary>Waits until the loop has run what was posted, and what that posted.</summary>
    private async Task Settle()
    {
        await OnLoop(() => { });
        await OnLoop(() => { });
    }

    private Task OnLoop(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() =>
        {
            action();
            done.SetResult();
        });
        return Wait.For(done.Task, "an item of the loop");
    }

    private static TimeSpan Ms(int value) => TimeSpan.FromMilliseconds(value);
}
