using Microsoft.Win32.SafeHandles;

namespace AmlIpNet.DataSpace;

/// <summary>
/// The values of a worker that are on disk: one file, in which each has a place. Places that become free are used again. The file loses its name as soon as
/// it is open, so that nothing stays behind however the process ends. Safe to use from any thread.
/// </summary>
internal class SpillFile : IDisposable
{
    private readonly FileStream _file; // only its handle is used
    private readonly SafeFileHandle _handle;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, long> _free = []; // offsets and lengths; no two of them touch
    private long _end;

    public SpillFile(string folder)
    {
        string path = Path.Combine(folder, $"amlipnet-{Environment.ProcessId}-{Guid.NewGuid():N}.spill");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // nobody else opens it before it has lost its name
        _file = new FileStream(path, options);
        _handle = _file.SafeFileHandle;
        if (!OperatingSystem.IsWindows()) File.Delete(path);
    }

    /// <summary>Bytes of the file, used or not.</summary>
    public long Length
    {
        get
        {
            lock (_lock) return _end;
        }
    }

    /// <summary>Writes a value.</summary>
    /// <exception cref="IOException">It cannot be written; its place is free again.</exception>
    public async Task<SpilledValue> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        long offset = Take(bytes.Length);
        try
        {
            await WriteAsync(bytes, offset).ConfigureAwait(false);
            return new SpilledValue(this, offset, bytes.Length);
        }
        catch
        {
            Free(offset, bytes.Length);
            throw;
        }
    }

    /// <summary>Reads from a place.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task ReadAsync(Memory<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            int count = await RandomAccess.ReadAsync(_handle, destination, offset).ConfigureAwait(false);
            if (count == 0) throw new EndOfStreamException("The file of values on disk is shorter than it was.");
            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>Gives a place back, and joins it with the free ones beside it.</summary>
    public void Free(long offset, long length)
    {
        if (length == 0) return;
        lock (_lock)
        {
            foreach (var (start, size) in _free)
            {
                if (start > offset + length) break;
                if (start + size != offset && start != offset + length) continue;
                (offset, length) = (Math.Min(start, offset), length + size);
                _free.Remove(start);
                if (start == offset && _free.TryGetValue(offset + length, out long after))
                {
                    _free.Remove(offset + length);
                    length += after;
                }

                break;
            }

            if (offset + length < _end) _free[offset] = length;
            else
            {
                _end = offset;
                if (!_handle.IsClosed) RandomAccess.SetLength(_handle, _end);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Writes to a place; tests let it fail.</summary>
    protected virtual ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset) => RandomAccess.WriteAsync(_handle, bytes, offset);

    // The first free place that is large enough, or the end of the file.
    private long Take(long length)
    {
        lock (_lock)
        {
            foreach (var (start, size) in _free)
            {
                if (size < length) continue;
                _free.Remove(start);
                if (size > length) _free[start + length] = size - length;
                return start;
            }

            _end += length;
            return _end - length;
        }
    }
}
