using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AmlIpNet.Dds;
using AmlIpNet.Nodes;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>
/// Hears which models there are, from model senders of AmlIpNet's or AML-IP's own, and asks for those that it wants. Safe to use from any thread.
/// </summary>
public sealed class ModelReceiverNode : INode
{
    private readonly ModelReceiverNodeOptions _options;
    private readonly NodeHost _host;
    private readonly ModelReceiverSession _session;
    private readonly StatisticsTable _table;
    private readonly SemaphoreSlim _room;
    private int _closed;

    private ModelReceiverNode(NodeHost host, ModelReceiverNodeOptions options)
    {
        _options = options;
        _host = host;
        _room = new SemaphoreSlim(options.MaxRequests);
        _table = new StatisticsTable(options.MaxSenders);
        _session = new ModelReceiverSession(host, options, _table);
        _host.Status.Publish(_host.Id, NodeState.Running);
    }

    /// <summary>The node's id.</summary>
    public NodeId Id => _host.Id;

    /// <summary>The last statistics of every model sender that is there, those heard of longest ago first.</summary>
    public IReadOnlyList<ModelStatistics> Statistics => _table.Snapshot();

    /// <summary>Statistics that slow readers of <see cref="WatchAsync"/> have missed.</summary>
    public long DroppedStatistics => _table.Dropped;

    /// <summary>Statistics that were larger than <see cref="ModelReceiverNodeOptions.MaxStatisticsBytes"/>.</summary>
    public long RefusedStatistics => _session.RefusedStatistics;

    /// <summary>Models that nobody waited for: repeated, or late.</summary>
    public long DroppedReplies => _session.DroppedReplies;

    /// <summary>Samples that could not be read.</summary>
    public long MalformedSamples => _session.MalformedSamples;

    /// <summary>Joins the domain as a model receiver.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static ModelReceiverNode Create(IDdsEngine engine, ModelReceiverNodeOptions options, ILoggerFactory? loggers = null) =>
        NodeHost.Open(engine, options, NodeKind.ModelReceiver, loggers, host => new ModelReceiverNode(host, options));

    /// <summary>The statistics of every model sender known now, and then all that come. Ends when the node is disposed.</summary>
    /// <remarks>A reader that lags more than <see cref="ModelReceiverNodeOptions.MaxBufferedStatistics"/> behind misses the oldest. Of a sender that was cut
    /// off for a while the last ones come again.</remarks>
    public async IAsyncEnumerable<ModelStatistics> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var news = Channel.CreateBounded<ModelStatistics>(
            new BoundedChannelOptions(_options.MaxBufferedStatistics) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => _table.CountDropped());
        _table.Subscribe(news.Writer);
        try
        {
            await foreach (var statistics in news.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return statistics;
        }
        finally
        {
            _table.Unsubscribe(news.Writer);
        }
    }

    /// <summary>Asks a model sender for a model.</summary>
    /// <remarks>The request is sent once, when the sender is there. Ask again after an error: the sender's handler may then run twice.</remarks>
    /// <param name="sender">Who has it: <see cref="ModelStatistics.Sender"/>.</param>
    /// <param name="request">What its handler is told; memory that must stay as it is until this has ended.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="ModelTimedOutException">No answer within <see cref="ModelReceiverNodeOptions.RequestTimeout"/>.</exception>
    /// <exception cref="ModelSenderLostException">The sender went away meanwhile.</exception>
    /// <exception cref="PayloadTooLargeException">The request is larger than <see cref="NetworkOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="NodeClosedException">The node was disposed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async ValueTask<Model> RequestModelAsync(NodeId sender, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default)
    {
        if (!sender.IsAddressable || sender.IsUndefined) throw new ArgumentException("A model sender is named by its id: take it from its statistics.", nameof(sender));
        int limit = _host.MaxPayloadBytes;
        if (request.Length > limit)
            throw new PayloadTooLargeException($"A request of {request.Length:N0} bytes is above the limit of {limit:N0}: raise {nameof(NetworkOptions.MaxPayloadBytes)} on both sides, or ask with less.");
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var call = new ModelCall(this, sender, request);
            if (!_host.Loop.Post(call)) throw Closed();
            await using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(call, cancellationToken), null).ConfigureAwait(false);
            return await call.Task.ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Counts the model senders that are there.</summary>
    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _host.AskAsync("Model receiver", () => _host.Directory.ModelSenders, cancellationToken);

    /// <summary>Ends every open request, says farewell, leaves the domain and ends every <see cref="WatchAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        try
        {
            await _host.RunOnLoopAsync(() => _session.Leave(_ => Closed())).ConfigureAwait(false);
        }
        finally
        {
            await _host.CloseAsync(_options.CloseTimeout).ConfigureAwait(false);
            _session.Leave(_ => Closed()); // the loop has stopped
            _table.Complete();
        }
    }

    /// <summary>On the loop.</summary>
    internal void Send(ModelCall call)
    {
        if (Volatile.Read(ref _closed) != 0) call.TrySetException(Closed());
        else _session.Send(call);
    }

    internal NodeClosedException Closed() => new($"The model receiver {Id} has been disposed: create a new one.");

    // On the loop first: after the caller has heard of it the request's memory is no longer borrowed.
    private void GiveUp(ModelCall call, CancellationToken cancellationToken)
    {
        bool posted = _host.Loop.Post(() =>
        {
            _session.GiveUp(call);
            call.TrySetCanceled(cancellationToken);
        });
        if (!posted) call.TrySetCanceled(cancellationToken);
    }
}
