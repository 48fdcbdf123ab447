namespace AmlIpNet.Artifacts;

// Functions: tasks and other orders are their scheduler's own, for this node, and not over.
internal sealed partial class ArtifactGuard
{
    private const int MaxOver = 1 << 16;
    private readonly Recent<string, bool> _over = new(MaxOver); // artifacts that have ended, and resources that were forgotten: their old orders are worth nothing

    /// <inheritdoc/>
    public string? RefuseUse(DataUse use)
    {
        string? why = use.Function is ArtifactNames.Task or ArtifactNames.Tell ? WhyNotOrder(use) : WhyNotFunction(use);
        if (why is null) return null;
        Interlocked.Increment(ref _refused);
        if (_logged.MayTell()) ArtifactLog.UseRefused(logger, use.Caller, use.Function, use.Key, why);
        return why;
    }

    /// <summary>Nobody needs the resources of an artifact any more, but those who may download them.</summary>
    public void End(string artifact)
    {
        lock (_lock)
        {
            _over.Set(artifact, true);
            _doors.RemoveWhere(key => IsOf(key, $"{ResourceKeys.Prefix}{artifact}"));
        }
    }

    /// <summary>A resource is deleted, and not made again; or all of an artifact, after which there may be another one of its id.</summary>
    /// <param name="what">Its id, or what the ids begin with before a slash.</param>
    public void Forget(string what)
    {
        lock (_lock)
        {
            if (ResourceKeys.TryParse(what, out _, out _, out _)) _over.Set(what, true);
            else _over.RemoveWhere(over => IsOf(over, what) || $"{ResourceKeys.Prefix}{over}" == what);
            _doors.RemoveWhere(key => IsOf(key, what));
            _open.RemoveWhere(key => IsOf(key, what));
        }
    }

    /// <summary>Whether a key is a resource, or one of those whose ids begin so.</summary>
    public static bool IsOf(string key, string what) => key.StartsWith(what, StringComparison.Ordinal) && (key.Length == what.Length || key[what.Length] == '/');

    /// <summary>Readers of copies that are named in one order, all its sets together: beyond it copies are closed, and their readers go to the originals.</summary>
    public const int MaxReaders = 512;

    private static string? WhyNotFunction(in DataUse use)
    {
        var caller = use.Caller;
        if (use.Needed.FirstOrDefault(key => IsResource(key) || (IsLetter(key) && !IsLetterOf(key, caller))) is { } forbidden) return $"{forbidden} is used by the tasks of its own artifact only";
        return WhyClosed(use.Key, caller) is { } why ? why : use.Function == ArtifactNames.Control && !IsLetter(use.Key) ? $"{use.Key} is no letter to {caller}" : null;
    }

    private string? WhyNotOrder(in DataUse use)
    {
        if (SchedulerKey.Read(use.Arguments.Span, self, out string fingerprint) is not { } order) return $"this is no order of a scheduler to {self}";
        if (!takes(use.Caller, fingerprint)) return $"{self} takes no orders of {use.Caller.Name}, or of the key {fingerprint}: add one of them to {nameof(ArtifactWorkerOptions.Schedulers)}";
        string artifact = ArtifactOf(order);
        if (!SchedulerKey.Owns(fingerprint, artifact)) return $"the artifact {artifact} is another scheduler's";
        return (use.Function == ArtifactNames.Task ? WhyNotTask(use, order, artifact) : WhyNotTell(use, order, artifact));
    }

    private string? WhyNotTask(in DataUse use, Order order, string artifact)
    {
        if (order.WhatCase != Order.WhatOneofCase.Task || use.Key != ResourceKeys.Of(artifact, order.Task.Job, order.Task.Attempt)) return $"{use.Key} is not what this task makes";
        if (!use.Needed.SequenceEqual(order.Needed.Select(needed => needed.Id), StringComparer.Ordinal)) return $"{use.Key} is not made of these resources";
        if (order.Readers.Sum(set => set.Nodes.Count) > MaxReaders) return $"the order names more than {MaxReaders} readers of copies";
        string own = $"{ResourceKeys.Prefix}{artifact}";
        if (use.Needed.FirstOrDefault(key => !IsOf(key, own)) is { } foreign) return $"{foreign} is not of the artifact {artifact}";
        lock (_lock)
        {
            if (_over.TryGet(artifact, out _) || _over.TryGet(use.Key, out _)) return $"{use.Key} is wanted no more: its scheduler has said so";
            Permit(use.Key, order.Task.Next.Select(NodeIds.ToNodeId));
            if (opensItsOwn) Open(use.Key);
            foreach (var needed in order.Needed)
            {
                if (needed.Open) Open(needed.Id);
                if (needed.Readers > 0 && needed.Readers <= order.Readers.Count) Permit(needed.Id, order.Readers[(int)needed.Readers - 1].Nodes.Select(NodeIds.ToNodeId));
            }
        }

        return null;
    }

    private string? WhyNotTell(in DataUse use, Order order, string artifact)
    {
        if (order.WhatCase == Order.WhatOneofCase.Task || use.Needed.Count > 0 || !IsLetterOf(use.Key, use.Caller)) return "this order is for another function";
        switch (order.WhatCase)
        {
            case Order.WhatOneofCase.Permit: Permit(order.Permit.Resource, order.Permit.Reader.ToNodeId()); break;
            case Order.WhatOneofCase.End: End(artifact); break;
            case Order.WhatOneofCase.Forget: Forget(order.Forget); break;
        }

        return null;
    }

    private static string ArtifactOf(Order order) => order.WhatCase switch
    {
        Order.WhatOneofCase.Task => order.Task.Artifact,
        Order.WhatOneofCase.End => order.End,
        Order.WhatOneofCase.Permit => ResourceKeys.TryParse(order.Permit.Resource, out string id, out _, out _) ? id : "",
        Order.WhatOneofCase.Forget when order.Forget.Split('/') is [_, { } id, ..] && IsResource(order.Forget) => id,
        _ => "",
    };
}
