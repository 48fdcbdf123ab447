namespace AmlIpNet;

/// <summary>A function that workers know by name. It runs on the thread pool, and may run more than once for a key, here or elsewhere.</summary>
/// <param name="call">What it is called with.</param>
/// <param name="cancellationToken">Fires when nobody wants the result any more, or the worker leaves.</param>
/// <returns>The value that is kept under the key.</returns>
public delegate ValueTask<DataValue> DataFunction(DataCall call, CancellationToken cancellationToken);

/// <summary>A function of a data space, as a class of its own.</summary>
public interface IDataFunction
{
    /// <inheritdoc cref="DataFunction"/>
    ValueTask<DataValue> ComputeAsync(DataCall call, CancellationToken cancellationToken);
}

/// <summary>What a function is called with.</summary>
/// <param name="Key">The key under which its value will be kept.</param>
/// <param name="Arguments">What the caller gave besides.</param>
/// <param name="Needed">The values of the needed keys, in their order.</param>
public sealed record DataCall(string Key, ReadOnlyMemory<byte> Arguments, IReadOnlyList<DataValue> Needed);
