using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <content>Waiting for acknowledgments: a few looks that hold no thread, as most are there after a millisecond, then a thread of its own.
/// Cyclone's wait, which holds one, is the only way to learn that what was written before it is acknowledged while more is being written.</content>
internal sealed partial class CycloneWriter
{
    private const int Looks = 4;
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(20); // disposing the writer waits no longer than this

    /// <inheritdoc/>
    public async ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        long start = TimeProvider.System.GetTimestamp();
        for (int look = 0; look < Looks; look++)
        {
            if (AllAcknowledged(TimeSpan.Zero)) return true;
            if (Left(start, timeout) <= TimeSpan.Zero) return false;
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
        }

        return await Task.Factory.StartNew(() => Wait(start, timeout, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
    }

    private bool Wait(long start, TimeSpan timeout, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = Left(start, timeout);
            if (AllAcknowledged(left < TimeSpan.Zero ? TimeSpan.Zero : left < s_slice ? left : s_slice)) return true;
            if (left <= TimeSpan.Zero) return false;
        }
    }

    private bool AllAcknowledged(TimeSpan wait)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        using var use = Entity.Pin();
        int result = dds_wait_for_acks(use.Id, wait.Ticks * TimeSpan.NanosecondsPerTick);
        if (result == DDS_RETCODE_TIMEOUT) return false;
        DdsError.Check(result, "wait for the acknowledgments of", Topic);
        return true;
    }

    private static TimeSpan Left(long start, TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : timeout - TimeProvider.System.GetElapsedTime(start);
}
