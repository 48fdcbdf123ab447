using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Native;

/// <summary>A Computing node of the host's: jobs wait here until the host takes them.</summary>
internal sealed class NativeComputing(ComputingNode node, int slots, ILoggerFactory? loggers) : NativeNode(loggers)
{
    private readonly EventQueue<IncomingJob> _jobs = new();
    private readonly List<CancellationTokenSource> _offers = [];
    private CancellationTokenSource? _run;
    private Exception? _failure;

    public override NodeId Id => node.Id;

    protected override int CallbackThreads => slots;

    /// <summary>Takes jobs until stopped.</summary>
    public void Start()
    {
        ThrowIfClosed();
        var stop = new CancellationTokenSource();
        lock (_jobs.Gate)
        {
            if (_run is not null) throw new NativeException(ErrorCode.State, $"The node {Id} has been started and has not drained: stop it first, and take what it gives until it has stopped.");
            _run = stop;
        }

        _ = RunAsync(stop);
    }

    /// <summary>Takes no more jobs; what it has answered for still comes.</summary>
    public void Stop()
    {
        lock (_jobs.Gate) _run?.CancelAsync();
    }

    /// <summary>Takes one job more.</summary>
    public void Offer()
    {
        ThrowIfClosed();
        var withdrawn = new CancellationTokenSource();
        lock (_jobs.Gate) _offers.Add(withdrawn);
        _ = OfferAsync(withdrawn);
    }

    /// <summary>Takes an offer back, unless a job has come for it.</summary>
    public void Withdraw()
    {
        lock (_jobs.Gate) _offers.FindLast(offer => !offer.IsCancellationRequested)?.CancelAsync();
    }

    public override int Next(Deadline deadline, bool endsWhenStopped, out ulong handle)
    {
        Func<bool>? isDry = endsWhenStopped ? () => _run is null && _offers.Count == 0 : null;
        while (true)
        {
            int result = _jobs.Take(deadline, isDry, out var job);
            handle = 0;
            if (result == ErrorCode.Stopped && Interlocked.Exchange(ref _failure, null) is { } failure) ExceptionDispatchInfo.Throw(failure);
            if (result != ErrorCode.Ok) return result;
            if (!job!.TryTake()) continue; // nobody waits for it any more
            handle = Given(job);
            return result;
        }
    }

    public override void CallbackFailed(ulong handle, int code)
    {
        if (Handles.TryRemove(handle) is not IncomingJob job) return; // it was answered
        job.TryFail(code, $"the handler of {Id} returned {code}");
    }

    protected override async ValueTask DisposeAsync()
    {
        _jobs.End(discard: true);
        await node.DisposeAsync().ConfigureAwait(false);
    }

    private static ulong Given(IncomingJob job)
    {
        try
        {
            return Handles.Add(job);
        }
        catch
        {
            job.Close(); // out of memory: it fails, and is tried elsewhere
            throw;
        }
    }

    private async Task RunAsync(CancellationTokenSource stop)
    {
        try
        {
            await node.RunAsync(SolveAsync, stop.Token).ConfigureAwait(false);
        }
        catch (NodeClosedException)
        {
            // Whoever waits for a job hears of it.
        }
        catch (Exception error)
        {
            NativeLog.NodeFailed(Logger, error, Id);
            _failure = error; // for the next one who asks
        }
        finally
        {
            lock (_jobs.Gate) _run = null;
            _jobs.Wake();
        }
    }

    private async Task OfferAsync(CancellationTokenSource withdrawn)
    {
        try
        {
            await node.ProcessJobAsync(SolveAsync, withdrawn.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Withdrawn, closed, or failed by the host: it knows.
        }
        finally
        {
            lock (_jobs.Gate) _offers.Remove(withdrawn);
            _jobs.Wake();
        }
    }

    private async ValueTask<Solution> SolveAsync(Job job, CancellationToken cancellationToken)
    {
        using var incoming = new IncomingJob(this, job, cancellationToken);
        _jobs.Add(incoming);
        return await incoming.Answer.ConfigureAwait(false);
    }
}
