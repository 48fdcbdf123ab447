namespace AmlIpNet.CycloneDds;

/// <content>How many received samples of the topic may wait to be taken by the readers of the participant.</content>
internal sealed partial class SampleType
{
    private readonly List<int> _limits = [];
    private volatile int _limit = int.MaxValue;
    private int _waiting;

    /// <summary>Whether one more sample may be received.</summary>
    public bool HasRoom => Volatile.Read(ref _waiting) < _limit;

    /// <summary>Sets the limit of one more reader.</summary>
    public void AddLimit(int samples)
    {
        lock (_limits)
        {
            _limits.Add(samples);
            _limit = _limits.Min();
        }
    }

    /// <summary>Lifts the limit of a reader.</summary>
    public void RemoveLimit(int samples)
    {
        lock (_limits)
        {
            _limits.Remove(samples);
            _limit = _limits.Count > 0 ? _limits.Min() : int.MaxValue;
        }

        gate.Wake();
    }

    /// <summary>A received sample is gone: taken by all readers, or pushed out.</summary>
    public void CountGone()
    {
        if (Interlocked.Decrement(ref _waiting) == _limit - 1) gate.Wake();
    }

    private void WaitForRoom()
    {
        if (!HasRoom) gate.Wait(this);
    }

    private void CountReceived() => Interlocked.Increment(ref _waiting);
}
