using static AmlIpNet.CycloneDds.Interop;

namespace AmlIpNet.CycloneDds;

/// <content>What Cyclone counts at a writer.</content>
internal sealed unsafe partial class CycloneWriter
{
    /// <summary>Bytes that were sent again since the writer exists, because a reader asked for them.</summary>
    public long ReadRetransmittedBytes()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        using var use = Entity.Pin();
        nint statistics = dds_create_statistics(use.Id);
        try
        {
            fixed (byte* name = "rexmit_bytes\0"u8)
            {
                var found = dds_lookup_statistic(statistics, name);
                return found != null && found->kind == DDS_STAT_KIND_UINT64 ? (long)found->value : 0;
            }
        }
        finally
        {
            dds_delete_statistics(statistics);
        }
    }
}
