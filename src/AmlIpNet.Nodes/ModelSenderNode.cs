using AmlIpNet.Dds;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>
/// Offers models: tells the statistics of what it has to all model receivers, AmlIpNet's or AML-IP's own, and gives the model to those that ask. Safe
/// to use from any thread.
/// </summary>
public sealed class ModelSenderNode : INode
{
    private readonly ModelSenderNodeOptions _options;
    private readonly NodeHost _host;
    private readonly ModelSenderSession _session;
    private int _closed;

    private ModelSenderNode(NodeHost host, ModelSenderNodeOptions options)
    {
        _options = options;
        _host = host;
        _session = new ModelSenderSession(host, options);
        _host.Status.Publish(_host.Id, NodeState.Stopped);
    }

    /// <summary>The node's id.</summary>
    public NodeId Id => _host.Id;

    /// <summary>Requests that were answered with a model.</summary>
    public long AnsweredRequests => _session.Answered;

    /// <summary>Requests whose handler threw, or whose model was too large to send: their receivers wait until their patience ends.</summary>
    public long FailedRequests => _session.Failed;

    /// <summary>Requests dropped because too many waited.</summary>
    public long ForgottenRequests => _session.ForgottenRequests;

    /// <summary>Requests that came again, and were not answered again.</summary>
    public long RepeatedRequests => _session.RepeatedRequests;

    /// <summary>Samples that could not be read.</summary>
    public long MalformedSamples => _session.MalformedSamples;

    /// <summary>Joins the domain as a model sender.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static ModelSenderNode Create(IDdsEngine engine, ModelSenderNodeOptions options, ILoggerFactory? loggers = null) =>
        NodeHost.Open(engine, options, NodeKind.ModelSender, loggers, host => new ModelSenderNode(host, options));

    /// <summary>Tells all receivers, now and when they join, what is to be known of the model. The statistics before are forgotten.</summary>
    /// <param name="name">What they are called; at most 200 bytes in UTF-8.</param>
    /// <param name="statistics">Their bytes, which are copied.</param>
    /// <param name="cancellationToken">Ends the wait; they may be published all the same.</param>
    /// <exception cref="InvalidOptionsException">The name cannot be sent.</exception>
    /// <exception cref="PayloadTooLargeException">They are larger than <see cref="ModelSenderNodeOptions.MaxStatisticsBytes"/>.</exception>
    /// <exception cref="NodeClosedException">The node was disposed.</exception>
    public async ValueTask PublishStatisticsAsync(string name, ReadOnlyMemory<byte> statistics, CancellationToken cancellationToken = default)
    {
        var title = new StatisticsName(name);
        int limit = _options.MaxStatisticsBytes;
        if (statistics.Length > limit)
            throw new PayloadTooLargeException($"Statistics of {statistics.Length:N0} bytes are above the limit of {limit:N0}: raise {nameof(ModelSenderNodeOptions.MaxStatisticsBytes)} at the sender and at the receivers, or tell less.");
        byte[] copy = statistics.ToArray();
        await OnLoopAsync(() => _session.Publish(title, copy)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers requests until cancelled, as many at a time as <see cref="ModelSenderNodeOptions.Slots"/> says. Those that came before wait for it.</summary>
    /// <remarks>When cancelled it fires the handlers' tokens, waits for the handlers, and returns without an exception. A handler that throws leaves its
    /// receiver without an answer, since AML-IP has no message for a failure; it is logged and counted.</remarks>
    /// <param name="handler">Gives the model that is asked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    /// <exception cref="NodeClosedException">The node was disposed meanwhile.</exception>
    public async Task RunAsync(ModelHandler handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var run = new ModelRun(handler);
        await OnLoopAsync(() => _session.Start(run)).ConfigureAwait(false);
        await using var registration = cancellationToken.UnsafeRegister(_ => _host.Loop.Post(() => _session.Stop(run)), null).ConfigureAwait(false);
        await Task.WhenAny(run.Ended, _host.Loop.Stopped).ConfigureAwait(false);
        if (!cancellationToken.IsCancellationRequested) throw Closed();
    }

    /// <summary>Counts the model receivers that are there.</summary>
    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _host.AskAsync("Model sender", () => _session.Receivers, cancellationToken);

    /// <summary>Lets running handlers know, says farewell and leaves the domain. Its last statistics go with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        try
        {
            await _host.RunOnLoopAsync(_session.Leave).ConfigureAwait(false);
            await _session.WaitForAcknowledgmentsAsync(_options.CloseTimeout).ConfigureAwait(false);
        }
        finally
        {
            await _host.CloseAsync(_options.CloseTimeout).ConfigureAwait(false);
        }
    }

    private async Task OnLoopAsync(Action action)
    {
        if (Volatile.Read(ref _closed) == 0 && await _host.RunOnLoopAsync(action).ConfigureAwait(false)) return;
        throw Closed();
    }

    private NodeClosedException Closed() => new($"The model sender {Id} has been disposed: create a new one.");
}
