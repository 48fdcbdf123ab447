using AmlIpNet.Dds;
using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <summary>
/// Wakes writers of other vendors whose first samples were lost. Fast DDS sends a new writer's samples, with a heartbeat, to every reader
/// that it knows; Cyclone drops both while it does not know the writer, which is usual for a writer that is made on first use. Cyclone then asks what there is,
/// counting from 1; Fast DDS 2.9.1 answers only who counts from 0, so that the samples would come with its next
/// periodic heartbeat, 3 s later (measured). But it greets each new reader with a heartbeat: so a second reader joins for a moment, and the first one
/// gets what it missed. Lives on the participant's loop; disposed from any thread.
/// </summary>
internal sealed unsafe class SilentWriters(CycloneParticipant participant, CycloneTopic topic, EndpointQos qos) : IDisposable
{
    private const ulong CycloneVendor = 0x0110; // the first two bytes of a GUID are the vendor's id (RTPS 2.5, section 9.3.1.5)
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_visit = TimeSpan.FromSeconds(1);

    private readonly HashSet<ulong> _silent = [];
    private LoopTimer? _timer;
    private Entity? _visitor;
    private volatile bool _disposed;

    /// <summary>A writer has matched.</summary>
    public void Watch(EndpointInfo writer)
    {
        bool keeps = writer.Qos is { Reliability: Reliability.Reliable, Durability: >= Durability.TransientLocal };
        bool asks = qos is { Reliability: Reliability.Reliable, Durability: >= Durability.TransientLocal };
        if (!keeps || !asks || writer.Guid.High >> 48 == CycloneVendor) return;
        _silent.Add(writer.Handle);
        _timer ??= participant.Loop.CreateTimer(OnTime);
        if (!_timer.IsArmed) _timer.Arm(s_patience);
    }

    /// <summary>Samples have come.</summary>
    public void Hear(ReadOnlySpan<Sample> samples)
    {
        if (_silent.Count == 0) return;
        foreach (ref readonly var sample in samples) _silent.Remove(sample.Writer);
    }

    /// <summary>A writer is gone.</summary>
    public void Forget(ulong writer) => _silent.Remove(writer);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        EndVisit();
    }

    private void OnTime()
    {
        bool visited = EndVisit();
        if (_disposed || _silent.Count == 0) return;
        if (visited)
        {
            _timer!.Arm(s_patience); // for those that matched meanwhile
            return;
        }

        _silent.Clear();
        try
        {
            Interlocked.Exchange(ref _visitor, CreateVisitor()); // a full fence: either Dispose sees it, or the check below does
        }
        catch (ObjectDisposedException)
        {
            return; // the reader was disposed meanwhile, and its topic with it
        }

        if (_disposed) EndVisit();
        else _timer!.Arm(s_visit);
    }

    private bool EndVisit()
    {
        var visitor = Interlocked.Exchange(ref _visitor, null);
        visitor?.Dispose();
        return visitor is not null;
    }

    private Entity CreateVisitor()
    {
        using var native = QosHandle.ForReader(qos with { History = History.KeepLast(1) });
        using var use = participant.Entity.Pin();
        using var topicUse = topic.Entity.Pin();
        int id = DdsError.Check(dds_create_reader(use.Id, topicUse.Id, native.Pointer, 0), "create a second reader for a moment");
        return new Entity(id, participant.Gate, null, null, topic.Entity, participant.Entity);
    }
}
