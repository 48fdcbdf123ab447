using AmlIpNet.DataSpace;
using AmlIpNet.Dds;
using AmlIpNet.Nodes;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>
/// Knows who has what in a data space. It holds no values, and none pass through it. All that it knows comes from the workers: one that starts anew asks
/// them, and several may run side by side. Safe to use from any thread.
/// </summary>
public sealed class CenterNode : INode
{
    private readonly CenterNodeOptions _options;
    private readonly NodeHost _host;
    private readonly CenterSession _session;
    private int _closed;

    private CenterNode(NodeHost host, CenterNodeOptions options)
    {
        (_host, _options) = (host, options);
        _session = new CenterSession(host, options);
        host.Status.Publish(host.Id, NodeState.Running);
        DataGauges.Add(this);
    }

    /// <summary>The node's id.</summary>
    public NodeId Id => _host.Id;

    /// <summary>Keys that it knows.</summary>
    public int Keys => _session.Keys;

    /// <summary>Bytes of messages that came, all of them metadata.</summary>
    public long ReceivedBytes => _session.ReceivedBytes;

    /// <summary>Samples that could not be read.</summary>
    public long MalformedSamples => _session.MalformedSamples;

    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _host.AskAsync("Center", () => _host.Directory.CountDataNodes(), cancellationToken);

    /// <summary>Joins the domain as a Center.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static CenterNode Create(IDdsEngine engine, CenterNodeOptions options, ILoggerFactory? loggers = null) =>
        NodeHost.Open(engine, options, NodeKind.Agent, loggers, host => new CenterNode(host, options));

    /// <summary>Says farewell and leaves the domain.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        DataGauges.Remove(this);
        await _host.RunOnLoopAsync(_session.Dispose).ConfigureAwait(false);
        await _host.CloseAsync(_options.CloseTimeout).ConfigureAwait(false);
    }
}
