using Microsoft.Extensions.Logging;

namespace AmlIpNet.Dds;

/// <summary>
/// DDS within one process: participants of one engine instance that are on the same domain meet, with the behaviour of DDS (matching, histories,
/// back pressure, discovery, liveliness) and without a network. For tests, and for nodes that share a process.
/// </summary>
/// <param name="time">The clock of leases, time stamps and event loops; the system's by default.</param>
public sealed class InProcessEngine(TimeProvider? time = null) : IDdsEngine
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, InProcessDomain> _domains = [];
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The instance on which all of a process meet that do not make their own.</summary>
    public static InProcessEngine Shared { get; } = new();

    /// <inheritdoc/>
    public string Name => "in-process";

    /// <inheritdoc/>
    public EngineCapabilities Capabilities => EngineCapabilities.None;

    /// <inheritdoc/>
    public IDomainParticipant CreateParticipant(
        string name, NetworkOptions options, IParticipantListener listener, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(listener);
        options.Validate();
        _ = ParticipantQos.Load(options); // nothing gets lost here, but a wrong name is wrong with every engine
        InProcessDomain? domain;
        lock (_lock)
        {
            if (!_domains.TryGetValue(options.Domain, out domain)) _domains.Add(options.Domain, domain = new InProcessDomain(_time));
        }

        return domain.Join(name, options, listener, new EventLoop(_time, loggers));
    }

    /// <summary>
    /// Cuts a participant off, as when its host freezes or its cable is pulled: nothing reaches it and nothing of it reaches others. After the
    /// leases of its writers they lose their liveliness, after its own lease (<see cref="NetworkOptions.Lease"/>) both sides count each other as
    /// lost. Disposing a silent participant plays a killed process: the others notice by the lease only.
    /// </summary>
    /// <param name="participant">A participant of this engine.</param>
    public void Silence(IDomainParticipant participant) => Silence(Own(participant));

    /// <summary>Reconnects a silent participant: what it missed is delivered, and if its lease ran out both sides discover each other anew.</summary>
    /// <param name="participant">A participant of this engine.</param>
    public void Wake(IDomainParticipant participant) => Wake(Own(participant));

    private static void Silence(InProcessParticipant participant) => participant.Domain.Silence(participant);

    private static void Wake(InProcessParticipant participant) => participant.Domain.Wake(participant);

    private InProcessParticipant Own(IDomainParticipant participant)
    {
        lock (_lock)
        {
            if (participant is InProcessParticipant own && _domains.ContainsValue(own.Domain)) return own;
        }

        throw new ArgumentException($"The participant {participant.Name} belongs to another engine.", nameof(participant));
    }
}
