using AmlIpNet.Protocol;

namespace AmlIpNet;

/// <summary>Something went wrong in a data space.</summary>
public abstract class DataSpaceException(string message) : AmlIpException(message);

/// <summary>Keys cannot be had: nobody holds them any more, or ever did.</summary>
public sealed class KeysLostException(string message, IReadOnlyList<DataFacts> keys) : DataSpaceException(message)
{
    /// <summary>The keys, and who had them.</summary>
    public IReadOnlyList<DataFacts> Keys { get; } = keys;
}

/// <summary>A key could not be computed, or a value not be stored.</summary>
public sealed class ComputationFailedException(string message, string key, DataCode code) : DataSpaceException(message)
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>Why: Failed when the function threw, Blamed when its workers died of it.</summary>
    public DataCode Code { get; } = code;
}

/// <summary>A worker did not take, or does not have, what it was asked for.</summary>
public sealed class WorkerRefusedException(string message, DataCode code) : DataSpaceException(message)
{
    /// <summary>Why.</summary>
    public DataCode Code { get; } = code;
}

/// <summary>There is no Center, no worker, or not the one that was named; or it is gone.</summary>
public sealed class NoPeerException(string message) : DataSpaceException(message);
