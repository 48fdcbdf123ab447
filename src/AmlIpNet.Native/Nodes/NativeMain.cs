using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Native;

/// <summary>A Main node of the host's.</summary>
internal sealed class NativeMain(MainNode node, MainNodeOptions options, ILoggerFactory? loggers) : NativeNode(loggers)
{
    private readonly EventQueue<PendingJob> _ended = new();
    private readonly ConcurrentDictionary<PendingJob, bool> _pending = new();

    // What is beyond it waits with the host, before it is copied. A node that is to refuse does that itself.
    private readonly SemaphoreSlim? _room = options.RefuseWhenFull ? null : new(options.MaxJobs);

    public override NodeId Id => node.Id;

    /// <summary>Sends a job out, once there is room for it.</summary>
    /// <param name="data">Its bytes; copied.</param>
    /// <param name="length">How many.</param>
    /// <param name="json">Its options.</param>
    /// <param name="announce">Whether <see cref="Next"/> gives it out when it has ended.</param>
    /// <param name="deadline">How long to wait for room.</param>
    /// <returns>The handle of the job; 0 when there was no room in time.</returns>
    public unsafe ulong Submit(void* data, long length, string json, bool announce, Deadline deadline)
    {
        ThrowIfClosed();
        var progress = new ProgressNote();
        var jobOptions = JsonOptions.ReadJob(json, progress);
        if (_room?.Wait(deadline.Left) == false) return 0;
        var job = new PendingJob(progress);
        try
        {
            byte[] payload = NativeText.Bytes(data, length);
            job.Handle = Handles.Add(job);
            _pending[job] = true;
            ThrowIfClosed(); // closing waits for the jobs that it has seen here
            job.Start(node, Job.FromMemory(payload), jobOptions, () =>
            {
                if (announce && !job.IsClosed) _ended.Add(job);
                _pending.TryRemove(job, out _);
                _room?.Release();
            });
            return job.Handle;
        }
        catch
        {
            _pending.TryRemove(job, out _);
            Handles.TryRemove(job.Handle);
            job.Drop();
            _room?.Release(); // after close() the next one who waits comes here, too
            throw;
        }
    }

    public override int Next(Deadline deadline, bool endsWhenStopped, out ulong handle)
    {
        int result = _ended.Take(deadline, null, out var job);
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
