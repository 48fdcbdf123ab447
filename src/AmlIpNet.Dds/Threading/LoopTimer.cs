namespace AmlIpNet.Dds;

/// <summary>A one-shot timer of an <see cref="EventLoop"/>. Arm and disarm it on the loop; arming again moves it.</summary>
public sealed class LoopTimer : IDisposable, ILoopItem
{
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

    /// <summary>Runs the callback once, after <paramref name="delay"/>; a delay below zero counts as zero.</summary>
    public void Arm(TimeSpan delay)
    {
        if (delay < TimeSpan.Zero) delay = TimeSpan.Zero;
        _due = _loop.Time.GetTimestamp() + (long)(delay.TotalSeconds * _loop.Time.TimestampFrequency);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Forgets the callback.</summary>
    public void Disarm()
    {
        _due = long.MaxValue;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    void ILoopItem.Run()
    {
        if (_due == long.MaxValue) return; // disarmed after the timer fired
        var left = _loop.Time.GetElapsedTime(_loop.Time.GetTimestamp(), _due);
        if (left > TimeSpan.FromMilliseconds(1))
        {
            _timer.Change(left, Timeout.InfiniteTimeSpan); // moved after the timer fired
            return;
        }

        _due = long.MaxValue;
        _callback();
    }

    private void Post() => _loop.Post(this);
}
