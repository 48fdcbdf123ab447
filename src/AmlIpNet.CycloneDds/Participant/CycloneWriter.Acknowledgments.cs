using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <content>Waiting for acknowledgments. Cyclone's own wait would hold a thread; asking again after 1, 2, 4 ... 16 ms does not.</content>
internal sealed partial class CycloneWriter
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(16);

    /// <inheritdoc/>
    public async ValueTask<bool> WaitForAcknowledgmentsAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        long start = TimeProvider.System.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(1); !AllAcknowledged(); pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            var left = timeout == Timeout.InfiniteTimeSpan ? pause : timeout - TimeProvider.System.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return false;
            await Task.Delay(left < pause ? left : pause, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private bool AllAcknowledged()
    {
        using var use = Entity.Pin();
        int result = dds_wait_for_acks(use.Id, 0);
        if (result == DDS_RETCODE_TIMEOUT) return false;
        DdsError.Check(result, $"wait for the acknowledgments of {Topic.Name}");
        return true;
    }
}
