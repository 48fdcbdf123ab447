namespace AmlIpNet.DataSpace;

/// <summary>A value on disk. Its place is given back when it is disposed and nobody reads it any more. Safe to use from any thread.</summary>
internal sealed class SpilledValue(SpillFile file, long offset, long length) : IDisposable
{
    private int _users = 1; // itself, and those who read
    private int _isDisposed;

    /// <summary>Reads bytes of it.</summary>
    /// <returns>False when it is gone.</returns>
    /// <exception cref="IOException">They cannot be read.</exception>
    public async Task<bool> TryReadAsync(Memory<byte> destination, long at)
    {
        if (!TryUse()) return false;
        try
        {
            await file.ReadAsync(destination, offset + at).ConfigureAwait(false);
            return true;
        }
        finally
        {
            Leave();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0) Leave();
    }

    private bool TryUse()
    {
        for (int users = Volatile.Read(ref _users); users > 0;)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users) return true;
            users = seen;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0) file.Free(offset, length);
    }
}
