using System.Runtime.InteropServices;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>What happened to an entity since it was last looked at.</summary>
[Flags]
internal enum Signals
{
    None = 0,
    Data = 1,
    Matches = 2,
    Liveliness = 4,
    All = Data | Matches | Liveliness,
}

/// <summary>What is told of an entity's events. The calls come on Cyclone's threads, which must not be held up.</summary>
internal interface ISignalSink
{
    /// <summary>Something happened.</summary>
    void Signal(Signals signals);

    /// <summary>An endpoint matched. It may be gone again when this is looked at.</summary>
    void SignalMatched(ulong endpoint)
    {
    }

    /// <summary>A matched writer was found alive or not alive.</summary>
    void SignalLiveliness(ulong writer, bool alive)
    {
    }
}

/// <summary>
/// A Cyclone listener that passes events on to a managed sink. It must be given to the create function: events from before
/// a later dds_set_listener are not replayed. Dispose it after the entity.
/// </summary>
internal sealed unsafe class ListenerTarget : IDisposable
{
    private GCHandle<ISignalSink> _sink;

    public ListenerTarget(ISignalSink sink, bool reads)
    {
        _sink = new GCHandle<ISignalSink>(sink);
        Listener = dds_create_listener(GCHandle<ISignalSink>.ToIntPtr(_sink));
        if (reads)
        {
            dds_lset_data_available(Listener, &OnDataAvailable);
            dds_lset_subscription_matched(Listener, &OnMatched);
            dds_lset_liveliness_changed(Listener, &OnLivelinessChanged);
        }
        else
        {
            dds_lset_publication_matched(Listener, &OnMatched);
        }
    }

    /// <summary>The dds_listener_t to create the entity with.</summary>
    public nint Listener { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        dds_delete_listener(Listener);
        _sink.Dispose();
    }

    [UnmanagedCallersOnly]
    private static void OnDataAvailable(int reader, nint sink) => Signal(sink, Signals.Data);

    [UnmanagedCallersOnly]
    private static void OnMatched(int entity, dds_matched_status_t status, nint sink)
    {
        try
        {
            var target = GCHandle<ISignalSink>.FromIntPtr(sink).Target;
            if (status.current_count_change > 0) target.SignalMatched(status.last_handle);
            target.Signal(Signals.Matches);
        }
        catch (OutOfMemoryException)
        {
            // nothing may leave a callback
        }
    }

    [UnmanagedCallersOnly]
    private static void OnLivelinessChanged(int reader, dds_liveliness_changed_status_t status, nint sink)
    {
        // One of the two counts grows when a writer's liveliness changes; both only shrink when a writer is gone.
        bool alive = status.alive_count_change > 0;
        if (!alive && status.not_alive_count_change <= 0) return;
        try
        {
            GCHandle<ISignalSink>.FromIntPtr(sink).Target.SignalLiveliness(status.last_publication_handle, alive);
        }
        catch (OutOfMemoryException)
        {
            // nothing may leave a callback
        }
    }

    private static void Signal(nint sink, Signals signals)
    {
        try
        {
            GCHandle<ISignalSink>.FromIntPtr(sink).Target.Signal(signals);
        }
        catch (OutOfMemoryException)
        {
            // nothing may leave a callback
        }
    }
}
