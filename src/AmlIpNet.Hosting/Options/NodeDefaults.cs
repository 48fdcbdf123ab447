using Microsoft.Extensions.Hosting;

namespace AmlIpNet.Hosting;

/// <summary>The options that a hosted node starts from.</summary>
internal sealed class NodeDefaults(AmlIpOptions common, HostOptions host, IPayloadSerializer? serializer)
{
    private static readonly TimeSpan s_close = new MainNodeOptions { Name = "any" }.CloseTimeout;

    private readonly IPayloadSerializer _serializer = serializer ?? JsonPayloadSerializer.Default;

    public MainNodeOptions Main(string name) => new() { Name = name, Network = common.NodesNetwork, Serializer = _serializer, CloseTimeout = Close };

    public ComputingNodeOptions Computing(string name) => Drained(
        new ComputingNodeOptions { Name = name, Network = common.NodesNetwork, Serializer = _serializer, CloseTimeout = Close }, (options, drain) => options with { DrainTimeout = drain });

    public StatusNodeOptions Status(string name) => new() { Name = name, Network = common.NodesNetwork, CloseTimeout = Close };

    public GuardianNodeOptions Guardian(string name) => Drained(
        new GuardianNodeOptions { Name = name, Network = common.NodesNetwork, CloseTimeout = Close }, (options, drain) => options with { DrainTimeout = drain });

    /// <summary>How many times its close time-out a node may take to leave: acknowledgments, and then the farewell; a guardian is two nodes.</summary>
    public static int Farewells(NodeOptions options) => options is GuardianNodeOptions ? 4 : 2;

    private bool IsEndless => host.ShutdownTimeout < TimeSpan.Zero;

    // An eighth of a short time: four farewells leave half of it.
    private TimeSpan Close => IsEndless ? s_close : Min(host.ShutdownTimeout / 8, s_close);

    /// <summary>Running jobs may use all the time that the host has to stop, but for what the farewell takes, and a little.</summary>
    private T Drained<T>(T options, Func<T, TimeSpan, T> set) where T : NodeOptions =>
        set(options, IsEndless ? TimeSpan.FromDays(1) : Min(host.ShutdownTimeout - Close * (Farewells(options) + 0.5), TimeSpan.FromDays(1)));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
