using Microsoft.Extensions.Hosting;

namespace AmlIpNet.Hosting;

/// <summary>The options that a hosted node starts from.</summary>
internal sealed class NodeDefaults(AmlIpOptions common, HostOptions host, IPayloadSerializer? serializer)
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);

    private readonly IPayloadSerializer _serializer = serializer ?? JsonPayloadSerializer.Default;

    public MainNodeOptions Main(string name) => new() { Name = name, Network = common.NodesNetwork, Serializer = _serializer };

    public ComputingNodeOptions Computing(string name) => new() { Name = name, Network = common.NodesNetwork, Serializer = _serializer, DrainTimeout = Drain };

    public StatusNodeOptions Status(string name) => new() { Name = name, Network = common.NodesNetwork };

    public GuardianNodeOptions Guardian(string name) => new() { Name = name, Network = common.NodesNetwork, DrainTimeout = Drain };

    /// <summary>Running jobs may use all the time that the host has to stop, but for what the farewell takes.</summary>
    private TimeSpan Drain => host.ShutdownTimeout < TimeSpan.Zero ? TimeSpan.FromDays(1)
        : host.ShutdownTimeout > 2 * s_farewell ? Min(host.ShutdownTimeout - s_farewell, TimeSpan.FromDays(1)) : host.ShutdownTimeout / 2;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
