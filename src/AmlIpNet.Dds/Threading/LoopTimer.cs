namespace AmlIpNet.Dds;

/// <summary>A one-shot timer of an <see cref="EventLoop"/>. Arm, disarm and dispose it on the loop (dispose also once the loop has stopped);
/// arming again moves it. Its callback never runs after it was disarmed or disposed.</summary>
public sealed class LoopTimer : IDisposable, ILoopItem
{
    // The system's timers take at most about 49 days; longer delays go in steps.
    private static readonly TimeSpan s_longestStep = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(36_500);
    private readonly EventLoop _loop;
    private readonly Action _callback;
    private readonly ITimer _timer;
    private long _due = long.MaxValue;

    internal LoopTimer(EventLoop loop, Action callback)
    {
        _loop = loop;
        _callback = callback;
        _timer = loop.Time.CreateTimer(static timer => ((LoopTimer)timer!).Post(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether it is armed.</summary>
    public bool IsArmed => _due != long.MaxValue;

    /// <summary>Runs the callback once, after <paramref name="delay"/>; below zero counts as zero, above 100 years as 100 years.</summary>
    public void Arm(TimeSpan delay)
    {
        if (delay < TimeSpan.Zero) delay = TimeSpan.Zero;
        if (delay > s_longestDelay) delay = s_longestDelay;
        _due = _loop.Time.GetTimestamp() + (long)(delay.TotalSeconds * _loop.Time.TimestampFrequency);
        Start(delay);
    }

    /// <summary>Forgets the callback.</summary>
    public void Disarm()
    {
        _due = long.MaxValue;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _due = long.MaxValue;
        _timer.Dispose();
    }

    void ILoopItem.Run()
    {
        if (_due == long.MaxValue) return; // disarmed after the timer fired
        var left = _loop.Time.GetElapsedTime(_loop.Time.GetTimestamp(), _due);
        if (left > TimeSpan.FromMilliseconds(1))
        {
            Start(left); // moved after the timer fired, or one step of a long delay is done
            return;
        }

        _due = long.MaxValue;
        _callback();
    }

    private void Start(TimeSpan delay) => _timer.Change(delay < s_longestStep ? delay : s_longestStep, Timeout.InfiniteTimeSpan);

    private void Post() => _loop.Post(this);
}
