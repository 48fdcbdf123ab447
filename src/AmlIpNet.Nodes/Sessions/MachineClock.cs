using AmlIpNet.Dds;

namespace AmlIpNet.Nodes;

/// <summary>The time of a pure machine: how long it has run, and a wake-up when it next wants to look. It may wake up once too often, never too late.</summary>
internal sealed class MachineClock : IDisposable
{
    private readonly EventLoop _loop;
    private readonly long _start;
    private readonly LoopTimer _timer;
    private TimeSpan _armedFor = TimeSpan.MaxValue;

    public MachineClock(EventLoop loop, Action wakeUp)
    {
        _loop = loop;
        _start = loop.Time.GetTimestamp();
        _timer = loop.CreateTimer(() =>
        {
            _armedFor = TimeSpan.MaxValue;
            wakeUp();
        });
    }

    /// <summary>The time since the machine was made.</summary>
    public TimeSpan Now => _loop.Time.GetElapsedTime(_start);

    /// <summary>Sees to it that the machine wakes up at <paramref name="due"/> at the latest.</summary>
    public void WakeUpAt(TimeSpan? due)
    {
        if (due is not { } next || next >= _armedFor) return;
        _armedFor = next;
        _timer.Arm(next - Now);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
