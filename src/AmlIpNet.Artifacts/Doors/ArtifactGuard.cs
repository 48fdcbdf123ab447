using Microsoft.Extensions.Logging;

namespace AmlIpNet.Artifacts;

/// <summary>
/// The door of a node that takes part in artifacts. Resources are used by tasks of their own scheduler only, and read by the nodes that its orders name; by
/// others only what its maker lets anybody have, after the audit log has it. Copies lie under the same keys: the orders that bring them say who reads them,
/// and whether their maker lets them be downloaded. Nobody else puts a resource, or deletes one.
/// </summary>
/// <param name="self">The node.</param>
/// <param name="opensItsOwn">Whether anybody may download what the tasks of this node make.</param>
/// <param name="audit">Told of what others than readers want; without it none of them has anything.</param>
/// <param name="takes">Whether orders of a node, signed by the key of a fingerprint, are taken.</param>
/// <param name="logger">Where it logs.</param>
internal sealed partial class ArtifactGuard(NodeId self, bool opensItsOwn, AuditLog? audit, Func<NodeId, string, bool> takes, ILogger logger) : IDataGuard
{
    private const int MaxDoors = 1 << 18;
    private const int MaxReads = 1 << 12;

    private readonly Lock _lock = new();
    private readonly Recent<string, HashSet<NodeId>> _doors = new(MaxDoors); // who may read a resource
    private readonly Recent<string, bool> _open = new(MaxDoors); // resources that anybody may download
    private readonly Recent<(string Key, NodeId Reader), bool> _audited = new(MaxReads); // whether it was let out
    private readonly Dictionary<(string Key, NodeId Reader), Task<string?>> _noting = []; // several parts are asked for at once: it is told of once
    private readonly Allowance _told = new(); // refusals, by the audit log
    private long _downloads;
    private long _refused;

    /// <summary>Downloads that were let out.</summary>
    public long Downloads => Interlocked.Read(ref _downloads);

    /// <summary>What was refused: resources, functions, values, deletions.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <inheritdoc/>
    public ValueTask<string?> RefuseReadAsync(DataRead read)
    {
        if (IsLetter(read.Key)) return new(IsLetterOf(read.Key, read.Reader) ? null : $"{read.Key} is for another node");
        if (!IsResource(read.Key)) return new((string?)null);
        var who = (read.Key, read.Reader);
        lock (_lock)
        {
            if (read.Reader == self || (_doors.TryGet(read.Key, out var readers) && readers!.Contains(read.Reader))) return new((string?)null);
            bool isOpen = audit is not null && _open.TryGet(read.Key, out _);
            if (read.Offset > 0 && _audited.TryGet(who, out bool wasLetOut) && wasLetOut == isOpen) return new(isOpen ? null : Refusal(read));
            if (!_noting.TryGetValue(who, out var noting)) _noting.Add(who, noting = Task.Run(() => Note(read, isOpen))); // the disk is not for the loop
            return new(noting);
        }
    }

    /// <summary>Lets nodes read a resource.</summary>
    public void Permit(string resource, params IEnumerable<NodeId> readers)
    {
        lock (_lock)
        {
            if (!_doors.TryGet(resource, out var door)) _doors.Set(resource, door = []);
            door!.UnionWith(readers);
        }
    }

    /// <summary>Lets anybody download a resource.</summary>
    public void Open(string resource)
    {
        lock (_lock) _open.Set(resource, true);
    }

    private static bool IsResource(string key) => key.StartsWith(ResourceKeys.Prefix, StringComparison.Ordinal);

    private static bool IsLetter(string key) => key.StartsWith(ArtifactNames.Letters, StringComparison.Ordinal);

    private static bool IsLetterOf(string key, NodeId reader) => key.StartsWith($"{ArtifactNames.Letters}{reader}/", StringComparison.Ordinal);

    private string? Note(DataRead read, bool isOpen)
    {
        var who = (read.Key, read.Reader);
        try
        {
            bool isKnown;
            lock (_lock) isKnown = _audited.TryGet(who, out bool wasLetOut) && !wasLetOut && !isOpen;
            // Whoever asks again and again for what it may not have is told of once; and whoever invents names for it fills no disk.
            if (isOpen || (!isKnown && _told.MayTell())) audit?.Write(isOpen ? "download" : "refused", read);
            lock (_lock) _audited.Set(who, isOpen);
            if (isOpen)
            {
                Interlocked.Increment(ref _downloads);
                ArtifactLog.Downloaded(logger, read.Reader, read.Key);
                return null;
            }

            if (isKnown) return Refusal(read); // counted once
            Interlocked.Increment(ref _refused);
            ArtifactLog.DownloadRefused(logger, read.Reader, read.Key);
            return Refusal(read);
        }
        finally
        {
            lock (_lock) _noting.Remove(who);
        }
    }

    private string Refusal(in DataRead read) => $"{read.Key} may not be downloaded from {self}, and {read.Reader} has no part in it";
}
