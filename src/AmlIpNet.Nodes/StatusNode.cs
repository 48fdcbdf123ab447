using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AmlIpNet.Dds;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>Watches every node of the domain, AmlIpNet's and AML-IP's own. Safe to use from any thread.</summary>
public sealed class StatusNode : INode
{
    private readonly StatusNodeOptions _options;
    private readonly NodeHost _host;
    private readonly StatusTable _table;
    private int _closed;

    private StatusNode(NodeHost host, StatusNodeOptions options)
    {
        _options = options;
        _host = host;
        _table = new StatusTable(_host, options);
        if (options.NativePlane) _ = new HealerSession(_host, ServiceName.Job, options.HealGrace, listens: true, isLast: true); // ends with the participant
        _host.Status.Publish(_host.Id, NodeState.Running);
        NodeGauges.Add(this);
    }

    /// <summary>The node's id.</summary>
    public NodeId Id => _host.Id;

    /// <summary>The nodes known now, dropped ones included, in the order in which they were first seen.</summary>
    public IReadOnlyList<NodeStatus> Nodes => _table.Snapshot();

    /// <summary>Changes that slow readers of <see cref="WatchAsync"/> have missed.</summary>
    public long DroppedChanges => _table.DroppedChanges;

    /// <summary>Joins the domain as a Status node.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static StatusNode Create(IDdsEngine engine, StatusNodeOptions options, ILoggerFactory? loggers = null) =>
        NodeHost.Open(engine, options, NodeKind.Status, loggers, host => new StatusNode(host, options));

    /// <summary>Every node known now, and then each change as it comes. Ends when the node is disposed.</summary>
    /// <remarks>A reader that lags more than <see cref="StatusNodeOptions.MaxBufferedChanges"/> behind misses the oldest changes.</remarks>
    public async IAsyncEnumerable<NodeStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var changes = Channel.CreateBounded<NodeStatus>(
            new BoundedChannelOptions(_options.MaxBufferedChanges) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => _table.CountDroppedChange());
        if (!_table.Subscribe(changes.Writer)) yield break;
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return change;
        }
        finally
        {
            _table.Unsubscribe(changes.Writer);
        }
    }

    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _host.AskAsync("Status", () => _table.CountOthers(Id), cancellationToken);

    /// <summary>Nodes known, dropped ones included.</summary>
    internal int KnownNodes => _table.Count;

    /// <summary>Says farewell, leaves the domain and ends every <see cref="WatchAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        try
        {
            await _host.CloseAsync(_options.CloseTimeout).ConfigureAwait(false);
        }
        finally
        {
            NodeGauges.Remove(this);
        }

        _table.Complete();
    }
}
