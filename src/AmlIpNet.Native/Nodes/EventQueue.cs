namespace AmlIpNet.Native;

/// <summary>What a node has for its host, until the host asks for it. Threads of the host block here, so it is a plain monitor.</summary>
internal sealed class EventQueue<T>
{
    private readonly Queue<T> _events = new();
    private bool _isEnded, _isDiscarded;

    /// <summary>Held while the state is looked at or changed.</summary>
    public object Gate { get; } = new();

    /// <summary>Adds one; after an end that discards it is dropped.</summary>
    public void Add(T one)
    {
        lock (Gate)
        {
            if (_isDiscarded) return;
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
            _isDiscarded |= discard;
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
    /// <param name="deadline">How long.</param>
    /// <param name="isDry">Whether nothing can come before somebody does something; asked with the gate held.</param>
    /// <param name="one">What came, with the result <see cref="ErrorCode.Ok"/>.</param>
    /// <returns>Ok, Timeout, Stopped or Closed.</returns>
    public int Take(Deadline deadline, Func<bool>? isDry, out T? one)
    {
        one = default;
        lock (Gate)
        {
            while (!_events.TryDequeue(out one))
            {
                if (_isEnded) return ErrorCode.Closed;
                if (isDry?.Invoke() == true) return ErrorCode.Stopped;
                int left = deadline.Left;
                if (left == 0) return ErrorCode.Timeout;
                Monitor.Wait(Gate, left);
            }
        }

        return ErrorCode.Ok;
    }
}
