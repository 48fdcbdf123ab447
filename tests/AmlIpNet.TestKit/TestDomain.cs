namespace AmlIpNet.TestKit;

/// <summary>
/// A DDS domain that no other test run on this machine uses. The lease is an exclusively opened lock file in the temp folder:
/// it ends when this is disposed, and also when the process is killed.
/// </summary>
public sealed class TestDomain : IDisposable
{
    /// <summary>The lowest domain of the pool.</summary>
    public const int First = 1;

    /// <summary>The highest domain of the pool. From 100 on ports would be among the system's ephemeral ones; 97 to 99 are the bench's.</summary>
    public const int Last = 96;

    private readonly FileStream _lock;

    private TestDomain(int id, FileStream file)
    {
        Id = id;
        _lock = file;
    }

    /// <summary>The domain id, 1 to 96.</summary>
    public int Id { get; }

    /// <summary>Loopback on this domain.</summary>
    public NetworkOptions Options => NetworkOptions.Loopback with { Domain = Id };

    /// <summary>Takes a free domain.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public static TestDomain Lease() => Lease(Path.GetTempPath(), First, Last);

    internal static TestDomain Lease(string folder, int first, int last)
    {
        int count = last - first + 1;
        int start = Random.Shared.Next(count);
        for (int i = 0; i < count; i++)
        {
            int id = first + (start + i) % count;
            if (TryLock(LockFile(folder, id)) is { } file) return new TestDomain(id, file);
        }

        throw new InvalidOperationException(
            $"All DDS domains from {first} to {last} are leased by running tests. Wait for them, or end those that hold {LockFile(folder, first)} and its like.");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static string LockFile(string folder, int id) => Path.Combine(folder, $"amlipnet-domain-{id}.lock");

    // The file is never deleted: deleting it would let two processes lock two files of one name. Read access is enough to lock
    // a file that another user made.
    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, File.Exists(path) ? FileMode.Open : FileMode.OpenOrCreate, FileAccess.Read, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
