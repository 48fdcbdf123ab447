namespace AmlIpNet.Dds.Contract;

/// <summary>What a writer's or reader's listener heard.</summary>
public abstract record EndpointEvent;

public sealed record Matched(EndpointInfo Remote) : EndpointEvent;

public sealed record Unmatched(EndpointInfo Remote) : EndpointEvent;

public sealed record Mismatched(EndpointMismatch Mismatch) : EndpointEvent;

public sealed record LivelinessChanged(EndpointInfo Remote, bool Alive) : EndpointEvent;

/// <summary>What a participant's listener heard.</summary>
public abstract record DiscoveryEvent;

public sealed record ParticipantFound(ParticipantInfo Participant) : DiscoveryEvent;

public sealed record ParticipantGone(ParticipantInfo Participant) : DiscoveryEvent;

public sealed record EndpointFound(EndpointInfo Endpoint) : DiscoveryEvent;

public sealed record EndpointGone(EndpointInfo Endpoint) : DiscoveryEvent;

/// <summary>A participant's listener that records.</summary>
public sealed class DiscoveryRecorder : IParticipantListener
{
    public Recorder<DiscoveryEvent> Events { get; } = new();

    public void OnParticipantDiscovered(ParticipantInfo participant) => Events.Add(new ParticipantFound(participant));

    public void OnParticipantLost(ParticipantInfo participant) => Events.Add(new ParticipantGone(participant));

    public void OnEndpointDiscovered(EndpointInfo endpoint) => Events.Add(new EndpointFound(endpoint));

    public void OnEndpointLost(EndpointInfo endpoint) => Events.Add(new EndpointGone(endpoint));
}
