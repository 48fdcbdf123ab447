using AmlIpNet.DataSpace;
using AmlIpNet.Dds;
using AmlIpNet.Nodes;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>
/// Holds values of a data space, and computes new ones from them. Values move between workers and clients directly; the Centers that are there are told what
/// it holds. Any process with a Computing node can have one beside it. Safe to use from any thread.
/// </summary>
public sealed class WorkerNode : INode
{
    private readonly WorkerNodeOptions _options;
    private readonly NodeHost _host;
    private readonly WorkerSession _session;
    private int _closed;

    private WorkerNode(NodeHost host, WorkerNodeOptions options)
    {
        (_host, _options) = (host, options);
        _session = new WorkerSession(host, options);
        host.Status.Publish(host.Id, NodeState.Running);
        DataGauges.Add(this);
    }

    /// <summary>The node's id.</summary>
    public NodeId Id => _host.Id;

    /// <summary>Keys that it holds.</summary>
    public int Keys => _session.Keys;

    /// <summary>Bytes of values in memory.</summary>
    public long ResidentBytes => _session.ResidentBytes;

    /// <summary>Bytes of values on disk.</summary>
    public long SpilledBytes => _session.SpilledBytes;

    /// <summary>Bytes of values that it was sent.</summary>
    public long ReceivedBytes => _session.ReceivedBytes;

    /// <summary>Bytes of values that it sent.</summary>
    public long SentBytes => _session.SentBytes;

    /// <summary>Parts of values that it was asked for and did not send, since too many waited already: whoever wants one asks again, or another worker.</summary>
    public long DroppedParts => _session.DroppedParts;

    /// <summary>Values that it computed.</summary>
    public long Computed => _session.Computed;

    /// <summary>Functions that run now.</summary>
    public int Running => _session.Running;

    /// <summary>Samples that could not be read.</summary>
    public long MalformedSamples => _session.MalformedSamples;

    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _host.AskAsync("Worker", () => _host.Directory.CountDataNodes(), cancellationToken);

    /// <summary>Joins the domain as a worker.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static WorkerNode Create(IDdsEngine engine, WorkerNodeOptions options, ILoggerFactory? loggers = null) =>
        NodeHost.Open(engine, options, NodeKind.Computing, loggers, host => new WorkerNode(host, options));

    /// <summary>Keeps a value of this node's own, in the place of an older one of its key. Its memory is borrowed for good.</summary>
    /// <returns>Ends when the Centers that are there know of it.</returns>
    /// <exception cref="WorkerRefusedException">There is no room for it.</exception>
    /// <exception cref="NodeClosedException">The node was disposed.</exception>
    public async Task PutLocalAsync(string key, DataValue value, CancellationToken cancellationToken = default)
    {
        Names.Check(key);
        ArgumentNullException.ThrowIfNull(value);
        var digest = Digests.Describe(value, 0).Digest;
        Task? put = null;
        if (Volatile.Read(ref _closed) != 0 || !await _host.RunOnLoopAsync(() => put = _session.Put(key, value, digest)).ConfigureAwait(false))
            throw new NodeClosedException($"The worker {Id} has been disposed: create a new one.");
        if (put is null) throw new WorkerRefusedException($"The worker {Id} has no room for {key}, which has {value.Bytes.Length:N0} bytes, in memory or on disk.", Protocol.DataCode.NoRoom);
        await put.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets values that this node holds, its own and copies, and tells their running computations to stop. The Centers hear of it.</summary>
    /// <param name="which">Whether the value of a key is meant; called on the node's loop.</param>
    /// <exception cref="NodeClosedException">The node was disposed.</exception>
    public async Task DeleteLocalAsync(Func<string, bool> which)
    {
        ArgumentNullException.ThrowIfNull(which);
        if (Volatile.Read(ref _closed) != 0 || !await _host.RunOnLoopAsync(() => _session.Delete(which)).ConfigureAwait(false))
            throw new NodeClosedException($"The worker {Id} has been disposed: create a new one.");
    }

    internal long PeakResidentBytes => _session.PeakResidentBytes;

    internal Task<bool> HasWriterAsync(NodeId node) => AskLoopAsync(() => _session.HasWriter(node));

    internal Task<bool> SeesAsync(NodeId node) => AskLoopAsync(() => _host.Directory.IsPresent(node));

    private async Task<bool> AskLoopAsync(Func<bool> question)
    {
        bool answer = false;
        await _host.RunOnLoopAsync(() => answer = question()).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Tells running functions to stop, says farewell and leaves the domain. What it holds is gone; replicate it before if it is to stay.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        DataGauges.Remove(this);
        await _host.RunOnLoopAsync(_session.Leave).ConfigureAwait(false);
        await _session.WaitForAcknowledgmentsAsync(_options.CloseTimeout).ConfigureAwait(false);
        await _host.RunOnLoopAsync(_session.Dispose).ConfigureAwait(false);
        await _host.CloseAsync(_options.CloseTimeout).ConfigureAwait(false);
    }
}
