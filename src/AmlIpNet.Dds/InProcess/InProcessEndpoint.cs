namespace AmlIpNet.Dds;

/// <summary>What writers and readers have in common.</summary>
internal abstract class InProcessEndpoint
{
    private volatile bool _deleted;

    protected InProcessEndpoint(EndpointKind kind, InProcessParticipant participant, Topic topic, EndpointQos qos, EntityGuid guid, ulong handle)
    {
        Participant = participant;
        Topic = topic;
        Info = new EndpointInfo(kind, guid, participant.Guid, handle, topic.Name, topic.Type.Name, qos);
    }

    public InProcessParticipant Participant { get; }

    public Topic Topic { get; }

    public EndpointInfo Info { get; }

    public EntityGuid Guid => Info.Guid;

    public EndpointQos Qos => Info.Qos;

    /// <summary>Guarded by the domain's lock.</summary>
    public List<InProcessMatch> Matches { get; } = [];

    /// <summary>The endpoints on the other side that were reported as not matching. Guarded by the domain's lock.</summary>
    public HashSet<InProcessEndpoint> Mismatches { get; } = [];

    /// <summary>Whether it has been disposed: nothing happens to it any more.</summary>
    public bool IsDeleted => _deleted;

    /// <summary>Tells the listener on the loop, unless the endpoint has been disposed by then.</summary>
    public void Tell(Action call) => Participant.Loop.Post(() =>
    {
        if (!_deleted) call();
    });

    public abstract void TellMatched(EndpointInfo other);

    public abstract void TellUnmatched(EndpointInfo other);

    public abstract void TellMismatch(EndpointMismatch mismatch);

    /// <summary>Forgets all samples. Called once, when nothing is matched any more.</summary>
    public virtual void Delete() => _deleted = true;

    public void Dispose() => Participant.Domain.Remove(this);
}

/// <summary>A writer and a reader that match.</summary>
internal sealed class InProcessMatch(InProcessWriter writer, InProcessReader reader, bool reliable)
{
    public InProcessWriter Writer => writer;

    public InProcessReader Reader => reader;

    /// <summary>Whether the writer waits for this reader: both are reliable.</summary>
    public bool Reliable => reliable;

    /// <summary>The sequence number that the reader gets next: it has acknowledged all below. Guarded by the writer's lock.</summary>
    public long Next { get; set; }

    /// <summary>Whether one of the two is silent. Guarded by the writer's lock.</summary>
    public bool Paused { get; set; }

    /// <summary>Whether the match is over. Guarded by the writer's lock.</summary>
    public bool Ended { get; set; }

    /// <summary>Whether the reader will resume this match once it has room. Guarded by the reader's lock.</summary>
    public bool WaitsForRoom { get; set; }

    /// <summary>Whether the reader counts the writer as alive. Guarded by the domain's lock.</summary>
    public bool Alive { get; set; } = true;
}
