namespace AmlIpNet.Dds;

/// <summary>Reads samples of one topic and hands them to its listener.</summary>
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
