using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.DataSpace;

/// <summary>
/// A worker's values: in memory up to a bound; beyond it those that were used longest ago go to disk, one at a time. Lives on the participant's loop; only
/// the disk is read and written beside it.
/// </summary>
internal sealed class ValueStore : IDisposable
{
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Entry> _entries = [];
    private readonly LinkedList<Entry> _byUse = new(); // those in memory; the one used last is at the end
    private readonly SpillFile? _spill;
    private readonly long _memoryBytes;
    private readonly long _spillBytes;
    private readonly ILogger _logger;
    private readonly Action<Action> _post;
    private bool _isSpilling;
    private bool _isDisposed;
    private bool _isResting; // the disk failed: it is tried again after a pause

    /// <param name="memoryBytes">The bound in memory.</param>
    /// <param name="spillBytes">The bound on disk; 0 for no disk.</param>
    /// <param name="spill">The file on disk, which is disposed with it; null for none.</param>
    /// <param name="post">Posts to the loop.</param>
    /// <param name="logger">Where it logs.</param>
    public ValueStore(long memoryBytes, long spillBytes, SpillFile? spill, Action<Action> post, ILogger logger) =>
        (_memoryBytes, _spillBytes, _spill, _post, _logger) = (memoryBytes, spillBytes, spill, post, logger);

    /// <summary>Something went to disk, or left memory.</summary>
    public Action? Changed { get; set; }

    public int Count => _entries.Count;

    /// <summary>Bytes of values in memory.</summary>
    public long ResidentBytes { get; private set; }

    /// <summary>The most that there were.</summary>
    public long PeakResidentBytes { get; private set; }

    /// <summary>Whether values are going to disk.</summary>
    public bool IsSpilling => _isSpilling;

    /// <summary>Whether the disk failed, and is not tried for a while.</summary>
    public bool IsResting => _isResting;

    /// <summary>Bytes of values on disk.</summary>
    public long SpilledBytes { get; private set; }

    public ValueInfo? InfoOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Info : null;

    public bool IsOnDisk(string key) => _entries.TryGetValue(key, out var entry) && entry.Place is null;

    /// <summary>Keeps a value, in the place of one of the same key.</summary>
    /// <returns>False when there is no room; then nothing changes.</returns>
    public bool TryPut(string key, ReadOnlyMemory<byte> bytes, in ValueInfo info)
    {
        long before = _entries.TryGetValue(key, out var old) ? old.Info.Size : 0;
        bool fits = _spill is null || _isResting
            ? ResidentBytes - (old?.Place is null ? 0 : before) + info.Size <= _memoryBytes
            : ResidentBytes + SpilledBytes - before + info.Size <= _memoryBytes + _spillBytes;
        if (!fits) return false;
        Remove(key);
        var entry = new Entry(key, info) { Bytes = bytes };
        entry.Place = _byUse.AddLast(entry);
        _entries.Add(key, entry);
        ResidentBytes += info.Size;
        PeakResidentBytes = Math.Max(PeakResidentBytes, ResidentBytes);
        SpillIfFull();
        Changed?.Invoke();
        return true;
    }

    public void Remove(string key)
    {
        if (!_entries.Remove(key, out var entry)) return;
        if (entry.Place is not null)
        {
            _byUse.Remove(entry.Place);
            ResidentBytes -= entry.Info.Size;
        }
        else SpilledBytes -= entry.Info.Size;

        entry.IsGone = true;
        entry.File?.Dispose();
        Changed?.Invoke();
    }

    /// <summary>Reads bytes of a value: at once when it is in memory, or else from disk.</summary>
    /// <returns>Null when there is no such value.</returns>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string key, long offset, int length)
    {
        if (!_entries.TryGetValue(key, out var entry) || offset > entry.Info.Size) return new((ReadOnlyMemory<byte>?)null);
        length = (int)Math.Min(length, entry.Info.Size - offset);
        if (entry.Place is null) return ReadSpilledAsync(entry, offset, length);
        _byUse.Remove(entry.Place);
        _byUse.AddLast(entry.Place);
        return new((ReadOnlyMemory<byte>?)entry.Bytes.Slice((int)offset, length));
    }

    public void Dispose()
    {
        _isDisposed = true;
        foreach (var entry in _entries.Values) entry.File?.Dispose();
        _entries.Clear();
        _spill?.Dispose();
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadSpilledAsync(Entry entry, long offset, int length)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
        try
        {
            return await entry.File!.TryReadAsync(bytes, offset).ConfigureAwait(false) ? bytes : null;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            if (error is IOException) DataLog.SpillFailed(_logger, entry.Key, error);
            return null;
        }
    }

    private void SpillIfFull()
    {
        if (_isSpilling || _isResting || _spill is null || ResidentBytes <= _memoryBytes || _byUse.First is not { Value: var oldest }) return;
        _isSpilling = true;
        _ = SpillAsync(oldest, oldest.Bytes);
    }

    private async Task SpillAsync(Entry entry, ReadOnlyMemory<byte> bytes)
    {
        await Task.Yield(); // off the loop
        SpilledValue? file = null;
        Exception? failure = null;
        try
        {
            file = await _spill!.WriteAsync(bytes).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
        }

        _post(() => EndSpill(entry, file, failure));
    }

    private void EndSpill(Entry entry, SpilledValue? file, Exception? failure)
    {
        _isSpilling = false;
        if (_isDisposed)
        {
            file?.Dispose();
            return;
        }

        if (file is null)
        {
            DataLog.SpillFailed(_logger, entry.Key, failure!);
            _isResting = true;
            _ = RestAsync();
        }
        else if (entry.IsGone) file.Dispose();
        else
        {
            _byUse.Remove(entry.Place!);
            (entry.Place, entry.Bytes, entry.File) = (null, default, file);
            ResidentBytes -= entry.Info.Size;
            SpilledBytes += entry.Info.Size;
        }

        SpillIfFull();
        Changed?.Invoke();
    }

    private async Task RestAsync()
    {
        await Task.Delay(s_rest).ConfigureAwait(false);
        _post(() =>
        {
            _isResting = false;
            if (!_isDisposed) SpillIfFull();
        });
    }

    private sealed class Entry(string key, ValueInfo info)
    {
        public readonly string Key = key;
        public readonly ValueInfo Info = info;
        public ReadOnlyMemory<byte> Bytes;
        public SpilledValue? File;
        public LinkedListNode<Entry>? Place; // null when it is on disk
        public bool IsGone;
    }
}
