using System.Collections.Concurrent;

namespace AmlIpNet.Native;

/// <summary>A Main node of the host's.</summary>
internal sealed class NativeMain(MainNode node) : NativeNode
{
    private readonly EventQueue<PendingJob> _ended = new();
    private readonly ConcurrentDictionary<PendingJob, bool> _pending = new();

    public override NodeId Id => node.Id;

    /// <summary>Sends a job out.</summary>
    /// <param name="payload">Its bytes; they are the job's.</param>
    /// <param name="json">Its options.</param>
    /// <param name="announce">Whether <see cref="Next"/> gives it out when it has ended.</param>
    /// <returns>The handle of the job.</returns>
    public ulong Submit(byte[] payload, string json, bool announce)
    {
        ThrowIfClosed();
        var progress = new ProgressNote();
        var options = JsonOptions.ReadJob(json, progress);
        var job = new PendingJob(progress);
        job.Handle = Handles.Add(job);
        _pending[job] = true;
        if (IsClosed)
        {
            // Closing waits for the jobs that it has seen here.
            _pending.TryRemove(job, out _);
            Handles.TryRemove(job.Handle);
            throw Closed();
        }

        job.Start(node, Job.FromMemory(payload), options, () =>
        {
            if (announce && !job.IsClosed) _ended.Add(job);
            _pending.TryRemove(job, out _);
        });
        return job.Handle;
    }

    public override int Next(int milliseconds, bool endsWhenStopped, out ulong handle)
    {
        int result = _ended.Take(milliseconds, null, out var job);
        handle = job?.Handle ?? 0;
        return result;
    }

    public override void Discard(ulong handle) { } // the job is the host's

    protected override async ValueTask DisposeAsync()
    {
        try
        {
            await node.DisposeAsync().ConfigureAwait(false);
            // Each job has its end told before the queue ends.
            await Task.WhenAll(_pending.Keys.Select(job => job.Told)).ConfigureAwait(false);
        }
        finally
        {
            _ended.End(discard: false);
        }
    }
}
