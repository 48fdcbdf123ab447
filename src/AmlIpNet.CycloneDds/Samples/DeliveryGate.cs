namespace AmlIpNet.CycloneDds;

/// <summary>
/// Holds up the reception of a participant while one of its KEEP_ALL readers has as many samples waiting as its MaxSamples
/// allow, so that reliable writers keep the rest. Cyclone's own limit does so too, but for ever: deleting an entity waits for
/// the receiving thread, so whoever deletes while a reader is full waits for its loop, or for itself. This gate opens for that time.
/// </summary>
internal sealed class DeliveryGate
{
    private readonly object _lock = new();
    private int _opened;

    /// <summary>Called by a receiving thread: waits until there is room, or the gate is open.</summary>
    public void Wait(SampleType type)
    {
        lock (_lock)
        {
            while (_opened == 0 && !type.HasRoom) Monitor.Wait(_lock);
        }
    }

    /// <summary>Called when a sample has been taken, or a limit is gone.</summary>
    public void Wake()
    {
        lock (_lock) Monitor.PulseAll(_lock);
    }

    /// <summary>Lets everything pass until <see cref="Close"/> is called as often.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _opened++;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Ends what <see cref="Open"/> began.</summary>
    public void Close()
    {
        lock (_lock) _opened--;
    }
}
