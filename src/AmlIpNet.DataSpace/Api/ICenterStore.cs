using System.Collections.Concurrent;
using AmlIpNet.Protocol;

namespace AmlIpNet;

/// <summary>
/// Remembers for a Center what its workers cannot tell when it starts anew: how the keys of workers that are gone are computed, and which of them are
/// blamed. Called on the Center's loop: keep it short.
/// </summary>
public interface ICenterStore
{
    /// <summary>All that is remembered.</summary>
    IEnumerable<DataEntry> Load();

    /// <summary>Remembers how a key is computed.</summary>
    void Save(DataEntry entry);

    /// <summary>Forgets a key.</summary>
    void Forget(string key);
}

/// <summary>Remembers in memory: for a Center that is started anew in the same process.</summary>
public sealed class MemoryCenterStore : ICenterStore
{
    private readonly ConcurrentDictionary<string, DataEntry> _entries = new();

    /// <inheritdoc/>
    public IEnumerable<DataEntry> Load() => _entries.Values;

    /// <inheritdoc/>
    public void Save(DataEntry entry) => _entries[entry.Key] = entry;

    /// <inheritdoc/>
    public void Forget(string key) => _entries.TryRemove(key, out _);
}
