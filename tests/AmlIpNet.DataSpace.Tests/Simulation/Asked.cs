using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>One put, computation or deletion: what somebody asked for, and from when to when.</summary>
internal sealed class Asked(DataKind kind, string key, TimeSpan begin)
{
    public DataKind Kind => kind;

    public string Key => key;

    public TimeSpan Begin => begin;

    /// <summary>When it was answered; null for not yet, or never: then it may still have its effect at any time.</summary>
    public TimeSpan? End { get; set; }

    /// <summary>What was put.</summary>
    public UInt128 Digest { get; init; }

    public Recipe? Recipe { get; init; }

    /// <summary>Whether a Center was asked.</summary>
    public bool ByCenter { get; init; }

    /// <summary>How often it was sent to somebody else.</summary>
    public int Attempts { get; set; } = 1;

    /// <summary>Whether the answer was an error.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether nothing can have come of it.</summary>
    public bool IsVain => kind == DataKind.Offer && IsRefused && Attempts == 1;

    /// <summary>Who has it, by the answer.</summary>
    public NodeId? Worker { get; set; }

    public bool IsOverBefore(Asked other) => End < other.Begin;

    public override string ToString() => $"the {(kind == DataKind.Offer ? "put" : kind == DataKind.Delete ? "deletion" : "computation")} of {key} at {begin.TotalMilliseconds:0.0}";
}

/// <summary>All that was asked for, and what follows from it: what was answered before something else began has happened before it.</summary>
internal sealed class AskedLog
{
    private readonly Dictionary<string, List<Asked>> _all = [];

    public IEnumerable<string> Keys => _all.Keys;

    public IReadOnlyList<Asked> Of(string key) => _all.TryGetValue(key, out var list) ? list : [];

    public Asked Add(Asked asked)
    {
        if (!_all.TryGetValue(asked.Key, out var list)) _all.Add(asked.Key, list = []);
        list.Add(asked);
        return asked;
    }

    /// <summary>The put or deletion that counts: it was answered at that time, and all others of the key were before it began.</summary>
    public Asked? Settled(string key, TimeSpan at)
    {
        Asked? last = null;
        foreach (var asked in Of(key))
            if (asked.Kind != DataKind.Compute && !asked.IsVain && (last is null || asked.Begin > last.Begin)) last = asked;
        if (last is null || !(last.End <= at)) return null;
        foreach (var asked in Of(key))
            if (asked != last && asked.Kind != DataKind.Compute && !asked.IsVain && !asked.IsOverBefore(last)) return null;
        return last;
    }

    /// <summary>Whether somebody wanted the key computed since another request began, or may still want it.</summary>
    public bool IsComputedSince(Asked other) => Of(other.Key).Any(asked => asked.Kind == DataKind.Compute && !asked.IsOverBefore(other));

    /// <summary>Whether something of this kind was under way since.</summary>
    public bool Any(DataKind kind, string key, TimeSpan since) => Of(key).Any(asked => asked.Kind == kind && (asked.End is null || asked.End >= since));
}
