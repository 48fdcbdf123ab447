using Microsoft.Extensions.Logging;

namespace AmlIpNet.Artifacts;

/// <summary>
/// The door of a node that takes part in artifacts. Their resources are used by tasks of their own scheduler only, and read by the nodes that their tasks
/// name; by others only where downloads are allowed, after the audit log has it. Copies lie under the same keys: they are guarded as the originals.
/// </summary>
internal sealed class ArtifactGuard(NodeId self, bool allowsDownload, AuditLog? audit, Func<NodeId, bool> takes, ILogger logger) : IDataGuard
{
    private const int MaxDoors = 1 << 18;
    private const int MaxReads = 1 << 12;
    private const int MaxRefusalsTold = 100; // in a second, by the audit log; all are counted

    private readonly Lock _lock = new();
    private readonly Recent<string, HashSet<NodeId>> _doors = new(MaxDoors); // who may read a resource
    private readonly Recent<(string Key, NodeId Reader), bool> _audited = new(MaxReads); // whether it was let out
    private long _downloads;
    private long _refused;
    private long _second;
    private int _told; // refusals in this second

    /// <summary>Downloads that were let out.</summary>
    public long Downloads => Interlocked.Read(ref _downloads);

    /// <summary>Readers that were refused a resource, and functions.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <inheritdoc/>
    public string? RefuseUse(DataUse use)
    {
        string? why = WhyNot(use);
        if (why is null) return null;
        Interlocked.Increment(ref _refused);
        ArtifactLog.UseRefused(logger, use.Caller, use.Function, use.Key, why);
        return why;
    }

    /// <inheritdoc/>
    public ValueTask<string?> RefuseReadAsync(DataRead read)
    {
        if (read.Key.StartsWith(ArtifactNames.Letters, StringComparison.Ordinal))
            return new(read.Key.StartsWith($"{ArtifactNames.Letters}{read.Reader}/", StringComparison.Ordinal) ? null : $"{read.Key} is for another node");
        if (!IsResource(read.Key) || IsReader(read.Key, read.Reader)) return new((string?)null);
        bool isNoted;
        lock (_lock) isNoted = read.Offset > 0 && _audited.TryGet((read.Key, read.Reader), out bool wasLetOut) && wasLetOut == allowsDownload;
        if (isNoted) return new(allowsDownload ? null : Refusal(read));
        return new(Task.Run(() => Note(read))); // the disk is not for the loop
    }

    /// <summary>Lets a node read a resource.</summary>
    public void Permit(string resource, params IEnumerable<NodeId> readers)
    {
        lock (_lock)
        {
            if (!_doors.TryGet(resource, out var door)) _doors.Set(resource, door = []);
            door!.UnionWith(readers);
        }
    }

    /// <summary>Nobody needs the resources of an artifact any more.</summary>
    public void End(string artifact)
    {
        lock (_lock) _doors.RemoveWhere(key => key.StartsWith($"{ResourceKeys.Prefix}{artifact}/", StringComparison.Ordinal));
    }

    private string? WhyNot(DataUse use)
    {
        if (use.Function is not (ArtifactNames.Task or ArtifactNames.Tell))
            return use.Needed.FirstOrDefault(key => IsResource(key) || key.StartsWith(ArtifactNames.Letters, StringComparison.Ordinal) && !key.StartsWith($"{ArtifactNames.Letters}{use.Caller}/", StringComparison.Ordinal)) is { } forbidden
                ? $"{forbidden} is used by the tasks of its own artifact only"
                : IsResource(use.Key) ? $"{use.Key} is kept for the task of an artifact" : null;
        if (SchedulerKey.Read(use.Arguments.Span, self, out string fingerprint) is not { } order) return $"this is no order of a scheduler to {self}";
        if (!takes(use.Caller)) return $"{self} takes no orders of {use.Caller.Name}: add it to {nameof(ArtifactWorkerOptions.Schedulers)}";
        string? artifact = order.WhatCase switch
        {
            Order.WhatOneofCase.Task => order.Task.Artifact,
            Order.WhatOneofCase.End => order.End,
            Order.WhatOneofCase.Permit => ResourceKeys.TryParse(order.Permit.Resource, out string id, out _, out _) ? id : "",
            _ => "",
        };
        if (!SchedulerKey.Owns(fingerprint, artifact)) return $"the artifact {artifact} is another scheduler's";
        if (use.Function == ArtifactNames.Tell)
        {
            if (order.WhatCase == Order.WhatOneofCase.Task || use.Needed.Count > 0 || IsResource(use.Key)) return "this order is for another function";
        }
        else
        {
            if (order.WhatCase != Order.WhatOneofCase.Task || use.Key != ResourceKeys.Of(artifact, order.Task.Job, order.Task.Attempt)) return $"{use.Key} is not what this task makes";
            if (use.Needed.FirstOrDefault(key => !key.StartsWith($"{ResourceKeys.Prefix}{artifact}/", StringComparison.Ordinal)) is { } foreign) return $"{foreign} is not of the artifact {artifact}";
        }

        switch (order.WhatCase)
        {
            case Order.WhatOneofCase.Task: Permit(use.Key, order.Task.Next.Select(NodeIds.ToNodeId)); break;
            case Order.WhatOneofCase.Permit: Permit(order.Permit.Resource, order.Permit.Reader.ToNodeId()); break;
            case Order.WhatOneofCase.End: End(order.End); break;
        }

        return null;
    }

    private static bool IsResource(string key) => key.StartsWith(ResourceKeys.Prefix, StringComparison.Ordinal);

    private bool IsReader(string key, NodeId reader)
    {
        lock (_lock) return reader == self || (_doors.TryGet(key, out var readers) && readers!.Contains(reader));
    }

    private string? Note(DataRead read)
    {
        bool isKnown;
        lock (_lock) isKnown = _audited.TryGet((read.Key, read.Reader), out bool wasLetOut) && !wasLetOut && !allowsDownload;
        // Whoever asks again and again for what it may not have is told of once; and whoever invents names for it fills no disk.
        if (allowsDownload || (!isKnown && MayTellOfRefusal())) audit?.Write(allowsDownload ? "download" : "refused", read);
        lock (_lock) _audited.Set((read.Key, read.Reader), allowsDownload);
        if (allowsDownload)
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

    private bool MayTellOfRefusal()
    {
        lock (_lock)
        {
            long second = Environment.TickCount64 / 1_000;
            if (second != _second) (_second, _told) = (second, 0);
            return _told++ < MaxRefusalsTold;
        }
    }

    private string Refusal(in DataRead read) => $"{self} allows no downloads, and {read.Reader} has no part in {read.Key}";
}
