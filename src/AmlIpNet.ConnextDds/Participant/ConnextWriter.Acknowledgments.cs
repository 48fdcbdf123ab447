namespace AmlIpNet.ConnextDds;

/// <content>Waiting for acknowledgments: a look that holds no thread, then a thread of its own, as Connext's wait holds one.</content>
internal sealed partial class ConnextWriter
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(20); // disposing the writer waits no longer than this

    /// <inheritdoc/>
    public async ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        long start = TimeProvider.System.GetTimestamp();
        if (CheckAcknowledged(TimeSpan.Zero)) return true;
        if (timeout == TimeSpan.Zero) return false;
        return await Task.Factory.StartNew(() => Wait(start, timeout, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
    }

    private bool Wait(long start, TimeSpan timeout, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = timeout == Timeout.InfiniteTimeSpan ? s_slice : timeout - TimeProvider.System.GetElapsedTime(start);
            if (CheckAcknowledged(left < TimeSpan.Zero ? TimeSpan.Zero : left < s_slice ? left : s_slice)) return true;
            if (left <= TimeSpan.Zero) return false;
        }
    }

    private bool CheckAcknowledged(TimeSpan wait)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        try
        {
            return IsAcknowledged(wait);
        }
        catch (DdsException) when (IsDisposed)
        {
            throw new ObjectDisposedException($"The writer of {Topic} was disposed before all was acknowledged.");
        }
    }

    /// <summary>Connext says by a timeout that something is not acknowledged.</summary>
    private bool IsAcknowledged(TimeSpan wait)
    {
        try
        {
            _writer.WaitForAcknowledgments(RtiApi.ToDuration(wait));
            return true;
        }
        catch (Exception error) when (RtiApi.IsTimeout(error))
        {
            return false;
        }
        catch (Exception error) when (error is not AmlIpException)
        {
            throw new DdsException($"RTI Connext DDS could not wait for the acknowledgments of {Topic}: {error.Message} Please report it.", error);
        }
    }
}
