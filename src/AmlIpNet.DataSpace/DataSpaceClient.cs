using AmlIpNet.DataSpace;
using AmlIpNet.Dds;
using AmlIpNet.Nodes;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet;

/// <summary>
/// Puts values into a data space, gets them, and has new ones computed where the old ones lie. Values go from node to node; the Center only knows who has
/// what. Safe to use from any thread.
/// </summary>
public sealed partial class DataSpaceClient : INode
{
    private const int ReminderChecks = 5;
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_check = TimeSpan.FromSeconds(1); // after which a call that waits looks who is there

    private readonly DataSpaceClientOptions _options;
    private readonly NodeHost _host;
    private readonly DataClientSession _session;
    private int _closed;

    private DataSpaceClient(NodeHost host, DataSpaceClientOptions options)
    {
        (_host, _options) = (host, options);
        _session = new DataClientSession(host, options);
        host.Status.Publish(host.Id, NodeState.Running);
        DataGauges.Add(this);
    }

    /// <summary>The node's id.</summary>
    public NodeId Id => _host.Id;

    /// <summary>Bytes of values that came.</summary>
    public long ReceivedBytes => _session.ReceivedBytes;

    /// <summary>Bytes of values that were sent.</summary>
    public long SentBytes => _session.SentBytes;

    /// <summary>Samples that could not be read.</summary>
    public long MalformedSamples => _session.MalformedSamples;

    /// <inheritdoc/>
    public Task<int> CountPeersAsync(CancellationToken cancellationToken = default) => _host.AskAsync("data space client", () => _host.Directory.CountDataNodes(), cancellationToken);

    /// <summary>Joins the domain as a client of its data space.</summary>
    /// <param name="engine">The DDS engine.</param>
    /// <param name="options">The node's options.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <exception cref="InvalidOptionsException">An option cannot work.</exception>
    /// <exception cref="EngineUnavailableException">The engine's library is missing.</exception>
    /// <exception cref="DdsException">The engine refused.</exception>
    public static DataSpaceClient Create(IDdsEngine engine, DataSpaceClientOptions options, ILoggerFactory? loggers = null) =>
        NodeHost.Open(engine, options, NodeKind.Agent, loggers, host => new DataSpaceClient(host, options));

    /// <summary>Says farewell and leaves the domain. Calls that still run end with a <see cref="NodeClosedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        DataGauges.Remove(this);
        await _session.WaitForAcknowledgmentsAsync(_options.CloseTimeout).ConfigureAwait(false);
        await _host.RunOnLoopAsync(_session.Dispose).ConfigureAwait(false);
        await _host.CloseAsync(_options.CloseTimeout).ConfigureAwait(false);
    }

    private async Task<T> OnLoopAsync<T>(Func<T> action)
    {
        T result = default!;
        if (Volatile.Read(ref _closed) == 0 && await _host.RunOnLoopAsync(() => result = action()).ConfigureAwait(false)) return result;
        throw new NodeClosedException($"The data space client {Id} has been disposed: create a new one.");
    }

    /// <summary>Asks the Center, and waits for one when there is none.</summary>
    private async Task<DataClientSession.Answer> AskCenterAsync(DataKind kind, IReadOnlyList<DataEntry> entries, ushort code, CancellationToken cancellationToken)
    {
        var request = await OnLoopAsync(() => _session.AskCenter(kind, entries, code)).ConfigureAwait(false);
        return await AnswerAsync(request, () => WaitForCenterAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<DataClientSession.Answer> AskWorkerAsync(NodeId worker, DataKind kind, IReadOnlyList<DataEntry> entries, CancellationToken cancellationToken)
    {
        var request = await OnLoopAsync(() => _session.AskWorker(worker, kind, entries)).ConfigureAwait(false);
        return await AnswerAsync(request, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DataClientSession.Answer> AnswerAsync(DataClientSession.Request request, Func<Task>? check, CancellationToken cancellationToken)
    {
        try
        {
            for (int checks = 1; ; checks++)
            {
                if (check is not null) await check().ConfigureAwait(false);
                try
                {
                    return await request.Task.WaitAsync(s_check, _host.Loop.Time, cancellationToken).ConfigureAwait(false);
                }
                catch (TimeoutException) // if the answer came at this moment the next turn has it
                {
                    if (checks % ReminderChecks == 0) _host.Loop.Post(() => _session.Remind(request));
                }
            }
        }
        finally
        {
            _host.Loop.Post(() => _session.Forget(request));
        }
    }

    private Task WaitForCenterAsync(CancellationToken cancellationToken, Task? unless = null) => WaitForPeerAsync(
        () => _session.HasCenter || unless is { IsCompleted: true }, "There is no Center: host one, for instance with `amlip data center`, on the same domain and network.", cancellationToken);

    private async Task WaitForPeerAsync(Func<bool> isThere, string otherwise, CancellationToken cancellationToken)
    {
        long start = _host.Loop.Time.GetTimestamp();
        while (!await OnLoopAsync(isThere).ConfigureAwait(false))
        {
            if (_host.Loop.Time.GetElapsedTime(start) > _options.PeerTimeout) throw new NoPeerException(otherwise);
            await Task.Delay(s_step, _host.Loop.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static DataWorkerFacts[] Workers(in DataClientSession.Answer answer) =>
        [.. answer.Entries.Where(entry => entry.Nodes.Count == 1)
            .Select(entry => new DataWorkerFacts(entry.Nodes[0], (int)entry.Length, (int)Math.Min(entry.Offset, int.MaxValue), entry.Info.Size))];

    private async Task<IReadOnlyList<DataWorkerFacts>> WaitForWorkersAsync(CancellationToken cancellationToken)
    {
        long start = _host.Loop.Time.GetTimestamp();
        while (true)
        {
            var answer = await AskCenterAsync(DataKind.Ask, [], 2, cancellationToken).ConfigureAwait(false);
            var workers = Workers(answer);
            if (workers.Length > 0 && answer.IsSettled) return workers;
            if (_host.Loop.Time.GetElapsedTime(start) > _options.PeerTimeout)
                throw new NoPeerException("The Center knows of no worker: start one, for instance with `amlip data worker`, on the same domain and network.");
            await Task.Delay(s_step, _host.Loop.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
