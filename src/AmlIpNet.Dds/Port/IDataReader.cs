namespace AmlIpNet.Dds;

/// <summary>Reads samples of one topic and hands them to its listener.</summary>
/// <remarks>
/// Samples that the loop has yet to hand out count as the reader's history. KEEP_ALL: when it holds
/// <see cref="EndpointQos.MaxSamples"/> no more is acknowledged, so that reliable writers keep what is left (best-effort samples are lost).
/// KEEP_LAST: the oldest are dropped, all writers of the topic taken together. Disposing may happen on any thread, the loop included, and again.
/// Disposed on the loop, none of its listener's calls follow; disposed elsewhere, one that has begun may still run.
/// </remarks>
public interface IDataReader : IDisposable
{
    /// <summary>The topic.</summary>
    Topic Topic { get; }

    /// <summary>Its GUID.</summary>
    EntityGuid Guid { get; }

    /// <summary>How many writers are matched now.</summary>
    int MatchedWriters { get; }

    /// <summary>Samples received so far that were no samples of the topic's type, or larger than allowed. They were skipped.</summary>
    long MalformedSamples { get; }
}
