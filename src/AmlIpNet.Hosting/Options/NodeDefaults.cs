using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AmlIpNet.Hosting;

/// <summary>The options that a hosted node starts from.</summary>
internal sealed class NodeDefaults(AmlIpOptions common, HostOptions host, NodeRegistry nodes, IServiceProvider services)
{
    private static readonly MainNodeOptions s_standard = new() { Name = "any" };
    private static readonly TimeSpan s_close = s_standard.CloseTimeout;

    private readonly IPayloadSerializer _serializer = services.GetService<IPayloadSerializer>() ?? JsonPayloadSerializer.Default;

    public MainNodeOptions Main(string name) => new() { Name = name, Network = common.NodesNetwork, Serializer = _serializer, CloseTimeout = Close };

    public ComputingNodeOptions Computing(string name) => Drained(
        new ComputingNodeOptions { Name = name, Network = common.NodesNetwork, Serializer = _serializer, CloseTimeout = Close }, (options, drain) => options with { DrainTimeout = drain });

    public StatusNodeOptions Status(string name) => new() { Name = name, Network = common.NodesNetwork, CloseTimeout = Close };

    public GuardianNodeOptions Guardian(string name) => Drained(
        new GuardianNodeOptions { Name = name, Network = common.NodesNetwork, CloseTimeout = Close }, (options, drain) => options with { DrainTimeout = drain });

    public CenterNodeOptions Center(string name) => new() { Name = name, Network = common.NodesNetwork, CloseTimeout = Close, Store = services.GetService<ICenterStore>() };

    public WorkerNodeOptions DataWorker(string name) => new()
    {
        Name = name,
        Network = common.NodesNetwork,
        CloseTimeout = Close,
        Guard = services.GetService<IDataGuard>(),
        Functions = nodes.DataFunctions.ToImmutableDictionary(one => one.Key, one => ScopedFunction.Of(services, one.Value)),
    };

    public DataSpaceClientOptions DataClient(string name) => new() { Name = name, Network = common.NodesNetwork, Serializer = _serializer, CloseTimeout = Close };

    /// <summary>Options that the code gave, with what they leave at its defaults as other nodes of the host have it.</summary>
    public T Of<T>(T options) where T : NodeOptions => options with
    {
        Network = options.Network == s_standard.Network ? common.NodesNetwork : options.Network,
        CloseTimeout = options.CloseTimeout == s_close ? Close : options.CloseTimeout,
    };

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
