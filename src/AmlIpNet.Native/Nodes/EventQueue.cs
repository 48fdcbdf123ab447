using System.Diagnostics;

namespace AmlIpNet.Native;

/// <summary>What a node has for its host, until the host asks for it. Threads of the host block here, so it is a plain monitor.</summary>
internal sealed class EventQueue<T>
{
    private readonly Queue<T> _events = new();
    private bool _isEnded;

    /// <summary>Held while the state is looked at or changed.</summary>
    public object Gate { get; } = new();

    public void Add(T one)
    {
        lock (Gate)
        {
            _events.Enqueue(one);
            Monitor.Pulse(Gate);
        }
    }

    /// <summary>Nothing comes any more: takers get what is there, and then hear of the end.</summary>
    public void End(bool discard)
    {
        lock (Gate)
        {
            if (discard) _events.Clear();
            _isEnded = true;
            Monitor.PulseAll(Gate);
        }
    }

    /// <summary>Has waiting threads look again.</summary>
    public void Wake()
    {
        lock (Gate) Monitor.PulseAll(Gate);
    }

    /// <summary>Waits for one.</summary>
    /// <param name="milliseconds">-1: without a limit.</param>
    /// <param name="isDry">Whether nothing can come before somebody does something; asked with the gate held.</param>
    /// <param name="one">What came, with the result <see cref="ErrorCode.Ok"/>.</param>
    /// <returns>Ok, Timeout, Stopped or Closed.</returns>
    public int Take(int milliseconds, Func<bool>? isDry, out T? one)
    {
        long start = Stopwatch.GetTimestamp();
        one = default;
        lock (Gate)
        {
            while (!_events.TryDequeue(out one))
            {
                if (_isEnded) return ErrorCode.Closed;
                if (isDry?.Invoke() == true) return ErrorCode.Stopped;
                int left = milliseconds < 0 ? Timeout.Infinite : milliseconds - (int)Math.Min(milliseconds, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (left == 0) return ErrorCode.Timeout;
                Monitor.Wait(Gate, left);
            }
        }

        return ErrorCode.Ok;
    }
}
