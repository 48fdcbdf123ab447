using static AmlIpNet.InvalidOptionsException;

namespace AmlIpNet.Hosting;

/// <summary>What all hosted nodes have in common: the section <c>AmlIp</c> of the configuration. Immutable: change a copy with <c>with</c>.</summary>
public sealed record AmlIpOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "AmlIp";

    /// <summary>The DDS engine: <c>cyclone</c> (the default), or <c>in-process</c> for nodes that meet in this process only.</summary>
    public string Engine { get; init; } = Engines.Cyclone;

    /// <summary>The network of all nodes whose own options do not change it.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Whether to stay on this machine: takes what <see cref="NetworkOptions.Loopback"/> sets over <see cref="Network"/>, which must not
    /// say otherwise. Default off.</summary>
    public bool Loopback { get; init; }

    /// <summary>How many peers each node must know to be ready, as <see cref="INode.CountPeersAsync"/> counts them. Default 1.</summary>
    public int MinPeers { get; init; } = 1;

    /// <summary>How long a node may take to answer a health check before it counts as dead. Default 5 s.</summary>
    public TimeSpan HealthTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Checks every option; each error names the option and the remedy.</summary>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    public void Validate()
    {
        Engines.Check(Engine);
        ThrowUnless(MinPeers is >= 0 and <= 1_000_000, nameof(MinPeers), MinPeers, "use 0 to 1,000,000");
        ThrowUnless(HealthTimeout > TimeSpan.Zero && HealthTimeout <= TimeSpan.FromMinutes(10), nameof(HealthTimeout), HealthTimeout, "use a time above 0 s, up to 10 min");
        if (Loopback) ValidateLoopback();
        NodesNetwork.Validate();
    }

    private void ValidateLoopback()
    {
        var (standard, loopback) = (new NetworkOptions(), NetworkOptions.Loopback);
        Refuse(nameof(NetworkOptions.Interface), Network.Interface != standard.Interface && Network.Interface != loopback.Interface);
        Refuse(nameof(NetworkOptions.Multicast), Network.Multicast != standard.Multicast && Network.Multicast != loopback.Multicast);
        Refuse(nameof(NetworkOptions.Peers), !Network.Peers.IsDefaultOrEmpty && !Network.Peers.SequenceEqual(loopback.Peers));
        Refuse(nameof(NetworkOptions.MaxDatagramBytes), Network.MaxDatagramBytes != standard.MaxDatagramBytes && Network.MaxDatagramBytes != loopback.MaxDatagramBytes);
        Refuse(nameof(NetworkOptions.FragmentBytes), Network.FragmentBytes != standard.FragmentBytes && Network.FragmentBytes != loopback.FragmentBytes);

        static void Refuse(string option, bool isContradiction) =>
            ThrowUnless(!isContradiction, nameof(Loopback), true, $"it contradicts {nameof(Network)}:{option}, which is given too, so leave one of them out");
    }

    /// <summary>The network of the nodes.</summary>
    internal NetworkOptions NodesNetwork => !Loopback ? Network : Network with
    {
        Interface = NetworkOptions.Loopback.Interface,
        Multicast = NetworkOptions.Loopback.Multicast,
        Peers = NetworkOptions.Loopback.Peers,
        MaxDatagramBytes = NetworkOptions.Loopback.MaxDatagramBytes,
        FragmentBytes = NetworkOptions.Loopback.FragmentBytes,
        QosProfile = Network.QosProfile == new NetworkOptions().QosProfile ? NetworkOptions.Loopback.QosProfile : Network.QosProfile,
    };
}
