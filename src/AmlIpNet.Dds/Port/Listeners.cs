namespace AmlIpNet.Dds;

/// <summary>Takes the samples of a reader. Every call comes on the participant's <see cref="EventLoop"/>.</summary>
public interface ISampleSink
{
    /// <summary>Samples have arrived, in the order in which each writer wrote them. Both the span and the headers in it are
    /// valid only until this returns.</summary>
    void OnSamples(ReadOnlySpan<Sample> samples);
}

/// <summary>Hears what happens to a reader. Every call comes on the participant's <see cref="EventLoop"/>.</summary>
public interface IReaderListener : ISampleSink
{
    /// <summary>A writer of this topic matched. Its first samples may come before.</summary>
    void OnMatched(EndpointInfo writer) { }

    /// <summary>A matched writer is gone: deleted, or its participant lost. When it comes back it matches anew, and a transient-local
    /// writer's history comes again to a transient-local reader.</summary>
    void OnUnmatched(EndpointInfo writer) { }

    /// <summary>A matched writer lost or regained its liveliness: it was silent for the lease that it offers. A writer that is deleted
    /// in good order need not lose it. An engine may tell that it is regained only when the writer writes again (Cyclone DDS 0.10 does).</summary>
    void OnLivelinessChanged(EndpointInfo writer, bool alive) { }

    /// <summary>A writer of this topic cannot match. Told once for each writer. Different partitions are no mismatch.</summary>
    void OnMismatch(EndpointMismatch mismatch) { }
}

/// <summary>Hears what happens to a writer. Every call comes on the participant's <see cref="EventLoop"/>.</summary>
public interface IWriterListener
{
    /// <summary>A reader of this topic matched.</summary>
    void OnMatched(EndpointInfo reader) { }

    /// <summary>A matched reader is gone: deleted, or its participant lost.</summary>
    void OnUnmatched(EndpointInfo reader) { }

    /// <summary>A reader of this topic cannot match. Told once for each reader. Different partitions are no mismatch.</summary>
    void OnMismatch(EndpointMismatch mismatch) { }
}

/// <summary>Hears what discovery finds. Every call comes on the participant's <see cref="EventLoop"/>. The participant
/// itself and its own endpoints are not reported.</summary>
public interface IParticipantListener
{
    /// <summary>A participant joined the domain.</summary>
    void OnParticipantDiscovered(ParticipantInfo participant) { }

    /// <summary>A participant left the domain, or its lease ran out. Its endpoints have been reported lost before.</summary>
    void OnParticipantLost(ParticipantInfo participant) { }

    /// <summary>A participant created an endpoint. The participant has been reported before.</summary>
    void OnEndpointDiscovered(EndpointInfo endpoint) { }

    /// <summary>An endpoint is gone.</summary>
    void OnEndpointLost(EndpointInfo endpoint) { }
}

/// <summary>A listener that hears nothing, for those who only write, or only wish to be seen.</summary>
public sealed class NullListener : IParticipantListener, IWriterListener, IReaderListener
{
    /// <summary>The one instance.</summary>
    public static NullListener Instance { get; } = new();

    /// <inheritdoc/>
    public void OnSamples(ReadOnlySpan<Sample> samples) { }
}
