using System.Collections.Immutable;
using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet;

/// <summary>Which domain to join and how to reach it. Immutable: change a copy with <c>with</c>.</summary>
public sealed record NetworkOptions
{
    /// <summary>The largest domain id whose ports exist (RTPS: 7400 + 250 · id).</summary>
    public const int MaxDomain = 232;

    /// <summary>The DDS domain, 0 to 232. Default 166, as AML-IP's.</summary>
    public int Domain { get; init; } = 166;

    /// <summary>The network interface, by name (<c>eth0</c>) or address; null lets the engine choose.</summary>
    public string? Interface { get; init; }

    /// <summary>Whether peers are found by multicast. Off: only <see cref="Peers"/> are asked. Default on.</summary>
    public bool Multicast { get; init; } = true;

    /// <summary>Addresses of hosts to look for participants on, besides multicast.</summary>
    public ImmutableArray<string> Peers { get; init; } = [];

    /// <summary>How long a participant may be silent before the others count it as lost. Default 1 s; at least 100 ms.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest payload of one sample in bytes, sent or received. Default 256 MiB; at most 2,147,000,000.</summary>
    public int MaxPayloadBytes { get; init; } = 256 << 20;

    /// <summary>The largest UDP datagram in bytes: 1,472 to 65,500. Default 14,720; loopback 65,500.</summary>
    public int MaxDatagramBytes { get; init; } = 14_720;

    /// <summary>The largest piece of a sample in one datagram in bytes, below <see cref="MaxDatagramBytes"/>. Default 1,344;
    /// loopback 65,000.</summary>
    public int FragmentBytes { get; init; } = 1_344;

    /// <summary>The socket's receive buffer in bytes. Default 4 MiB; the system may grant less.</summary>
    public int ReceiveBufferBytes { get; init; } = 4 << 20;

    /// <summary>The socket's send buffer in bytes. Default 2 MiB; the system may grant less.</summary>
    public int SendBufferBytes { get; init; } = 2 << 20;

    /// <summary>Unacknowledged bytes that a writer may hold before it answers Full. Default 64 MiB.</summary>
    public int WriterHistoryBytes { get; init; } = 64 << 20;

    /// <summary>The most participants on this host that find each other without multicast. Default 100; at most 119.</summary>
    public int MaxParticipantsPerHost { get; init; } = 100;

    /// <summary>A file of QoS profiles in DDS-XML; its profiles replace the shipped ones of the same name.</summary>
    public string? QosFile { get; init; }

    /// <summary>The QoS profile of the participant: what it does about datagrams that the network loses. A name without a library is one of
    /// <c>network</c>: <c>default</c>, <c>low_latency</c> (the default of <see cref="Loopback"/>) and <c>lossy_network</c> are shipped.</summary>
    public string QosProfile { get; init; } = "default";

    /// <summary>This machine only, in large pieces: interface <c>lo</c>, no multicast.</summary>
    public static NetworkOptions Loopback { get; } = new()
    {
        Interface = "lo",
        Multicast = false,
        Peers = ["127.0.0.1"],
        MaxDatagramBytes = 65_500,
        FragmentBytes = 65_000,
        QosProfile = "low_latency",
    };

    /// <summary>Checks every option; each error names the option, its value and what to write instead.</summary>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    public NetworkOptions Validate()
    {
        ThrowUnless(Domain is >= 0 and <= MaxDomain, nameof(Domain), Domain, $"use a domain from 0 to {MaxDomain}");
        ThrowUnless(Interface is null || Interface.Length > 0 && !Interface.Any(char.IsWhiteSpace), nameof(Interface), Interface,
            "use a name such as eth0 or an address such as 192.0.2.7");
        ThrowUnless(!Peers.IsDefault && Peers.All(p => !string.IsNullOrEmpty(p) && !p.Any(char.IsWhiteSpace)), nameof(Peers), Peers.IsDefault ? null : string.Join(' ', Peers),
            "use host names or addresses without spaces");
        ThrowUnless(Multicast || Peers.Length > 0, nameof(Multicast), Multicast, "without multicast name at least one peer, such as 127.0.0.1");
        ThrowUnless(Lease >= TimeSpan.FromMilliseconds(100) && Lease <= TimeSpan.FromHours(1), nameof(Lease), Lease, "use 100 ms to 1 h");
        ThrowUnless(MaxPayloadBytes is >= 1024 and <= 2_147_000_000, nameof(MaxPayloadBytes), MaxPayloadBytes, "use 1,024 to 2,147,000,000 bytes");
        ThrowUnless(MaxDatagramBytes is >= 1_472 and <= 65_500, nameof(MaxDatagramBytes), MaxDatagramBytes, "use 1,472 to 65,500 bytes");
        ThrowUnless(FragmentBytes >= 1_024 && FragmentBytes < MaxDatagramBytes, nameof(FragmentBytes), FragmentBytes,
            $"use 1,024 to {nameof(MaxDatagramBytes)} - 1 ({MaxDatagramBytes - 1}) bytes");
        ThrowUnless(ReceiveBufferBytes >= 65_536, nameof(ReceiveBufferBytes), ReceiveBufferBytes, "use at least 65,536 bytes");
        ThrowUnless(SendBufferBytes >= 65_536, nameof(SendBufferBytes), SendBufferBytes, "use at least 65,536 bytes");
        ThrowUnless(WriterHistoryBytes >= 65_536, nameof(WriterHistoryBytes), WriterHistoryBytes, "use at least 65,536 bytes");
        ThrowUnless(MaxParticipantsPerHost is >= 1 and <= 119, nameof(MaxParticipantsPerHost), MaxParticipantsPerHost, "use 1 to 119");
        ThrowUnless(!string.IsNullOrWhiteSpace(QosProfile), nameof(QosProfile), QosProfile, "use default, low_latency, lossy_network, or a profile of your QosFile");
        return this;
    }
}
