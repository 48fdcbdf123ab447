namespace AmlIpNet;

/// <summary>A worker's door: it is asked before the bytes of a value leave, whoever wants them and for what, before a function is called, and before somebody
/// else puts a value here or deletes one. It is called on the worker's loop: what takes long is awaited, what does not answers at once. When it throws, the
/// answer is no.</summary>
public interface IDataGuard
{
    /// <summary>Somebody wants bytes of a value. They leave when the answer has come.</summary>
    /// <returns>Why the bytes stay here; null when they may leave.</returns>
    ValueTask<string?> RefuseReadAsync(DataRead read);

    /// <summary>Somebody wants a function to be called.</summary>
    /// <returns>Why it is not; null when it may be.</returns>
    string? RefuseUse(DataUse use);

    /// <summary>Somebody else wants this worker to hold a value under a key: one that the sender offers, or a copy from another worker.</summary>
    /// <param name="key">The key.</param>
    /// <param name="sender">Who wants it.</param>
    /// <returns>Why it is not taken; null, the default, when it is.</returns>
    string? RefusePut(string key, NodeId sender) => null;

    /// <summary>Somebody else wants the value of a key, or its computation, to be gone.</summary>
    /// <param name="key">The key.</param>
    /// <param name="sender">Who wants it: a client, or the Center that a client asked, or that knows a newer value.</param>
    /// <returns>Why it stays; null, the default, when it goes.</returns>
    string? RefuseDelete(string key, NodeId sender) => null;
}

/// <summary>Somebody wants bytes of a value.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Bytes of the whole value.</param>
/// <param name="Digest">Its XXH128.</param>
/// <param name="Reader">Who wants them.</param>
/// <param name="Offset">The first byte that is wanted: whoever wants all begins with 0, but nobody must.</param>
public readonly record struct DataRead(string Key, long Size, UInt128 Digest, NodeId Reader, long Offset);

/// <summary>Somebody wants a function to be called.</summary>
/// <param name="Function">The function.</param>
/// <param name="Key">The key for its value.</param>
/// <param name="Arguments">What it is given besides.</param>
/// <param name="Needed">The keys whose values it is given.</param>
/// <param name="Caller">Who wants it: a client, or the Center that a client asked.</param>
public readonly record struct DataUse(string Function, string Key, ReadOnlyMemory<byte> Arguments, IReadOnlyList<string> Needed, NodeId Caller);
