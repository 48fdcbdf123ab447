using Microsoft.Win32.SafeHandles;

namespace AmlIpNet.DataSpace;

/// <summary>Makes files for values. A file loses its name as soon as it is open, so that nothing stays behind however the process ends.</summary>
internal sealed class SpillFolder(string folder) : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(folder, $"amlipnet-{Environment.ProcessId}-{Guid.NewGuid():N}")).FullName;
    private long _files;

    public async Task<SpillFile> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        string path = Path.Combine(_folder, $"{Interlocked.Increment(ref _files)}");
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.Asynchronous | FileOptions.DeleteOnClose, bytes.Length);
        try
        {
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            await RandomAccess.WriteAsync(handle, bytes, 0).ConfigureAwait(false);
            return new SpillFile(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A file is still being written: it goes with its handle.
        }
    }
}

/// <summary>The bytes of one value on disk.</summary>
internal sealed class SpillFile(SafeFileHandle handle) : IDisposable
{
    /// <exception cref="IOException">They cannot be read.</exception>
    public async Task ReadAsync(Memory<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            int count = await RandomAccess.ReadAsync(handle, destination, offset).ConfigureAwait(false);
            if (count == 0) throw new EndOfStreamException("A value on disk is shorter than it was.");
            destination = destination[count..];
            offset += count;
        }
    }

    public void Dispose() => handle.Dispose();
}
